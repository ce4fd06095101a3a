"""The table of indicator 18: of the findings notified in the federal year before, those corrected within one year.

A federal year is called by the calendar year in which it begins, on July 1. The same table by indicator is what the federal
report asks for under each of its indicators of compliance (4B, 9 to 13) about findings of the year before.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.dates import PACIFIC, midnight
from cim_portal.lib.sheets import Table
from determinations.findings.models import Finding

OUTCOMES = {
    "in_time": _("Corrected within one year"),
    "later": _("Corrected later"),
    "not_corrected": _("Not corrected yet"),
}
OTHER = "other"  # findings that no indicator of the federal report is about
COLUMNS = [
    "federal_year",
    "notified_from",
    "notified_to",
    "indicator",
    "findings",
    "corrected_within_one_year",
    "corrected_later",
    "not_corrected",
    "percent_within_one_year",
]


@dataclass(frozen=True)
class Row:
    """The findings of an indicator, or all of them: how many, and how many of each of `OUTCOMES`."""

    indicator: str
    findings: int
    in_time: int
    later: int
    not_corrected: int

    @property
    def percent(self) -> str:
        """How many of 100 were corrected within one year, with two decimals; blank where there was no finding."""
        return f"{100 * self.in_time / self.findings:.2f}" if self.findings else ""

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Each outcome with its count."""
        return [("in_time", self.in_time), ("later", self.later), ("not_corrected", self.not_corrected)]


def federal_year(day: date) -> int:
    """Return the federal year in which a day is."""
    return day.year if day.month >= 7 else day.year - 1


def in_words(year: int) -> str:
    """Return the federal year that begins in a calendar year as people write it: `2024–25`."""
    return f"{year}–{(year + 1) % 100:02d}"


def notified_in(year: int) -> tuple[date, date]:
    """Return the first and the last day on which the findings of the table of a federal year were notified."""
    return date(year - 1, 7, 1), date(year, 6, 30)


def findings_of(year: int) -> "QuerySet[Finding]":
    """Return the findings that the table of a federal year counts, by the Pacific day of their notice."""
    first, last = notified_in(year)
    found = Finding.objects.filter(notified_at__gte=midnight(first), notified_at__lt=midnight(last, after=True))
    return found.annotate(verified_on=TruncDate("data_at", tzinfo=PACIFIC))


def of_outcome(outcome: str) -> Q:
    """Return which of the findings have one of `OUTCOMES`."""
    return {
        "in_time": Q(verified_on__lte=F("due_on")),
        "later": Q(verified_on__gt=F("due_on")),
        "not_corrected": Q(verified_on=None),
    }[outcome]


def rows(year: int) -> list[Row]:
    """Return the table of a federal year by indicator, as the report numbers them; the other findings last, then all."""
    counted = (
        findings_of(year)
        .order_by()
        .values("indicator")
        .annotate(
            findings=Count("pk"),
            in_time=Count("pk", filter=of_outcome("in_time")),
            later=Count("pk", filter=of_outcome("later")),
            not_corrected=Count("pk", filter=of_outcome("not_corrected")),
        )
    )
    found = [
        Row(one["indicator"] or OTHER, one["findings"], one["in_time"], one["later"], one["not_corrected"])
        for one in counted
    ]
    found.sort(key=_in_order)
    sums = [sum(getattr(row, name) for row in found) for name in ("findings", *OUTCOMES)]
    return [*found, Row("all", *sums)]


def _in_order(row: Row) -> tuple[bool, int, str]:
    digits = re.sub(r"\D", "", row.indicator)
    return row.indicator == OTHER, int(digits or 0), row.indicator


def years() -> list[int]:
    """Return the federal years whose tables count a finding, the newest first."""
    days = Finding.objects.exclude(notified_at=None).dates("due_on", "month")
    return sorted({federal_year(day) for day in days}, reverse=True)


def table(year: int) -> Table:
    """Return the table of a federal year as it leaves the portal."""
    first, last = notified_in(year)
    lines = [
        [
            year,
            first,
            last,
            row.indicator,
            row.findings,
            row.in_time,
            row.later,
            row.not_corrected,
            _number(row.percent),
        ]
        for row in rows(year)
    ]
    return COLUMNS, lines


def _number(percent: str) -> float | None:
    return float(percent) if percent else None
