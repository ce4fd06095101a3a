"""The tables of the annual report to the federal government by indicator of compliance (4 and 9 to 13): of how many LEAs a
year's published data say something, how many missed the target, and how many were notified of a finding under it.

Only what is published and found is counted; nothing is inferred where a file says nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.sheets import Table
from determinations.findings.models import Finding
from determinations.runs import words
from determinations.uploads.models import IndicatorResult
from determinations.uploads.queries import decided
from monitoring.definition import definition_of
from monitoring.places.models import Lea
from monitoring.years.models import Year

if TYPE_CHECKING:
    from determinations.uploads.queries import Decided

ONLY = {"missed": _("LEAs that missed the target"), "with_finding": _("LEAs with a finding")}
COLUMNS = [
    "year", "indicator", "name", "leas_with_data_or_finding", "leas_that_missed_the_target", "leas_with_finding",
    "percent_with_finding", "numerators", "denominators", "percent_of_all",
]  # fmt: skip
LEA_COLUMNS = [
    "year", "indicator", "lea_code", "lea_name", "selpa", "numerator", "denominator", "rate", "target", "target_met",
    "findings",
]  # fmt: skip


class Counted(TypedDict):
    """What the database counts of an indicator."""

    with_data: int
    missed: int
    numerators: Decimal | None
    denominators: Decimal | None


NOTHING: Counted = {"with_data": 0, "missed": 0, "numerators": None, "denominators": None}


@dataclass(frozen=True)
class Row:
    """An indicator: the LEAs with published data or a finding, those that missed the target, those with a finding.

    `numerators` and `denominators` are sums over the LEAs whose file has both, None where none has.
    """

    indicator: str
    name: str
    with_data: int
    leas: int
    missed: int
    with_finding: int
    numerators: Decimal | None
    denominators: Decimal | None

    @property
    def percent(self) -> str:
        """How many of 100 LEAs have a finding, with two decimals; blank where no data are published."""
        return f"{100 * self.with_finding / self.leas:.2f}" if self.with_data else ""

    @property
    def percent_of_all(self) -> str:
        """What the sums come to, of 100, with two decimals; blank where no file has both."""
        if self.numerators is None or not self.denominators:
            return ""
        return f"{100 * self.numerators / self.denominators:.2f}"


@dataclass(frozen=True)
class Line:
    """An LEA in the table of an indicator. `element` is None where nothing is published of it."""

    lea: Lea
    element: "Decided | None"
    findings: list[Finding]

    @property
    def met(self) -> str:
        """Whether its target was met, blank where nothing says so."""
        return str(words.MET.get(self.element.verdict, "")) if self.element else ""


def indicators(year: Year) -> list[str]:
    """Return the codes of the year's indicators of compliance, and of those that share their number with one."""
    every = definition_of(year.definition).indicators
    numbers = {one.shared_number for one in every if one.type == "compliance"}
    return [one.code for one in every if one.shared_number in numbers]


def rows(year: Year) -> list[Row]:
    """Return the table of a year by indicator. A few queries."""
    definition = definition_of(year.definition)
    published = _published(year).values("element").order_by()
    has_both = Q(numerator__isnull=False, denominator__gt=0)
    counted: dict[str, Counted] = {
        one["element"]: one
        for one in published.annotate(
            with_data=Count("lea", distinct=True),
            missed=Count("lea", filter=Q(verdict="No"), distinct=True),
            numerators=Sum("numerator", filter=has_both),
            denominators=Sum("denominator", filter=has_both),
        )
    }
    found: dict[str, set[int]] = {code: set() for code in indicators(year)}
    for code, lea in _findings(year).values_list("indicator", "lea"):
        found[code].add(lea)
    with_data = _leas_with_data(year, {code for code, leas in found.items() if leas})
    return [
        Row(
            indicator=code,
            name=known.name if (known := definition.indicator(code)) else "",
            with_data=(said := counted.get(code, NOTHING))["with_data"],
            leas=said["with_data"] + len(found[code] - with_data.get(code, set())),
            missed=said["missed"],
            with_finding=len(found[code]),
            numerators=said["numerators"],
            denominators=said["denominators"],
        )
        for code in found
    ]


def leas(year: Year, indicator: str, *, only: str = "") -> "QuerySet[Lea]":
    """Return the LEAs with published data of an indicator, or a finding under it, by their codes; or those of one of `ONLY`."""
    data = _published(year).filter(element=indicator)
    with_finding = Q(pk__in=_findings(year).filter(indicator=indicator).values("lea"))
    chosen = {
        "missed": Q(pk__in=data.filter(verdict="No").values("lea")),
        "with_finding": with_finding,
    }.get(only, Q(pk__in=data.values("lea")) | with_finding)
    return Lea.objects.filter(chosen).select_related("selpa").order_by("code")


def lines(year: Year, indicator: str, some: Collection[Lea]) -> Iterator[Line]:
    """Yield what is published and found of some LEAs. Two queries."""
    elements = {one.lea_id: one for one in _published(year).filter(element=indicator, lea__in=some)}
    findings: dict[int, list[Finding]] = {}
    for finding in _findings(year).filter(indicator=indicator, lea__in=some).order_by("pk"):
        findings.setdefault(finding.lea_id, []).append(finding)
    for lea in some:
        yield Line(lea, elements.get(lea.pk), findings.get(lea.pk, []))


def table(year: Year) -> Table:
    """Return the table of a year as it leaves the portal."""
    cells = [
        [
            year.year,
            row.indicator,
            row.name,
            row.leas,
            row.missed if row.with_data else None,
            row.with_finding,
            _number(row.percent),
            row.numerators,
            row.denominators,
            _number(row.percent_of_all),
        ]
        for row in rows(year)
    ]
    return COLUMNS, cells


def lea_table(year: Year, indicator: str, found: Iterable[Line]) -> Table:
    """Return the LEAs of an indicator as they leave the portal, each with the numbers of its findings."""
    return LEA_COLUMNS, [[year.year, indicator, *_cells(line)] for line in found]


def _cells(line: Line) -> list[object]:
    one, lea = line.element, line.lea
    said = [one.numerator, one.denominator, one.rate_text, one.target_text, one.verdict] if one else [None] * 5
    return [lea.code, lea.name, str(lea.selpa), *said, ", ".join(str(finding.pk) for finding in line.findings)]


def _published(year: Year) -> "QuerySet[Decided]":
    published = IndicatorResult.objects.published(year.year).exclude(rate=None)
    return decided(published, definition_of(year.definition)).filter(element__in=indicators(year))


def _findings(year: Year) -> "QuerySet[Finding]":
    return Finding.objects.filter(year=year, indicator__in=indicators(year), notified_at__isnull=False)


def _leas_with_data(year: Year, indicators: Collection[str]) -> dict[str, set[int]]:
    """Return the LEAs with data of some indicators, by indicator; of few, since a query that finds none is not asked."""
    found: dict[str, set[int]] = {}
    if indicators:
        for code, lea in _published(year).filter(element__in=indicators).values_list("element", "lea"):
            found.setdefault(code, set()).add(lea)
    return found


def _number(percent: str) -> float | None:
    return float(percent) if percent else None
