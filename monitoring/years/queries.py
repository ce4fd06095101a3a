"""Reads of years: rows in, frozen values out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from monitoring.definition import definition_of, unread
from monitoring.definition.models import DefinitionVersion
from monitoring.years.models import Year

CAUGHT_UP = 3  # days on which the portal may have been away


@dataclass(frozen=True)
class YearLine:
    """A year: the versions of its definition, and whether it was opened under which."""

    year: int
    versions: int
    newest: int
    in_force: int | None
    opened_at: datetime | None
    opened_by: str
    preparing: bool
    closed: bool


def newest_year() -> Year | None:
    """Return the newest year that was opened, also where it is closed by now, with its definition; None before the first."""
    opened = Year.objects.exclude(status=Year.Status.PREPARING)
    return opened.select_related("definition").order_by("-year").first()


def year_lines() -> list[YearLine]:
    """Return every year with a definition, the newest first."""
    years = Year.objects.select_related("definition", "opened_by").defer(*unread("definition"))
    opened = {row.year: row for row in years}
    numbers: dict[int, list[int]] = defaultdict(list)
    for year, number in DefinitionVersion.objects.order_by("year", "number").values_list("year", "number"):
        numbers[year].append(number)
    return [_year_line(year, numbers[year], opened.get(year)) for year in sorted(numbers, reverse=True)]


def counting_version(year: int) -> DefinitionVersion:
    """Return the version of a year's definition that is in force, or its newest before the year is open."""
    opened = Year.objects.select_related("definition").filter(year=year).first()
    return opened.definition if opened else DefinitionVersion.objects.filter(year=year).latest("number")


def is_holiday(day: date) -> bool:
    """Say whether the definition in force of a year that was opened calls the day a holiday: no one is reminded on it."""
    opened = Year.objects.exclude(status=Year.Status.PREPARING).select_related("definition")
    opened = opened.defer(*unread("definition"))
    return any(day in definition_of(year.definition).holidays for year in opened)


def days_of_round(today: date) -> list[date]:
    """Return the days of which the reminders are sent today, in order: those before it that may have gone without, and it."""
    days = [today - timedelta(days=back) for back in range(CAUGHT_UP + 1)]
    while is_holiday(days[-1] - timedelta(days=1)):
        days.append(days[-1] - timedelta(days=1))
    return days[::-1]


def _year_line(year: int, numbers: list[int], opened: Year | None) -> YearLine:
    preparing = opened is not None and opened.status == Year.Status.PREPARING
    return YearLine(
        year=year,
        versions=len(numbers),
        newest=numbers[-1],
        in_force=opened.definition.number if opened else None,
        preparing=preparing,
        closed=opened is not None and opened.status == Year.Status.CLOSED,
        opened_at=opened.opened_at if opened and not preparing else None,
        opened_by=str(opened.opened_by or _("the command line")) if opened else "",
    )
