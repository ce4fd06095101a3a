"""Work in the background. A job is a row; Celery is an alarm clock that wakes a worker and knows nothing else.

A worker holds PostgreSQL's advisory lock of the job for as long as it works. A worker that dies loses the lock with its
connection, and with it everything it had not committed; so a job whose row says `running` and whose lock is free was
given up, and the next worker that is notified of it takes it over. The work and the job's end are one transaction: it is
done once or not at all, however often it is delivered.

A fault that passes, such as a mail server that is away, puts the job off: it waits, with its reason, for a pause that
grows. Every other fault ends it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pghistory
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from cim_portal.lib import logs
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.work import faults, lanes, passing
from monitoring.work.models import Job

logger = logging.getLogger(__name__)
ATTEMPTS = 3
MOST_AT_ONCE = 5000  # that are tried again
FEW = 10  # for which whoever asks for them can ring at once
RING_AGAIN = timedelta(minutes=1)
SWEEP = "monitoring.sweep"
OPEN = (Job.State.WAITING, Job.State.RUNNING)
_LOCK_SPACE = 0x43494D  # "CIM": keeps our advisory locks apart from anyone else's


@dataclass(frozen=True)
class Progress:
    """How far a running job is: `done` of `total` rows, or nothing known yet."""

    done: int
    total: int


def enqueue(kind: str, subject: models.Model, *, at: datetime, by: Actor = None) -> Job:
    """Ask for work on `subject`, in the caller's transaction; a worker is notified when that commits.

    While a job of the same kind on the same subject is waiting, that one is returned. One that is running may have read
    its subject already, so another is made to come after it.
    """
    job, made = Job.objects.get_or_create(
        kind=kind,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        state=Job.State.WAITING,
        defaults={"asked_at": at, "asked_by": by, "rung_at": at},
    )
    if made:
        transaction.on_commit(lambda: _ring(job.kind, job.pk), robust=True)
    return job


def enqueue_all(kind: str, subjects: Iterable[models.Model], *, at: datetime, by: Actor = None) -> int:
    """Ask for work on each of many subjects of one kind, of which none has a waiting job; return how many they are."""
    found = list(subjects)
    rung_at = at if len(found) <= FEW else None
    asked = Job.objects.bulk_create(
        [Job(kind=kind, subject=one, asked_at=at, asked_by=by, rung_at=rung_at) for one in found], batch_size=1000
    )
    if rung_at:
        transaction.on_commit(lambda: _ring_each(asked), robust=True)
    else:
        _sweep_when_committed()
    return len(asked)


@contextmanager
def claimed(job_id: int, *, clock: Callable[[], datetime]) -> Iterator[Job | None]:
    """Take the job for the body, or give None where it is done or someone else holds it.

    The body runs in one transaction with the job's end. A `Refused` ends the job as failed with its sentence; a fault that
    passes puts it off; any other exception ends it as failed, and continues to the log.
    """
    if not _lock(job_id):
        yield None
        return
    try:
        job = _start(job_id, clock=clock)
        if job is None:
            yield None
            return
        with logs.line("job", job=job.pk, kind=job.kind, attempt=job.attempt, person=job.asked_by_id) as line:
            try:
                with pghistory.context(user=job.asked_by_id), transaction.atomic():
                    yield job
                    _end(job, Job.State.DONE, at=clock())
                line["outcome"] = "done"
            except Refused as refused:
                line["outcome"] = "refused"
                _end(job, Job.State.FAILED, at=clock(), fault=str(refused))
            except SoftTimeLimitExceeded:  # the worker takes the next one
                line["outcome"] = "too long"
                _end(job, Job.State.FAILED, at=clock(), fault=_("It took longer than work of this kind may take."))
            except Exception as fault:
                at, line["fault"] = clock(), type(fault).__name__
                if passing.passes(fault) and at < job.asked_at + passing.TRIED_FOR:
                    line["outcome"] = "put off"
                    logger.warning("job %s of %s is put off: %s", job.pk, job.kind, type(fault).__name__)
                    _put_off(job, at=at, fault=faults.kept(fault))
                else:
                    line["outcome"] = "failed"
                    _end(job, Job.State.FAILED, at=at, fault=faults.kept(fault))
                    raise
    finally:
        with suppress(DatabaseError):  # a connection that broke holds no lock any more
            cache.delete(_progress_key(job_id))
            _unlock(job_id)


def report(job: Job, *, done: int, total: int) -> None:
    """Say how far the job is. Kept next to the transaction, so that it can be seen while the work continues."""
    cache.set(_progress_key(job.pk), (done, total), timeout=3600)


def progress(job: Job) -> Progress | None:
    """Return how far a running job is, or None where that is not known."""
    known = cache.get(_progress_key(job.pk))
    return Progress(*known) if known else None


def call_off(kind: str, subjects: models.QuerySet[Any]) -> int:  # of any model
    """Take back the jobs of the kind on `subjects` that no worker has begun, and return how many.

    Their rows go, so the workers that still hear of them find nothing to do.
    """
    waiting = Job.objects.filter(
        kind=kind,
        subject_type=ContentType.objects.get_for_model(subjects.model),
        subject_id__in=subjects.values("pk"),
        state=Job.State.WAITING,
    )
    with transaction.atomic():
        # Locked one by one first: what a worker begins meanwhile is no longer waiting, and stays.
        found = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
        Job.objects.filter(pk__in=found).delete()
    return len(found)


def latest(kind: str, subject: models.Model) -> Job | None:
    """Return the newest job of the kind on the subject, or None."""
    return (
        Job.objects.filter(kind=kind, subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)
        .order_by("-pk")
        .first()
    )


def awaited(kind: str, subjects: Sequence[models.Model]) -> set[int]:
    """Return the primary keys of those of the subjects, of one model, on which a job of the kind is still to end."""
    if not subjects:
        return set()
    asked = Job.objects.filter(
        kind=kind,
        subject_type=ContentType.objects.get_for_model(subjects[0]),
        subject_id__in=[subject.pk for subject in subjects],
        state__in=OPEN,
    )
    return set(asked.values_list("subject_id", flat=True))


def lane_of(kind: str) -> str:
    """Return the lane in which work of the kind waits."""
    return str(current_app.amqp.router.route({}, kind)["queue"].name)


def failed() -> models.QuerySet[Job]:
    """Return the jobs that failed, and whose work was not asked for again since."""
    since = Job.objects.filter(
        kind=OuterRef("kind"),
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        pk__gt=OuterRef("pk"),
    )
    return Job.objects.filter(~Exists(since), state=Job.State.FAILED)


def retry(which: models.QuerySet[Job], *, at: datetime) -> list[Job]:
    """Have those of `which` wait again as if they were asked for now, at most MOST_AT_ONCE, and return them.

    `which` is of `failed()`. One that someone else had done again meanwhile is none of them.
    """
    with transaction.atomic():
        found = list(which.order_by("pk").select_for_update(of=("self",))[:MOST_AT_ONCE])
        Job.objects.filter(pk__in=[job.pk for job in found]).update(
            state=Job.State.WAITING,
            attempt=0,
            tries=0,
            again_at=None,
            asked_at=at,
            rung_at=None,
            ended_at=None,
            fault="",
        )
        _sweep_when_committed()
    return found


def sweep(*, at: datetime) -> int:
    """Ring for every open job that no worker holds and no one was notified of for a minute, or ever. Returns how many.

    Not again for those of a lane in which enough alarms still wait: an alarm that was lost is missed once the lane is short.
    """
    due = Q(again_at__isnull=True) | Q(again_at__lte=at)
    silent = Job.objects.filter(due, state__in=OPEN).filter(Q(rung_at=None) | Q(rung_at__lte=at - RING_AGAIN))
    is_long = lanes.long()
    found = [
        job
        for job in silent.order_by("pk")
        if (job.rung_at is None or lane_of(job.kind) not in is_long)
        and (job.state == Job.State.WAITING or _is_free(job.pk))
    ]
    Job.objects.filter(pk__in=[job.pk for job in found]).update(rung_at=at)
    _ring_each(found)
    return len(found)


def work_off() -> int:
    """Do every waiting job here and now, those that arise on the way too: a command does its work itself."""
    current_app.loader.import_default_modules()
    done = 0
    while job := Job.objects.filter(state=Job.State.WAITING, attempt=0).order_by("pk").first():
        current_app.tasks[job.kind](job_id=job.pk)
        if Job.objects.filter(pk=job.pk, state=Job.State.WAITING).exists():
            break  # another worker is taking it at this moment
        done += 1
    return done


def _start(job_id: int, *, clock: Callable[[], datetime]) -> Job | None:
    job = Job.objects.filter(pk=job_id, state__in=OPEN).first()
    if job is None:  # done, or called off
        return None
    if job.again_at is not None and job.again_at > clock():
        return None
    if job.attempt - job.tries >= ATTEMPTS:  # each attempt ended in being put off, or with its worker
        _end(
            job,
            Job.State.FAILED,
            at=clock(),
            fault=_("Given up after %(attempts)s workers died of it.") % {"attempts": ATTEMPTS},
        )
        return None
    if not Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, attempt=F("attempt") + 1):
        return None  # called off at this moment
    job.refresh_from_db()
    return job


def _end(job: Job, state: Job.State, *, at: datetime, fault: str = "") -> None:
    """End the job by compare-and-swap on its attempt, so that a worker that was given up cannot end it."""
    changed = Job.objects.filter(pk=job.pk, state__in=OPEN, attempt=job.attempt).update(
        state=state, ended_at=at, fault=fault
    )
    if not changed:
        raise RuntimeError(f"job {job.pk} was taken over by another worker")


def _put_off(job: Job, *, at: datetime, fault: str) -> None:
    """Let the job wait for its next try; where another one was asked for meanwhile, that one does the work."""
    mine = Job.objects.filter(pk=job.pk, state__in=OPEN, attempt=job.attempt)
    twin = Job.objects.filter(
        kind=job.kind, subject_type=job.subject_type_id, subject_id=job.subject_id, state=Job.State.WAITING
    )
    if twin.exists():
        mine.delete()
        return
    again_at = at + passing.pause(job.tries)
    mine.update(state=Job.State.WAITING, tries=F("tries") + 1, again_at=again_at, fault=fault)


def _ring_each(found: Sequence[Job]) -> None:
    for job in found:
        _ring(job.kind, job.pk)


def _ring(kind: str, job_id: int) -> None:
    current_app.send_task(kind, kwargs={"job_id": job_id})


def _sweep_when_committed() -> None:
    """Have a worker ring for many jobs: to send a message takes most of a millisecond, and someone waits for a page.

    What cannot be rung for now is by the scheduler, within a minute.
    """
    transaction.on_commit(lambda: current_app.send_task(SWEEP), robust=True)


def _progress_key(job_id: int) -> str:
    return f"job-progress:{job_id}"


def _lock(job_id: int) -> bool:
    return _ask("SELECT pg_try_advisory_lock(%s, %s)", job_id)


def _unlock(job_id: int) -> None:
    _ask("SELECT pg_advisory_unlock(%s, %s)", job_id)


def _is_free(job_id: int) -> bool:
    """Say whether no worker holds the job, without taking it."""
    return not _ask(
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        job_id,
    )


def _ask(sql: str, job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_LOCK_SPACE, job_id])
        return bool(cursor.fetchone()[0])
