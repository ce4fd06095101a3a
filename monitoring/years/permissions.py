"""Who may change what counts for a year: administrators, until the year is closed."""

from typing import Protocol

from cim_portal.lib.verdict import Verdict, no
from monitoring.access.permissions import can_administer
from monitoring.access.who import User
from monitoring.definition.permissions import is_closed
from monitoring.years.models import Year


class OfAYear(Protocol):
    """A thing that counts for a year, such as an upload or a run."""

    year: Year


def can_change_year(user: User, year: Year) -> Verdict:
    """The state's administrators change what counts for the year, its files, runs and letters, until it is closed."""
    may = can_administer(user)
    return no(is_closed(year.year)) if may and year.status == Year.Status.CLOSED else may


def can_change(user: User, thing: OfAYear) -> Verdict:
    """The state's administrators, until the year is closed."""
    return can_change_year(user, thing.year)
