"""The moves of uploads. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from determinations.uploads import amending, comparison, lea_changes, queries
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from monitoring.access.permissions import can_administer, no_one
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.years import locking
from monitoring.years.permissions import can_change


def _missing_to_publish(upload: Upload) -> list[str]:
    missing = []
    if upload.errors:
        errors = ngettext(
            "%(count)s error was found; correct the file and upload it again.",
            "%(count)s errors were found; correct the file and upload it again.",
            upload.errors,
        )
        missing.append(errors % {"count": f"{upload.errors:,}"})
    if upload.warnings and upload.warnings_accepted_at is None:
        warnings = ngettext(
            "%(count)s warning is not accepted yet; read what the portal found and tick that you accept it.",
            "%(count)s warnings are not accepted yet; read what the portal found and tick that you accept it.",
            upload.warnings,
        )
        missing.append(warnings % {"count": f"{upload.warnings:,}"})
    if upload.amends and queries.published_upload(upload) is None:
        missing.append(
            gettext(
                "Nothing of this kind is published for the year, so there is nothing to amend; publish a whole file."
            )
        )
    if gone := comparison.gone_to_accept(upload):
        rows = ngettext(
            "%(count)s row that counts now is not in this file; say how many are meant to go.",
            "%(count)s rows that count now are not in this file; say how many are meant to go.",
            gone,
        )
        missing.append(rows % {"count": f"{gone:,}"})
    return missing


def _found(values: Values) -> str:
    errors, warnings = int(values["errors"]), int(values["warnings"])
    found = ngettext("{count} error", "{count} errors", errors).format(count=errors)
    return f"{found}, {ngettext('{count} warning', '{count} warnings', warnings).format(count=warnings)}."


def _how(values: Values) -> str:
    return gettext("It amends {file}: only its rows change.").format(**values) if "file" in values else ""


def _newer(values: Values) -> str:
    return gettext("The newer one is {newer}.").format(**values)


START_CHECK = Move(
    "start_check",
    frozenset({"received"}),
    "checking",
    who=can_administer,
    verb=_("Check"),
    sentence=_("{who} began to check {what}"),
)
PASS_CHECK = Move(
    "pass_check",
    frozenset({"checking"}),
    "ready",
    who=no_one,
    verb=_("Find no errors"),
    sentence=_("{who} found no errors in {what}"),
    details=_found,
)
FAIL_CHECK = Move(
    "fail_check",
    frozenset({"checking"}),
    "refused",
    who=no_one,
    verb=_("Find errors"),
    sentence=_("{who} found errors in {what}"),
    details=_found,
)
PUBLISH = Move(
    "publish",
    frozenset({"ready"}),
    "published",
    who=can_change,
    verb=_("Publish"),
    missing=_missing_to_publish,
    sentence=_("{who} published {what}"),
    details=_how,
)
SUPERSEDE = Move(
    "supersede",
    frozenset({"published"}),
    "superseded",
    who=no_one,
    verb=_("Supersede"),
    sentence=_("{who} replaced {what} with a newer upload"),
    details=_newer,
)
WITHDRAW = Move(
    "withdraw",
    frozenset({"received", "checking", "refused", "ready"}),
    "withdrawn",
    who=can_administer,
    verb=_("Withdraw"),
    sentence=_("{who} withdrew {what}"),
)

MOVES = {
    "Upload": (START_CHECK, PASS_CHECK, FAIL_CHECK, PUBLISH, SUPERSEDE, WITHDRAW),
}


def start_check(*, upload: Upload, by: Actor, at: datetime) -> Upload:
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
    with ledger.moving(move, upload, by=None, at=at, values={"errors": errors, "warnings": warnings}) as row:
        row.rows, row.errors, row.warnings, row.checked_at = rows, errors, warnings, at
        row.part, row.left_out = part, left_out
    return row


def publish_upload(*, upload: Upload, by: Actor, at: datetime) -> Upload:
    """Let the rows count for the year. What counted until now is kept: as superseded, or where the upload amends it, the
    rows that it does not have still count.

    What its format does beyond storing is done too. All of it is one transaction. Raises NotYou, NotNow, Incomplete.
    """
    with locking.one_at_a_time(upload.year_id):
        amended = queries.published_upload(upload) if upload.amends else None
        values = {"file": amended.file_name} if amended else None
        with ledger.moving(PUBLISH, upload, by=by, at=at, values=values) as row:
            if FORMATS[row.format].comes_first:
                lea_changes.notify(row, by=by, at=at)
            if row.amends:
                row.position = amending.amend(row)
            else:
                _supersede(row, at=at)
            row.published_at = at
            if publishing := FORMATS[row.format].publishing:
                publishing.enter(row)
    return row


def _supersede(row: Upload, *, at: datetime) -> None:
    """Keep what counted until now, a file and what amends it, as superseded by `row`."""
    for earlier in queries.counting_uploads(row):
        with ledger.moving(SUPERSEDE, earlier, by=None, at=at, values={"newer": str(row)}):
            pass


def withdraw_upload(*, upload: Upload, by: Actor, at: datetime) -> Upload:
    """Take back what was not published. Raises NotYou, NotNow."""
    with ledger.moving(WITHDRAW, upload, by=by, at=at) as row:
        pass
    return row
