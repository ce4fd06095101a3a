"""Receives, checks, publishes and withdraws uploads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.verdict import Refused
from determinations.uploads import comparison, elements, events, knowing, moves, problems, queries, reading, storing
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Problem, Upload
from monitoring.access.who import Actor
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years import locking
from monitoring.years.models import Year

CHECK = "determinations.check_upload"
_IN_USE = ("received", "checking", "ready", "published")


class UnknownFormat(Refused):
    """There is no such format."""


class NothingToAccept(Refused):
    """Warnings are accepted while an upload is ready to be published, and at no other time."""


class ManyGone(Refused):
    """So many rows would be gone that a tick is not enough: someone has to say how many are meant to go."""


class BeingChecked(Refused):
    """A worker is at it, or will be in a moment."""


class HasErrors(Refused):
    """A file that was to be published in one go has errors."""


class TooLarge(Refused):
    """The file is larger than the portal takes; it is not kept. `problem` says so as a check would."""

    def __init__(self, problem: problems.Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class How:
    """How a file comes to count: it replaces what is published of its kind, or amends it, for a reason if one was given."""

    amends: bool = False
    reason: str = ""


REPLACES = How()


@dataclass(frozen=True)
class Received:
    """An upload, and whether the same bytes were there already, so that nothing was changed."""

    upload: Upload
    again: bool


@dataclass(frozen=True)
class _Result:
    """What a check found: how many rows there are and are left out, which file of its format it is, every problem."""

    rows: int
    left_out: dict[str, int]
    part: str
    found: list[problems.Problem]


def receive(
    *,
    year: Year,
    format: str,
    name: str,
    content: bytes,
    by: Actor,
    at: datetime,
    how: How = REPLACES,
) -> Received:
    """Keep the bytes of a file called `name` as an upload of `format`, which replaces what is published or amends it.

    The same bytes, where they wait, are ready or are the last that was published, are the same upload and change nothing.
    Bytes that were refused are received again, because what the portal knows may have changed. Raises NotYou,
    UnknownFormat, TooLarge, YearIsClosed.
    """
    ledger.insist(by)
    if format not in FORMATS:
        raise UnknownFormat(
            _("There is no format “%(format)s”. The formats are %(formats)s.")
            % {"format": format, "formats": ", ".join(FORMATS)}
        )
    if len(content) > settings.UPLOAD_LIMIT:
        words = {"size": -(-len(content) // 1024**2), "limit": settings.UPLOAD_LIMIT // 1024**2}
        raise TooLarge(problems.problem("too_large", words=words))
    with locking.one_at_a_time(year.pk):  # the same bytes twice at once are one upload
        kept = keeping.keep(content)
        there = Upload.objects.filter(year=year, format=format, file=kept, amends=how.amends, status__in=_IN_USE)
        for same in there:
            if not (same.status == Upload.Status.PUBLISHED and _was_amended(same)):
                return Received(same, again=True)
        upload = Upload.objects.create(
            year=year,
            format=format,
            file=kept,
            file_name=name[-200:],
            amends=how.amends,
            reason=how.reason,
            received_at=at,
            received_by=by,
        )
        ledger.record(events.RECEIVED, upload, target=upload.status, by=by, at=at, note=how.reason)
    return Received(upload, again=False)


def _was_amended(upload: Upload) -> bool:
    """Say whether something was published since that changed rows of the upload's kind, so that its bytes are news again."""
    return queries.counting_uploads(upload).filter(position__gt=upload.position).exists()


def start_check(*, upload: Upload, by: Actor, at: datetime) -> Upload:
    """Begin to check the upload, here and now. Raises NotYou, NotNow."""
    return moves.start_check(upload=upload, by=by, at=at)


def request_check(*, upload: Upload, by: Actor, at: datetime) -> Job:
    """Have a worker check the upload; also again, where an earlier check broke off.

    Raises NotYou, NotNow, BeingChecked.
    """
    ledger.insist(by)
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if row.status != Upload.Status.CHECKING:
            row = moves.start_check(upload=row, by=by, at=at)
        elif not broke_off(row):
            raise BeingChecked(_("This upload is being checked already. Nothing was changed."))
        return jobs.enqueue(CHECK, row, at=at, by=by)


def broke_off(upload: Upload) -> bool:
    """Say whether the check of an upload ended without an answer, as when its worker died of it."""
    job = jobs.latest(CHECK, upload)
    if upload.status != Upload.Status.CHECKING or (job is not None and job.state in jobs.OPEN):
        return False
    # It may have ended between the reading of the upload and of its job: then the upload says so by now.
    return Upload.objects.filter(pk=upload.pk, status=Upload.Status.CHECKING).exists()


