"""A day, as the browser's date field sends it: 2026-06-30."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates
from improvement_plans.workbook.declaring import Options, Words
from monitoring.definition import Column

YEARS = (1950, 2150)  # in which whatever a plan speaks of is


class Date(Words):
    """A day."""

    words = _("date")

    def fault(self, value: object) -> str:
        """Find that it is no day, or one of a year that was written with two digits."""
        day = parse_date(value)
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            return gettext("is in the year %(year)s. Write all four digits of the year, such as 2026") % {
                "year": day.year
            }
        return "" if day else gettext("is not a date. Write it as 2026-06-30")

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the day written out."""
        day = parse_date(value)
        return dates.in_words(day) if day else super().shown(value)


def parse_date(value: object) -> date | None:
    """Return the day that was typed, or None."""
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


KIND = Date()
