"""A job is done once, whoever is notified of it and however often."""

import time
from datetime import timedelta

import pytest
import redis
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.utils.timezone import now

from determinations.letters.moves import ISSUE
from determinations.letters.notices import LETTER_ISSUED
from monitoring.notices import outbox
from monitoring.notices.models import Notice
from monitoring.work import jobs, passing
from monitoring.work.models import Job
from tests.cast import NOON, Cast

VALUES = {"lea": "Alder Unified", "year": 2023, "level": "Targeted 2"}


@pytest.fixture
def notice(cast: Cast) -> Notice:
    return Notice.objects.create(
        person=cast.editor, kind="letter_issued", lea=cast.lea, values=VALUES, notified_at=NOON
    )


def run_out_of_time() -> None:
    raise SoftTimeLimitExceeded


def test_a_job_that_ran_out_of_time_fails_with_a_plain_reason_and_the_worker_goes_on(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    with jobs.claimed(job.pk, clock=now):
        run_out_of_time()
    job.refresh_from_db()
    assert (job.state, job.fault) == (Job.State.FAILED, "It took longer than work of this kind may take.")


def test_a_waiting_job_is_not_asked_for_twice(notice: Notice) -> None:
    first = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    assert jobs.enqueue("monitoring.mail_notice", notice, at=NOON) == first


def test_what_is_asked_for_while_a_worker_is_at_it_comes_after(notice: Notice) -> None:
    first = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    with jobs.claimed(first.pk, clock=now):
        second = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
        assert second.pk != first.pk
        assert jobs.enqueue("monitoring.mail_notice", notice, at=NOON) == second


def test_a_notice_is_mailed_once_though_its_job_is_delivered_twice(
    notice: Notice, mailoutbox: list[EmailMessage]
) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    assert jobs.work_off() == 1
    with jobs.claimed(job.pk, clock=now) as again:
        assert again is None
    assert len(mailoutbox) == 1
    assert Notice.objects.get().mailed_at is not None


@pytest.mark.usefixtures("transactional_db")
def test_a_job_that_somebody_holds_is_left_alone_and_one_given_up_is_taken_over(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    dead = connections["default"].copy("default")
    dead.connect()
    with dead.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs._LOCK_SPACE, job.pk])
    Job.objects.update(state="running", attempt=1)
    with jobs.claimed(job.pk, clock=now) as mine:
        assert mine is None
    assert jobs.sweep(at=NOON + timedelta(hours=1)) == 0
    dead.close()  # what PostgreSQL sees of a killed worker, and it takes its moment to see it
    for _ in range(200):
        if jobs._is_free(job.pk):
            break
        time.sleep(0.05)
    with jobs.claimed(job.pk, clock=now) as mine:
        assert mine is not None
        assert mine.attempt == 2
    assert Job.objects.get().state == "done"


def test_a_fault_ends_the_job_as_failed_and_undoes_its_work(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)

    def break_halfway() -> None:
        with jobs.claimed(job.pk, clock=now):
            Notice.objects.update(link="/half-done/")
            raise ZeroDivisionError("broken")

    with pytest.raises(ZeroDivisionError):
        break_halfway()
    assert Job.objects.get().fault == "ZeroDivisionError: broken"
    assert Notice.objects.get().link == ""


def test_a_job_that_kills_its_workers_is_given_up(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    Job.objects.update(state="running", attempt=jobs.ATTEMPTS)
    with jobs.claimed(job.pk, clock=now) as mine:
        assert mine is None
    assert Job.objects.get().state == "failed"


def test_the_words_of_a_notice_reach_the_lea_and_its_selpa_alone(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    link = "/leas/0161119/2023/letter/"
    outbox.notify(ISSUE, LETTER_ISSUED, lea=cast.lea, link=link, at=NOON, year=2023, level="Targeted 2")
    jobs.work_off()
    assert {address for mail in mailoutbox for address in mail.to} == {cast.editor.email, cast.approver.email}
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {cast.editor.email, cast.approver.email, cast.reviewer.email}


def test_a_worker_that_was_given_up_does_not_end_the_job_of_the_next_one(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    taken_over = pytest.raises(RuntimeError, match="taken over by another worker")
    with taken_over, jobs.claimed(job.pk, clock=now):
        Job.objects.filter(pk=job.pk).update(attempt=2)


def test_what_nobody_begins_is_rung_for_once_a_minute(notice: Notice) -> None:
    jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    moments = [30, 60, 61, 119, 120]
    assert [jobs.sweep(at=NOON + timedelta(seconds=after)) for after in moments] == [0, 1, 0, 0, 1]


def test_what_waits_in_a_long_lane_is_not_rung_for_again(notice: Notice) -> None:
    """Whoever takes its alarms is busy; an alarm that was lost is missed once the lane is short."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    broker.delete("soon")
    jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    later = NOON + timedelta(minutes=2)
    broker.rpush("soon", *["{}"] * 200)
    assert jobs.sweep(at=later) == 0
    Job.objects.update(rung_at=None)
    assert jobs.sweep(at=later) == 1, "no one was notified of it yet"
    broker.delete("soon")
    assert jobs.sweep(at=later + timedelta(minutes=1)) == 1


def fail_for_now() -> None:
    raise ConnectionRefusedError


def test_what_is_put_off_is_left_alone_until_its_time(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    with jobs.claimed(job.pk, clock=lambda: NOON):
        fail_for_now()
    moments = [30, 59, 60]
    for after, taken in zip(moments, (False, False, True), strict=True):
        at = NOON + timedelta(seconds=after)
        Job.objects.update(rung_at=NOON - timedelta(minutes=5))
        assert jobs.sweep(at=at) == taken
        with jobs.claimed(job.pk, clock=lambda at=at: at) as mine:  # type: ignore[misc]
            assert (mine is not None) is taken


def test_faults_that_pass_are_not_taken_for_workers_that_died(notice: Notice) -> None:
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    for hours in range(jobs.ATTEMPTS + 2):
        with jobs.claimed(job.pk, clock=lambda at=NOON + timedelta(hours=hours): at):  # type: ignore[misc]
            fail_for_now()
    with jobs.claimed(job.pk, clock=lambda: NOON + timedelta(hours=9)) as mine:
        assert mine is not None
    assert Job.objects.get().state == "done"


def test_the_pause_grows_to_an_hour() -> None:
    assert [passing.pause(tries) for tries in (0, 1, 2, 5, 6, 99)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 4, 32, 60, 60)
    ]