def take_in(
    *, year: Year, format: str, name: str, content: bytes, by: Actor, at: datetime, how: How = REPLACES
) -> Received:
    """Receive a file and have a worker check it, both or neither. Raises NotYou, UnknownFormat, TooLarge."""
    with transaction.atomic():
        received = receive(year=year, format=format, name=name, content=content, by=by, at=at, how=how)
        if received.upload.status == Upload.Status.RECEIVED:
            request_check(upload=received.upload, by=by, at=at)
    return received


def take_as(*, upload: Upload, year: Year, format: str, how: How, by: Actor, at: datetime) -> Received:
    """Take the file of an upload that does not count for what it is: of another kind or year, or once more of the same.

    The upload is withdrawn, and its bytes are an upload of their own; both or neither. Raises NotYou, NotNow,
    UnknownFormat.
    """
    with transaction.atomic():
        withdraw(upload=upload, by=by, at=at)
        content = keeping.content(upload.file_id)
        return take_in(year=year, format=format, name=upload.file_name, content=content, by=by, at=at, how=how)


def check(*, upload: Upload, at: datetime, report: Callable[[int, int], None]) -> Upload:
    """Read and check the file, keep every problem and, where there is no error, its rows; in one transaction.

    `report(done, total)` gets how many rows are done. Raises NotNow where the upload is not being checked.
    """
    with transaction.atomic():
        result = _read_and_store(upload, report)
        found = result.found
        Problem.objects.bulk_create(
            (
                Problem(
                    upload=upload,
                    row=one.row,
                    column=one.column,
                    code=one.code,
                    value=one.value,
                    words=dict(one.words),
                    severity=one.severity,
                    count=one.count,
                )
                for one in found
            ),
            batch_size=5000,
        )
        errors, warnings = (sum(one.count for one in of(found)) for of in (problems.errors, problems.warnings))
        return moves.end_check(
            upload=upload,
            rows=result.rows,
            left_out=result.left_out,
            part=result.part,
            errors=errors,
            warnings=warnings,
            at=at,
        )


def accept_warnings(*, upload: Upload, by: Actor, at: datetime, gone: int | None = None) -> Upload:
    """Note that someone read the warnings and accepts them, and says that `gone` rows are meant to go.

    A file without so many of the rows that count now that a tick is not enough needs their exact number. Raises NotYou,
    NothingToAccept, ManyGone.
    """
    ledger.insist(by)
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if row.status != Upload.Status.READY or not waits_for_acceptance(row):
            raise NothingToAccept(_("There are no warnings to accept here. Nothing was changed."))
        many = comparison.gone_to_accept(row)
        if many and gone != many:
            raise ManyGone(
                ngettext(
                    "%(gone)s row that counts now is not in this file. Say that %(gone)s is meant to go. Nothing was accepted.",
                    "%(gone)s rows that count now are not in this file. Say that %(gone)s are meant to go. Nothing was "
                    "accepted.",
                    many,
                )
                % {"gone": f"{many:,}"}
            )
        row.gone_accepted = many or row.gone_accepted
        row.warnings_accepted_at, row.warnings_accepted_by = at, by
        row.save(update_fields=["warnings_accepted_at", "warnings_accepted_by", "gone_accepted"])
        ledger.record(events.ACCEPTED_WARNINGS, row, by=by, at=at, values={"warnings": row.warnings})
    return row


def waits_for_acceptance(upload: Upload) -> bool:
    """Say whether someone still has to accept warnings, or to say how many rows are meant to go."""
    return bool(upload.warnings and not upload.warnings_accepted_at) or comparison.gone_to_accept(upload) > 0


def publish(*, upload: Upload, by: Actor, at: datetime) -> Upload:
    """Let the upload count for its year. Raises NotYou, NotNow, Incomplete with what is in the way."""
    return moves.publish_upload(upload=upload, by=by, at=at)


def check_file(
    *, year: Year, format: str, name: str, content: bytes, by: Actor, at: datetime, how: How = REPLACES
) -> Upload:
    """Receive a file and check it, here and now; also where an earlier check broke off.

    What is checked already, or is being checked by a worker, stays as it is. Raises NotYou, UnknownFormat, TooLarge.
    """
    upload = receive(year=year, format=format, name=name, content=content, by=by, at=at, how=how).upload
    if upload.status == Upload.Status.RECEIVED:
        upload = start_check(upload=upload, by=by, at=at)
    elif not broke_off(upload):
        return upload
    return check(upload=upload, at=at, report=_silent)


