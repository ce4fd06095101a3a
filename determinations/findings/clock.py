"""The year in which a finding is corrected: from the day of its notice."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from determinations.findings.models import Finding

SOON = 30  # days


@dataclass(frozen=True)
class Clock:
    """Until when a finding is to be corrected, and how many days are left; less than 0 where it is late.

    It stops with the second verification: `stopped` is that day.
    """

    due_on: date
    stopped: date | None
    days: int

    @property
    def is_late(self) -> bool:
        """Whether it was not verified as corrected within the year."""
        return self.days < 0

    @property
    def words(self) -> str:
        """How many days are left or it is late by, or when it was verified."""
        if self.stopped:
            return _("Verified late") if self.is_late else _("Verified in time")
        if self.days < 0:
            return ngettext("%(days)s day late", "%(days)s days late", -self.days) % {"days": -self.days}
        return ngettext("%(days)s day left", "%(days)s days left", self.days) % {"days": self.days}


def last_day(notified_on: date) -> date:
    """Return the last day on which a finding is corrected in time: the same day of the next year."""
    day = notified_on.day
    if (notified_on.month, day) == (2, 29) and not isleap(notified_on.year + 1):
        day = 28
    return date(notified_on.year + 1, notified_on.month, day)


def of(finding: Finding, *, today: date, verified_on: date | None) -> Clock | None:
    """Return the clock of a finding, None before its notice. `verified_on` is the day of the second verification."""
    if finding.due_on is None:
        return None
    return Clock(finding.due_on, verified_on, (finding.due_on - (verified_on or today)).days)
