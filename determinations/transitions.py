"""The moves of uploads, runs and letters. Each is a function named by its verb around a row of `MOVES`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from determinations.ingest import directory
from determinations.models import Letter, Run, Upload
from monitoring import files, jobs, ledger, notices
from monitoring.ledger import Move
from monitoring.models import Year
from monitoring.permissions import can_administer, nobody


def _missing_to_publish(upload: Upload) -> list[str]:
    missing = []
    if upload.errors:
        errors = "1 error stands" if upload.errors == 1 else f"{upload.errors} errors stand"
        missing.append(f"{errors}; correct the file and upload it again.")
    if upload.warnings and upload.warnings_accepted_at is None:
        warnings = "1 warning is" if upload.warnings == 1 else f"{upload.warnings} warnings are"
        missing.append(f"{warnings} not accepted yet; read what the portal found and tick that you accept it.")
    return missing


def _missing_to_issue(letter: Letter) -> list[str]:
    return [] if letter.run.status == Run.Status.FINAL else [f"{letter.run} is not final, or another run is by now."]


START_CHECK = Move("start_check", frozenset({"received"}), "checking", who=can_administer, verb="Check")
PASS_CHECK = Move("pass_check", frozenset({"checking"}), "ready", who=nobody, verb="Find no errors")
FAIL_CHECK = Move("fail_check", frozenset({"checking"}), "refused", who=nobody, verb="Find errors")
PUBLISH = Move(
    "publish", frozenset({"ready"}), "published", who=can_administer, verb="Publish", missing=_missing_to_publish
)
SUPERSEDE = Move("supersede", frozenset({"published"}), "superseded", who=nobody, verb="Supersede")
WITHDRAW = Move(
    "withdraw",
    frozenset({"received", "checking", "refused", "ready"}),
    "withdrawn",
    who=can_administer,
    verb="Withdraw",
)
FINALISE = Move("finalise", frozenset({"draft"}), "final", who=can_administer, verb="Make final")
SUPERSEDE_RUN = Move("supersede_run", frozenset({"final"}), "superseded", who=nobody, verb="Supersede")
ISSUE = Move("issue", frozenset({"draft"}), "issued", who=can_administer, verb="Issue", missing=_missing_to_issue)
CORRECT = Move("correct", frozenset({"issued"}), "corrected", who=nobody, verb="Replace")

MOVES = {
    "Upload": (START_CHECK, PASS_CHECK, FAIL_CHECK, PUBLISH, SUPERSEDE, WITHDRAW),
    "Run": (FINALISE, SUPERSEDE_RUN),
    "Letter": (ISSUE, CORRECT),
}
_NOTICES: dict[str, tuple[str, str]] = {
    Letter.Kind.DETERMINATION: ("letter_issued", "letter_corrected"),
    Letter.Kind.DISPROPORTIONALITY: ("second_letter_issued", "second_letter_corrected"),
}


def insist(by: Any) -> None:
    """Ask whether `by` may do an administrator's work; the command line, which is None, may. Raises NotYou."""
    if by is not None and not (verdict := can_administer(by)):
        raise ledger.NotYou(verdict.reason)


@contextmanager
def _one_at_a_time(year_id: int) -> Iterator[None]:
    """Let no two moves that replace what counts for the year run at once: the later one sees what the earlier left."""
    with transaction.atomic():
        Year.objects.select_for_update(no_key=True).get(pk=year_id)
        yield


def start_check(*, upload: Upload, by: Any, at: datetime) -> Upload:
    """Begin to check what was received. Raises NotYou, NotNow."""
    with ledger.moving(START_CHECK, upload, by=by, at=at) as row:
        pass
    return row


def end_check(
    *, upload: Upload, rows: int, left_out: dict[str, int], part: str, errors: int, warnings: int, at: datetime
) -> Upload:
    """Note what the check counted: without an error the upload is ready, else it is refused. Raises NotNow.

    `part` is which of its format's files it is; `left_out` counts the rows that are not stored, by what they are.
    """
    move = FAIL_CHECK if errors else PASS_CHECK
    with ledger.moving(move, upload, by=None, at=at, note=f"{errors} errors, {warnings} warnings") as row:
        row.rows, row.errors, row.warnings, row.checked_at = rows, errors, warnings, at
        row.part, row.left_out = part, left_out
    return row


def publish_upload(*, upload: Upload, by: Any, at: datetime) -> Upload:
    """Let the rows count for the year; the upload that counted until now is kept, as superseded.

    A directory makes its SELPAs and LEAs. All of it is one transaction. Raises NotYou, NotNow, Incomplete.
    """
    with _one_at_a_time(upload.year_id), ledger.moving(PUBLISH, upload, by=by, at=at) as row:
        same = Upload.objects.filter(year=row.year, format=row.format, part=row.part)
        if earlier := same.filter(status=Upload.Status.PUBLISHED).first():
            with ledger.moving(SUPERSEDE, earlier, by=None, at=at, note=f"by {row}"):
                pass
        row.published_at = at
        if row.format == "leas":
            directory.enter(upload=row)
    return row


def withdraw_upload(*, upload: Upload, by: Any, at: datetime) -> Upload:
    """Take back what was not published. Raises NotYou, NotNow."""
    with ledger.moving(WITHDRAW, upload, by=by, at=at) as row:
        pass
    return row


def finalise_run(*, run: Run, by: Any, at: datetime) -> Run:
    """Let the run be the one that letters, levels and dashboards read; the final one before it is superseded.

    Raises NotYou, NotNow.
    """
    with _one_at_a_time(run.year_id), ledger.moving(FINALISE, run, by=by, at=at) as row:
        if earlier := Run.objects.filter(year=row.year, status=Run.Status.FINAL).first():
            with ledger.moving(SUPERSEDE_RUN, earlier, by=None, at=at, note=f"by {row}"):
                pass
    return row


def issue_letter(*, letter: Letter, pdf: bytes, link: str, level_name: str, by: Any, at: datetime) -> Letter:
    """Freeze the letter with its PDF, tell the LEA and its SELPA, and ask for the plan of its level, if it has one.

    A letter that replaces another corrects it in the same transaction; plans go by the letters that say the level alone.
    Raises NotYou, NotNow, Incomplete.
    """
    with ledger.moving(ISSUE, letter, by=by, at=at) as row:
        if row.replaces:
            with ledger.moving(CORRECT, row.replaces, by=None, at=at, note=f"by {row}"):
                pass
        row.pdf = files.keep(pdf, media_type="application/pdf")
        row.issued_at, row.issued_by = at, by
        notices.tell(
            _NOTICES[row.kind][bool(row.replaces)], lea=row.lea, link=link, at=at, year=row.year.year, level=level_name
        )
        # A corrected letter may take away the level of a plan that is there.
        if row.kind == Letter.Kind.DETERMINATION and (row.level or row.replaces):
            jobs.enqueue("improvement_plans.open_plan", row, at=at)
    return row
