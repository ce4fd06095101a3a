"""The moves of years. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.access.permissions import can_administer
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.years.models import Year


def _missing_to_undo(year: Year) -> list[str]:
    if year.letters.exclude(status="draft").exists():
        return [gettext("Letters of %(year)s are issued or under embargo, so people know of it.") % {"year": year}]
    return []


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

MOVES = {
    "Year": (UNDO_OPENING, OPEN_AGAIN),
}


def undo_opening(*, year: Year, by: Actor, at: datetime) -> Year:
    """Have administrators alone see the year again, while no letter of it is issued. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(UNDO_OPENING, year, by=by, at=at) as row:
        return row


def open_again(*, year: Year, by: Actor, at: datetime) -> Year:
    """Open a year whose opening was undone. Raises NotYou, NotNow."""
    with ledger.moving(OPEN_AGAIN, year, by=by, at=at) as row:
        return row
