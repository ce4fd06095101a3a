"""Who may change what counts for a year: administrators, until the year is closed."""

from typing import Protocol

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Verdict, no
from monitoring.access.permissions import can_administer
from monitoring.access.who import User
from monitoring.years.models import Year


class OfAYear(Protocol):
    """A thing that counts for a year, such as an upload or a run."""

    year: Year


def can_change_year(user: User, year: Year) -> Verdict:
    """The state's administrators change what counts for the year, its files, runs and letters, until it is closed."""
    may = can_administer(user)
    return no(is_closed(year)) if may and year.status == Year.Status.CLOSED else may


def can_change(user: User, thing: OfAYear) -> Verdict:
    """The state's administrators, until the year is closed."""
    return can_change_year(user, thing.year)


def is_closed(year: Year) -> str:
    """Return the sentence that says so, and who can change it."""
    return _("%(year)s is closed. An administrator can reopen it with a reason.") % {"year": year}
