"""A worker that is killed, work that is delivered twice, a broker that forgets: the work is done, and done once."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from determinations.letters import issuing
from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads import services
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.work.models import Heartbeat, Job
from monitoring.work.tasks import YIELDS
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, publish_many
from tests.final import finalise
from tests.worker import kill, worker

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("transactional_db")]
DEADLINE = 90  # seconds; a machine that does other things too needs some


def wait_until(what: Callable[[], bool]) -> None:
    """Poll the database until `what` holds, and fail at the deadline."""
    ends = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < ends, list(Job.objects.values_list("kind", "state", "attempt", "fault"))
        time.sleep(0.05)


def swept_and(what: Callable[[], bool]) -> Callable[[], bool]:
    """Say whether `what` holds, after a sweep as the scheduler has one each minute."""

    def holds() -> bool:
        jobs.sweep(at=now() + timedelta(minutes=2))
        return what()

    return holds


@pytest.fixture(autouse=True)
def _empty_broker() -> None:
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def test_a_worker_killed_in_the_middle_of_a_check_is_followed_by_one_that_ends_it(
    cast: Cast, published_2023: Year
) -> None:
    rows = "".join(f"2023,0161119,made up {number},1,4,25%,>=20%,Yes\n" for number in range(12_000))
    text = "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n" + rows
    received = services.receive(
        year=published_2023, format="indicators", name="big.csv", content=text.encode(), by=cast.administrator, at=NOON
    )
    with worker() as first:
        job = services.request_check(upload=received.upload, by=cast.administrator, at=NOON)
        wait_until(lambda: Job.objects.get(pk=job.pk).state == "running")
        kill(first)
    assert Job.objects.get(pk=job.pk).state == "running"
    assert Upload.objects.get(pk=received.upload.pk).status == "checking"
    wait_until(lambda: jobs.sweep(at=now() + timedelta(minutes=2)) == 1)  # once PostgreSQL has missed the dead worker
    with worker():
        wait_until(swept_and(lambda: Job.objects.get(pk=job.pk).state == "done"))
    assert Job.objects.get(pk=job.pk).attempt == 2
    upload = Upload.objects.get(pk=received.upload.pk)
    assert (upload.status, upload.rows) == ("ready", 12_000)
    assert Event.objects.of(upload).filter(move="pass_check").count() == 1
    said = upload.problems.exclude(code="rows_gone")  # what is published now has other rows
    assert sum(said.values_list("count", flat=True)) == upload.warnings - 1 == 12_000


def test_a_letter_batch_delivered_twice_at_once_issues_each_letter_once(cast: Cast, determined_2023: Run) -> None:
    issuing.request_issue(year=determined_2023.year, by=cast.administrator, at=NOON)
    for job in Job.objects.filter(kind="determinations.issue_letter"):
        current_app.send_task(job.kind, kwargs={"job_id": job.pk})  # each is in the broker twice now
    with worker(), worker():
        wait_until(lambda: Plan.objects.count() == 3 and not Job.objects.filter(state__in=jobs.OPEN).exists())
    assert Letter.objects.filter(status="issued").count() == 3
    assert Event.objects.filter(move="issue").count() == 3
    told = list(Notice.objects.values_list("person", "lea", "kind"))
    assert len(told) == len(set(told))
    assert not Job.objects.filter(state="failed").exists()


@pytest.mark.attack
def test_a_batch_of_letters_goes_on_after_one_of_its_workers_is_killed(cast: Cast, opened_2023: Year) -> None:
    publish_many(cast, opened_2023, 30)
    finalise(run=drafted(cast, opened_2023), by=cast.administrator, at=NOON)
    of_batch = Job.objects.filter(kind="determinations.issue_letter")
    with worker() as first, worker():
        issuing.request_issue(year=opened_2023, by=cast.administrator, at=NOON)
        wait_until(lambda: of_batch.filter(state="done").count() >= 5 and of_batch.filter(state="running").exists())
        kill(first)
        assert of_batch.filter(state="done").count() < 30
        wait_until(swept_and(lambda: not Job.objects.filter(state__in=jobs.OPEN).exists()))
    issued = Letter.objects.filter(status="issued")
    assert issued.count() == Letter.objects.count() == issued.values("lea").distinct().count() == 30
    assert Event.objects.filter(move="issue").count() == 30
    assert of_batch.filter(state="done").count() == of_batch.count()


def test_after_the_broker_was_emptied_the_sweep_rings_again(cast: Cast, determined_2023: Run) -> None:
    issuing.request_issue(year=determined_2023.year, lea_codes=[cast.lea.code], by=cast.administrator, at=NOON)
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    assert jobs.sweep(at=NOON + timedelta(seconds=30)) == 0  # rung a moment ago
    with worker():
        assert jobs.sweep(at=NOON + timedelta(minutes=2)) == 1
        wait_until(lambda: Letter.objects.get().status == "issued")
    assert Event.objects.filter(move="issue").count() == 1


@pytest.mark.attack
def test_a_worker_whose_connection_was_cut_does_what_comes_next(cast: Cast, determined_2023: Run) -> None:
    def issue(lea: Lea) -> None:
        issuing.request_issue(year=determined_2023.year, lea_codes=[lea.code], by=cast.administrator, at=NOON)
        wait_until(lambda: Plan.objects.filter(lea=lea).exists())
        wait_until(lambda: not Job.objects.filter(state__in=jobs.OPEN).exists())

    with worker():
        issue(cast.lea)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall(), "the worker keeps a connection from task to task"
        connection.close()  # the next one works as the portal again
        issue(cast.sibling)
    assert not Job.objects.exclude(attempt=1).exists()


def test_a_worker_and_what_it_starts_let_the_pages_go_first(cast: Cast) -> None:
    with worker() as process:
        started: list[str] = []

        def starts() -> bool:
            started[:] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            return bool(started) and Heartbeat.objects.filter(kind="worker").exists()

        wait_until(starts)
        yields = [os.getpriority(os.PRIO_PROCESS, pid) for pid in (process.pid, *map(int, started))]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert set(yields) == {min(own + YIELDS, 19)}


@pytest.mark.attack
def test_an_upload_begins_at_once_while_a_state_s_letters_wait(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    issuing.request_issue(year=year, by=cast.administrator, at=NOON)
    for job in Job.objects.filter(kind="determinations.issue_letter"):
        for _ in range(700):  # rung for again and again: a worker has two thousand alarms in front of it
            current_app.send_task(job.kind, kwargs={"job_id": job.pk})
    with worker():
        wait_until(lambda: Letter.objects.filter(status="issued").exists())
        received = services.receive(
            year=year, format="ranks", name="ranks.csv", content=b"year,lea_code\n", by=cast.administrator, at=NOON
        )
        asked = time.monotonic()
        job = services.request_check(upload=received.upload, by=cast.administrator, at=NOON)
        wait_until(lambda: Job.objects.get(pk=job.pk).state in ("running", "done"))
        took = time.monotonic() - asked
        waiting = redis.Redis.from_url(settings.REDIS_URL).llen("batch")
    assert waiting > 100, "the letters still wait"
    assert took < 2