def publish_file(
    *, year: Year, format: str, name: str, content: bytes, by: Actor, at: datetime, how: How = REPLACES
) -> Upload:
    """Receive, check and publish a file in one go, its warnings and rows that are gone accepted; all of it or nothing.

    For what was looked at before: the inputs of a run, the demonstration. Bytes that are published already change
    nothing. Raises HasErrors, and what `receive` and `publish` raise.
    """
    with transaction.atomic():
        upload = check_file(year=year, format=format, name=name, content=content, by=by, at=at, how=how)
        if upload.status == Upload.Status.PUBLISHED:
            return upload
        if upload.errors:
            first = upload.problems.filter(severity=Problem.Severity.ERROR).order_by("row", "pk").first()
            raise HasErrors(
                ngettext(
                    "%(name)s has an error: %(first)s",
                    "%(name)s has %(errors)s errors, the first: %(first)s",
                    upload.errors,
                )
                % {"name": name, "errors": f"{upload.errors:,}", "first": first}
            )
        return accept_and_publish(upload=upload, by=by, at=at, gone=comparison.many_gone(upload))


def accept_and_publish(*, upload: Upload, by: Actor, at: datetime, gone: int | None = None) -> Upload:
    """Accept the warnings of an upload, where it has any, and let it count; both or neither.

    `gone` says how many rows are meant to go. Raises NotYou, NotNow, ManyGone.
    """
    with transaction.atomic():
        if waits_for_acceptance(upload):
            upload = accept_warnings(upload=upload, by=by, at=at, gone=gone)
        return publish(upload=upload, by=by, at=at)


def withdraw(*, upload: Upload, by: Actor, at: datetime) -> Upload:
    """Take the upload back before it is published. Raises NotYou, NotNow."""
    return moves.withdraw_upload(upload=upload, by=by, at=at)


def document(upload: Upload) -> dict[str, object]:
    """Return what is known of the upload as the JSON document of an import.

    `accepted` counts the rows that are stored: all that are not left out, or none while there is an error.
    """
    return {
        "format": upload.format,
        "year": upload.year.year,
        **({"amends": True} if upload.amends else {}),
        "sha256": upload.file_id,
        "rows": upload.rows,
        "accepted": upload.stored,
        "errors": upload.errors,
        "warnings": upload.warnings,
        "published": upload.status == Upload.Status.PUBLISHED,
        "problems": [_as_json(one) for one in upload.problems.order_by("row", "pk")],
    }


def refusal(*, year: Year, format: str, sha256: str, problem: problems.Problem) -> dict[str, object]:
    """Return the JSON document of an import that was refused before it was kept."""
    return {
        "format": format,
        "year": year.year,
        "sha256": sha256,
        "rows": 0,
        "accepted": 0,
        "errors": 1,
        "warnings": 0,
        "published": False,
        "problems": [_as_json(problem)],
    }


def _as_json(one: Problem | problems.Problem) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("row", "column", "code", "value", "message", "severity")}


def _read_and_store(upload: Upload, report: Callable[[int, int], None]) -> _Result:
    """Return what the file holds and its problems; a file without an error is stored on the way."""
    form = FORMATS[upload.format]
    try:
        was_read = reading.read(
            keeping.content(upload.file_id),
            name=upload.file_name,
            form=form,
            year=upload.year.year,
            size_limit=settings.UPLOAD_LIMIT,
        )
    except problems.FileRefused as refused:
        return _Result(rows=0, left_out={}, part="", found=refused.problems)
    lea_ids = dict(Lea.objects.values_list("code", "pk"))
    known = knowing.known(upload.year, lea_ids, form=form)
    frame, found = form.examine(was_read.frame, known, report=report)
    if upload.amends:
        found += [one for check in form.of_amendments for one in check(frame, known)]
    found = sorted(was_read.problems + found, key=lambda one: one.row)
    if not problems.errors(found):
        storing.store(upload=upload, model=form.model, columns=form.rows(frame, lea_ids))
        upload.read_as = elements.read_as(frame)
        upload.save(update_fields=["read_as"])
        found += comparison.problems_of(upload)
    rows = len(was_read.frame.read)
    report(rows, rows)
    return _Result(rows=rows, left_out=form.left_out(was_read.frame, known), part=was_read.part, found=found)


def _silent(done: int, total: int) -> None:
    """Report to no one."""
