"""How the portal is doing: the queue, what failed, mails, processes. Each list is bounded, and so are its queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from cim_portal.operations import words
from determinations.letters.models import Letter
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan, Submission
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import AddressChange, Person
from monitoring.resources.models import Posting, Subscriber
from monitoring.work import faults, heartbeats, jobs
from monitoring.work.models import Heartbeat, Job

SHOWN = 50  # of each list at once
MOST = 20_000  # of each list in a file
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lane:
    """What waits in a lane: how many, of these put off for a fault that passes; how many run; since when the first waits."""

    name: str
    title: str
    waiting: int
    put_off: int
    running: int
    oldest: datetime | None


@dataclass(frozen=True)
class FailedKind:
    """A kind of work of which some failed, and how many."""

    kind: str
    title: str
    count: int


@dataclass(frozen=True)
class Failed:
    """A job that failed: its number, what it was, about what, when, and why in words."""

    number: int
    kind: str
    title: str
    about: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Mail:
    """One mail: to whom, what, since when, how it is with it, and why where it was not sent."""

    number: int
    to: str
    title: str
    asked_at: datetime
    state: str
    status: str
    reason: str
    again_at: datetime | None


@dataclass(frozen=True)
class Process:
    """A process that works in the background, when it last gave a sign of life, and whether that was just now."""

    kind: str
    name: str
    at: datetime
    is_alive: bool


@dataclass(frozen=True)
class Counts:
    """How many mails were sent within a day, wait, and failed."""

    sent: int
    waiting: int
    failed: int


OF_MAILS = Q(kind__in=words.MAILS)
STATES = {
    "failed": Q(state=Job.State.FAILED),
    "waiting": Q(state__in=jobs.OPEN),
    "sent": Q(state=Job.State.DONE),
}


def lanes() -> list[Lane]:
    """Return what waits and runs in each lane."""
    found = Job.objects.filter(state__in=jobs.OPEN).values("kind", "state").order_by()
    counted = list(found.annotate(count=Count("pk"), put_off=Count("again_at"), oldest=Min("asked_at")))
    lanes = []
    for name, title in words.LANES.items():
        here = [one for one in counted if jobs.lane_of(one["kind"]) == name]
        waiting = [one for one in here if one["state"] == Job.State.WAITING]
        lanes.append(
            Lane(
                name=name,
                title=str(title),
                waiting=sum(one["count"] for one in waiting),
                put_off=sum(one["put_off"] for one in waiting),
                running=sum(one["count"] for one in here) - sum(one["count"] for one in waiting),
                oldest=min((one["oldest"] for one in waiting), default=None),
            )
        )
    return lanes


def failed_kinds() -> list[FailedKind]:
    """Return of which kinds of work some failed, the most first."""
    found = jobs.failed().order_by().values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    return [FailedKind(kind, words.of(kind), count) for kind, count in found]


def page_of(count: int, number: int) -> Page[int]:
    """Return the page of that number of a list of so many; the nearest where there is none of that number."""
    return Paginator(range(count), SHOWN).get_page(number)


def failed_jobs(page: int = 1) -> list[Failed]:
    """Return a page of the jobs that failed, and were not asked for again since, the last ones first."""
    return _failed_jobs(_part(page))


def all_failed_jobs() -> list[Failed]:
    """Return the same jobs of all pages."""
    return _failed_jobs(slice(MOST))


def _part(page: int) -> slice:
    return slice((page - 1) * SHOWN, page * SHOWN)


def _failed_jobs(part: slice) -> list[Failed]:
    rows = list(jobs.failed().order_by("-pk")[part])
    about = subjects_of(rows)
    return [
        Failed(
            number=job.pk,
            kind=job.kind,
            title=words.of(job.kind),
            about=about[job.pk],
            at=job.ended_at or job.asked_at,
            reason=faults.in_words(job.fault),
        )
        for job in rows
    ]


def _mails(state: str) -> QuerySet[Job]:
    found = jobs.failed() if state == "failed" else Job.objects.filter(STATES[state])
    return found.filter(OF_MAILS)


def count_of_mails(state: str) -> int:
    """Count the mails of one of `STATES`."""
    return _mails(state).count()


def mails(state: str, page: int = 1) -> list[Mail]:
    """Return a page of the mails of one of `STATES`, the newest first."""
    return _part_of_mails(state, _part(page))


def all_mails(state: str) -> list[Mail]:
    """Return the same mails of all pages."""
    return _part_of_mails(state, slice(MOST))


def _part_of_mails(state: str, part: slice) -> list[Mail]:
    found = _mails(state).order_by(*(["-ended_at", "-pk"] if state == "sent" else ["-pk"]))
    rows = list(found[part])
    to = subjects_of(rows)
    return [
        Mail(
            number=job.pk,
            to=to[job.pk],
            title=words.of(job.kind),
            asked_at=job.asked_at,
            state=job.state,
            status=_("Sent") if job.state == Job.State.DONE else str(job.get_state_display()),
            reason=faults.in_words(job.fault),
            again_at=job.again_at,
        )
        for job in rows
    ]


def mail_counts(*, at: datetime) -> Counts:
    """Count the mails that were sent within a day, those that wait, and those that failed."""
    sent = Job.objects.filter(OF_MAILS, state=Job.State.DONE, ended_at__gt=at - DAY).count()
    return Counts(sent=sent, waiting=_mails("waiting").count(), failed=_mails("failed").count())


def subjects_of(rows: Sequence[Job]) -> dict[int, str]:
    """Return what each job is about, of a mail the address to which it goes, with as many queries as there are kinds."""
    prefetch_related_objects(
        rows,
        GenericPrefetch(
            "subject",
            [
                Letter.objects.select_related("lea", "year").defer("context"),
                Plan.objects.select_related("lea", "year"),
                Submission.objects.select_related("step__plan__lea", "step__plan__year").defer("answers"),
                Upload.objects.select_related("year"),
                Notice.objects.select_related("person"),
                Event.objects.prefetch_related("subject"),
                Posting.objects.select_related("subscriber"),
            ],
        ),
    )
    return {job.pk: _about(job) for job in rows}


def _about(job: Job) -> str:
    subject = job.subject
    if job.kind in words.MAILS:
        if isinstance(subject, Notice):
            return subject.person.email
        if isinstance(subject, Event) and isinstance(subject.subject, Person):  # of another address the one before
            return str(subject.values.get("address", subject.subject.email))
        if isinstance(subject, Posting):
            return subject.subscriber.email
        if isinstance(subject, Person | Subscriber | AddressChange):
            return subject.email
    if subject is None:
        return _("something that is not there any more")
    return str(subject)


def processes(*, at: datetime) -> list[Process]:
    """Return the workers and the scheduler that gave a sign of life within a day, the newest first."""
    return [
        Process(beat.kind, beat.name, beat.at, is_alive=beat.at > at - heartbeats.DEAD_AFTER)
        for beat in Heartbeat.objects.order_by("kind", "-at")[:SHOWN]
    ]


def counted(*, at: datetime) -> dict[tuple[str, str], int]:
    """Count the jobs by kind and state: all that wait, run or failed, and those done within a day."""
    counts: dict[tuple[str, str], int] = {}
    done = Q(state=Job.State.DONE, ended_at__gt=at - DAY)
    for found in (Job.objects.filter(state__in=jobs.OPEN), jobs.failed(), Job.objects.filter(done)):
        for kind, state, count in found.order_by().values_list("kind", "state").annotate(count=Count("pk")):
            counts[kind, state] = count
    return counts
