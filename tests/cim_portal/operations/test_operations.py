"""How the portal is doing: what administrators see of work, mails and processes, and what they have tried again."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from celery import current_app
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.db.models import Model, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cim_portal.lib.verdict import Refused
from cim_portal.operations import queries, report, services, words
from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger, lines
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.events import ADDED_FACTOR
from monitoring.people.models import AddressChange, Person
from monitoring.resources.models import Mailing, Posting, Subscriber
from monitoring.work import heartbeats, jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
LATER = NOON + timedelta(hours=1)
VALUES = {"lea": "Alder Unified", "year": 2023, "level": "Targeted 2"}


def mail(cast: Cast, to: Person, *, fault: str = "", done: bool = False) -> Job:
    notice = Notice.objects.create(person=to, kind="letter_issued", lea=cast.lea, values=VALUES, notified_at=NOON)
    job = jobs.enqueue("monitoring.mail_notice", notice, at=NOON)
    if fault or done:
        Job.objects.filter(pk=job.pk).update(state="done" if done else "failed", fault=fault, ended_at=NOON)
        job.refresh_from_db()
    return job


def test_every_kind_of_work_has_words_and_each_lane_too(db: None) -> None:
    current_app.loader.import_default_modules()
    ours = {
        name
        for name in current_app.tasks
        if name.startswith(("monitoring.", "determinations.", "improvement_", "cim_portal."))
    }
    without_a_job = {
        "monitoring.sweep",
        "monitoring.seal_ledger",
        "monitoring.clear_files",
        "monitoring.mail_unknown",
        "monitoring.end_roles",
        "determinations.ask_for_releases",
        "improvement_plans.morning",
    }
    assert ours - without_a_job == set(words.KINDS)
    assert {jobs.lane_of(kind) for kind in words.KINDS} == set(words.LANES)


def test_what_waits_and_runs_is_counted_by_lane_with_the_oldest(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    Job.objects.all().delete()
    first, second = (mail(cast, person) for person in (cast.editor, cast.approver))
    Job.objects.filter(pk=first.pk).update(asked_at=NOON - timedelta(hours=2), again_at=LATER)
    Job.objects.filter(pk=second.pk).update(state="running")
    jobs.enqueue("determinations.draw_letter", Letter.objects.earliest("pk"), at=LATER)
    assert [(lane.name, lane.waiting, lane.put_off, lane.running, lane.oldest) for lane in queries.lanes()] == [
        ("now", 0, 0, 0, None),
        ("soon", 1, 1, 1, NOON - timedelta(hours=2)),
        ("batch", 1, 0, 0, LATER),
    ]


def test_failed_work_is_shown_with_its_reason_in_words_until_it_was_asked_for_again(
    cast: Cast, signed_in: SignIn
) -> None:
    refused = mail(cast, cast.editor, fault="SMTPRecipientsRefused: {'eli.editor@example.org': (550, b'no')}")
    mail(cast, cast.approver, fault="ZeroDivisionError: what she typed")
    mail(cast, cast.reviewer, fault="It took longer than work of this kind may take.")
    page = signed_in(cast.administrator).get("/operations/")
    assert [(job.about, job.reason) for job in page.context["report"].failed] == [
        ("rosa.reviewer@example.org", "It took longer than work of this kind may take."),
        ("ana.approver@example.org", "A fault in the portal itself (ZeroDivisionError). The log says where."),
        ("eli.editor@example.org", "The mail server refused the address."),
    ]
    assert "what she typed" not in page.content.decode()
    jobs.enqueue("monitoring.mail_notice", Notice.objects.get(pk=refused.subject_id), at=LATER)
    assert [job.about for job in report.made(at=LATER).failed][-1] == "ana.approver@example.org"


def test_a_mail_that_failed_is_sent_after_retrying_and_the_ledger_says_who_did_it(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    job = mail(cast, cast.editor, fault="SMTPRecipientsRefused: no")
    client = signed_in(cast.administrator)
    with time_machine.travel(LATER, tick=False):
        said = client.post(f"/operations/jobs/{job.pk}/retry/", follow=True).content.decode()
        assert "1 job waits for a worker again." in said
        job.refresh_from_db()
        assert (job.state, job.attempt, job.fault, job.asked_at) == ("waiting", 0, "", LATER)
        assert client.post(f"/operations/jobs/{job.pk}/retry/").status_code == 409, "it was asked for already"
        jobs.work_off()
    assert [sent.to for sent in mailoutbox] == [["eli.editor@example.org"]]
    event = Event.objects.get(move="retried_job")
    assert lines.line(event).sentence == f"Ada Administrator retried job {job.pk}"
    assert lines.line(event).note == "Notification", "without the address"


def test_all_of_a_kind_are_retried_at_once(cast: Cast, signed_in: SignIn) -> None:
    for person in (cast.editor, cast.approver, cast.reviewer):
        mail(cast, person, fault="OSError: full")
    other = jobs.enqueue("monitoring.mail_invitation", cast.editor, at=NOON)
    Job.objects.filter(pk=other.pk).update(state="failed", ended_at=NOON)
    client = signed_in(cast.administrator)
    said = client.post("/operations/retry/", {"kind": "monitoring.mail_notice"}, follow=True).content.decode()
    assert "3 jobs wait for a worker again." in said
    assert "Retry 1 failed job: Invitation" in " ".join(said.split())
    assert list(Job.objects.filter(state="failed")) == [other]
    assert Event.objects.filter(move="retried_job").count() == 3


def test_a_job_of_which_a_newer_one_waits_is_not_retried(cast: Cast) -> None:
    job = mail(cast, cast.editor, fault="OSError: full")
    jobs.enqueue("monitoring.mail_notice", Notice.objects.get(pk=job.subject_id), at=LATER)
    with pytest.raises(services.NotFailed):
        services.retry(Q(pk=job.pk), by=cast.administrator, at=LATER)


def test_only_an_administrator_retries(cast: Cast) -> None:
    job = mail(cast, cast.editor, fault="OSError: full")
    for person in (cast.monitor, cast.editor):
        with pytest.raises(ledger.NotYou):
            services.retry(Q(pk=job.pk), by=person, at=LATER)
    assert isinstance(services.NotFailed(), Refused)
    assert Job.objects.get(pk=job.pk).state == "failed"


@pytest.mark.parametrize(
    ("state", "people"),
    [("failed", ["editor"]), ("waiting", ["approver"]), ("sent", ["reviewer"])],
)
def test_mails_are_listed_by_state_with_the_address(
    cast: Cast, signed_in: SignIn, state: str, people: list[str]
) -> None:
    mail(cast, cast.editor, fault="SMTPRecipientsRefused: no")
    mail(cast, cast.approver)
    mail(cast, cast.reviewer, done=True)
    with time_machine.travel(LATER, tick=False):
        page = signed_in(cast.administrator).get(f"/operations/?mails={state}")
    assert [one.to for one in page.context["report"].mails] == [getattr(cast, name).email for name in people]
    assert page.context["report"].mails_by_state == queries.Counts(sent=1, waiting=1, failed=1)
    assert signed_in(cast.administrator).get("/operations/?mails=lost").status_code == 404


def test_each_mail_names_the_address_to_which_it_goes(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    eli = cast.editor
    notice = Notice.objects.create(person=cast.approver, kind="letter_issued", values=VALUES, notified_at=NOON)
    moved = ledger.record(ADDED_FACTOR, eli, by=eli, at=NOON, values={"address": "eli.before@example.org"})
    Notice.objects.create(person=cast.reviewer, kind="letter_issued", values=VALUES, notified_at=NOON, daily=True)
    subjects: dict[str, Model] = {
        "monitoring.mail_notice": notice,
        "monitoring.mail_day": cast.reviewer,
        "monitoring.mail_invitation": cast.newcomer,
        "monitoring.mail_invitation_in_bulk": cast.other_editor,
        "monitoring.mail_reset": cast.monitor,
        "monitoring.mail_account_change": moved,
        "monitoring.mail_new_address": AddressChange.objects.create(
            person=eli, email="eli.after@example.org", asked_at=NOON
        ),
        "monitoring.mail_confirmation": Subscriber.objects.create(email="sub@example.org", asked_at=NOON),
        "monitoring.mail_list_in_bulk": Posting.objects.create(
            mailing=Mailing.objects.create(subject="News", text="Read.", changed_at=NOON),
            subscriber=Subscriber.objects.create(email="list@example.org", asked_at=NOON, confirmed_at=NOON),
        ),
    }
    assert set(subjects) == set(words.MAILS)
    for kind, subject in subjects.items():
        jobs.enqueue(kind, subject, at=NOON, by=cast.administrator)
    listed = {one.to for one in queries.mails("waiting")}
    jobs.work_off()
    assert listed == {sent.to[0] for sent in mailoutbox}
    assert len(listed) == len(subjects)


def test_a_worker_that_fell_silent_is_missing_and_versions_are_named(cast: Cast, signed_in: SignIn) -> None:
    heartbeats.note(heartbeats.WORKER, "celery@one", at=NOON)
    heartbeats.note(heartbeats.SCHEDULER, "scheduler", at=LATER)
    with time_machine.travel(LATER, tick=False):
        page = signed_in(cast.administrator).get("/operations/")
    text = " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())
    assert re.search(r"celery@one Worker .* Missing", text)
    assert [process.is_alive for process in page.context["report"].processes] == [True, False]
    found = {part.name: part.version for part in report.versions()}
    assert set(found) == {"Portal", "Python", "Django", "PostgreSQL", "Redis", "Virus scanner"}
    assert re.match(r"\d+\.\d+", found["PostgreSQL"])
    assert re.match(r"\d+\.\d+", found["Redis"])
    assert dict.fromkeys(app.name for app in report.migrations()).keys() > {"monitoring", "determinations"}


def test_the_page_asks_the_database_as_often_for_many_as_for_one(cast: Cast) -> None:
    mail(cast, cast.editor, fault="OSError: full")
    report.made(at=NOON)
    with CaptureQueriesContext(
        connection,
    ) as once:
        report.made(at=NOON)
    for _ in range(60):
        mail(cast, cast.approver, fault="OSError: full")
    with CaptureQueriesContext(connection) as often:
        made = report.made(at=NOON)
    assert len(often) == len(once) <= 20
    assert (len(made.failed), made.failed_count) == (queries.SHOWN, 61)


def test_one_pages_through_all_that_failed_and_all_mails(cast: Cast, signed_in: SignIn) -> None:
    numbers = [mail(cast, cast.approver, fault="OSError: full").pk for _ in range(queries.SHOWN * 2 + 3)]
    browser = signed_in(cast.administrator)
    seen = [[], []]  # type: list[list[int]]
    for page in (1, 2, 3):
        shown = browser.get(f"/operations/?mails=failed&failed_page={page}&mails_page={page}")
        seen[0] += [job.number for job in shown.context["report"].failed]
        seen[1] += [one.number for one in shown.context["report"].mails]
    assert seen == [numbers[::-1]] * 2
    text = browser.get("/operations/?mails=failed&mails_page=2").content.decode()
    assert 'href="?mails=failed&amp;mails_page=2&amp;failed_page=2#failed"' in text
    assert 'href="?mails=failed&amp;mails_page=3#mails"' in text
    for panel in ("failed", "mails"):
        rows = json.loads(browser.get(f"/operations/?mails=failed&panel={panel}&as=json").content)
        assert [row["job"] for row in rows] == numbers[::-1]
        assert f"panel={panel}&amp;as=csv" in text or f"as=csv&amp;panel={panel}" in text
    for odd in ("0", "99", "-1", "x", "9" * 30):
        assert browser.get(f"/operations/?failed_page={odd}&mails_page={odd}").status_code == 200


def test_the_command_says_the_same(cast: Cast) -> None:
    job = mail(cast, cast.editor, fault="SMTPRecipientsRefused: no")
    heartbeats.note(heartbeats.WORKER, "celery@one", at=NOON)
    out = StringIO()
    call_command("operations", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["failed"][0]["number"] == job.pk
    assert said["mails"][0]["to"] == "eli.editor@example.org"
    assert {lane["name"]: lane["waiting"] for lane in said["lanes"]} == {"now": 0, "soon": 0, "batch": 0}
    out = StringIO()
    call_command("operations", stdout=out)
    assert f"{job.pk}  Notification, eli.editor@example.org: The mail server refused the address." in out.getvalue()
    assert "MISSING  worker celery@one" in out.getvalue()


def test_administrators_are_led_there(cast: Cast, signed_in: SignIn) -> None:
    mail(cast, cast.editor, fault="OSError: full")
    home = signed_in(cast.administrator).get("/home/")
    assert '<a href="/operations/#failed">1 job failed in the background</a>' in home.content.decode()
    assert "/operations/" not in signed_in(cast.monitor).get("/home/").content.decode()
