"""Who may change the definition of a year: administrators, until the year is closed."""

from typing import Protocol

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Verdict, no
from monitoring.access.permissions import can_administer
from monitoring.access.who import User


class Dated(Protocol):
    """A year's versions, or a part of one, with the year, and whether that is closed."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def closed(self) -> bool:
        """Whether nothing that counts for the year changes any more."""


def can_change_definition(user: User, thing: Dated) -> Verdict:
    """The state's administrators, until the year is closed: what they would save could not come into force."""
    may = can_administer(user)
    return no(is_closed(thing.year)) if may and thing.closed else may


def is_closed(year: int) -> str:
    """Return the sentence that says so, and who can change it."""
    return _("%(year)s is closed. An administrator can reopen it with a reason.") % {"year": year}
