"""The moves of years. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds
from monitoring.access.permissions import can_administer
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.years.models import Year


def _missing_to_undo(year: Year) -> list[str]:
    if year.letters.exclude(status="draft").exists():
        return [gettext("Letters of %(year)s are issued or under embargo, so people know of it.") % {"year": year}]
    return []


def _missing_to_close(year: Year) -> list[str]:
    missing = []
    if year.releases.filter(status="set").exists() or year.letters.filter(status="embargoed").exists():
        missing.append(
            gettext("Letters of %(year)s are to be released. Release them or cancel that first.") % {"year": year}
        )
    if year.windows.filter(status="open").exists():
        missing.append(gettext("LEAs can still contest figures of %(year)s. Close the review first.") % {"year": year})
    return missing


UNDO_OPENING = Move(
    "undo_opening",
    frozenset({"open"}),
    "preparing",
    who=can_administer,
    verb=_("Undo the opening"),
    missing=_missing_to_undo,
    sentence=_("{who} undid the opening of the year {what}"),
)
OPEN_AGAIN = Move(
    "open_year_again",
    frozenset({"preparing"}),
    "open",
    who=can_administer,
    verb=_("Open"),
    sentence=_("{who} opened the year {what} again"),
)

CLOSE_YEAR = Move(
    "close_year",
    frozenset({"open"}),
    "closed",
    who=can_administer,
    verb=_("Close the year"),
    missing=_missing_to_close,
    sentence=_("{who} closed the year {what}"),
)
REOPEN_YEAR = Move(
    "reopen_year",
    frozenset({"closed"}),
    "open",
    who=can_administer,
    verb=_("Reopen the year"),
    sentence=_("{who} reopened the year {what}"),
)

MOVES = {
    "Year": (UNDO_OPENING, OPEN_AGAIN, CLOSE_YEAR, REOPEN_YEAR),
}


def undo_opening(*, year: Year, by: Actor, at: datetime) -> Year:
    """Have administrators alone see the year again, while no letter of it is issued. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(UNDO_OPENING, year, by=by, at=at) as row:
        return row


def open_again(*, year: Year, by: Actor, at: datetime) -> Year:
    """Open a year whose opening was undone. Raises NotYou, NotNow."""
    with ledger.moving(OPEN_AGAIN, year, by=by, at=at) as row:
        return row


def close_year(*, year: Year, by: Actor, at: datetime, reason: str) -> Year:
    """Let nothing that counts for the year change any more; its plans continue, and all of it stays readable.

    Raises NotYou, NotNow, Incomplete.
    """
    return _for_a_reason(CLOSE_YEAR, year, by=by, at=at, reason=reason)


def reopen_year(*, year: Year, by: Actor, at: datetime, reason: str) -> Year:
    """Let files, runs and letters of a closed year change again. Raises NotYou, NotNow, Incomplete."""
    return _for_a_reason(REOPEN_YEAR, year, by=by, at=at, reason=reason)


def _for_a_reason(move: Move, year: Year, *, by: Actor, at: datetime, reason: str) -> Year:
    with ledger.moving(move, year, by=by, at=at, note=reason.strip()) as row:
        if not reason.strip():
            raise ledger.Incomplete([gettext("Say why: the reason is kept in the ledger.")])
        bounds.insist(reason.strip(), bounds.COMMENT, what=gettext("The reason"))
        return row
