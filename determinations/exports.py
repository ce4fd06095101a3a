"""The tables of this app that leave the house: columns and rows, to be written as CSV, XLSX or JSON."""

from decimal import Decimal
from typing import Any

from determinations import disproportionality, queries
from determinations.disproportionality import Cell
from determinations.models import IndicatorResult, Run
from monitoring.models import Year

Table = tuple[list[str], list[list[Any]]]


def levels(run: Run) -> Table:
    """Return each LEA of a run with its level, what the rules compute and what the state decided.

    `rule` is the number of the rule that gave the computed level, from 1. A blank level is no level; a blank
    `official` says that the state gave none, and `none` that it decided on no level.
    """
    columns = ["lea_code", "lea_name", "county", "selpa", "level", "computed", "official", "rule", "missing_facts"]
    columns += ["determination", "computed_determination", "official_determination"]
    rows = [
        [
            line.code,
            line.name,
            line.county,
            line.selpa,
            result.level,
            result.computed,
            "" if result.official is None else result.official or "none",
            "" if result.rule is None else result.rule + 1,
            ", ".join(result.missing),
            result.determination,
            result.computed_determination,
            "" if result.official_determination is None else result.official_determination or "na",
        ]
        for result in queries.results_of(run).defer("explanation")
        for line in [queries.level_line(result)]
    ]
    return columns, rows


def indicators(year: Year) -> Table:
    """Return the published indicator rows of a year under the columns of the format `indicators`.

    Rates and targets stand as the state's file wrote them, so that the table can be imported again.
    """
    columns = ["year", "lea_code", "indicator", "label", "numerator", "denominator", "rate", "target", "target_met"]
    published = IndicatorResult.objects.published(year.year).select_related("lea").order_by("lea__code", "row")
    rows = [
        [
            year.year,
            row.lea.code,
            row.indicator,
            row.label,
            _count(row.numerator),
            _count(row.denominator),
            row.rate_text,
            row.target_text,
            row.target_met,
            row.monitoring_activities,
        ]
        for row in published
    ]
    return [*columns, "monitoring_activities"], rows


def cells(year: Year) -> Table:
    """Return each cell of a year's published counts for disproportionality; none without counts.

    `ratio` is the exact fraction, `ratio_decimal` the same with two places.
    """
    columns = ["lea_code", "category", "group", "outcome", "base", "comparison_outcome", "comparison_base", "ratio"]
    columns += ["ratio_decimal", "kind", "reason", "exceeds", "years", "significant"]
    standing = disproportionality.standing(
        year=year.year,
        settings=disproportionality.settings_of(year),
        uploads=disproportionality.published(),
    )
    if standing is None:
        return columns, []
    rows = [
        [
            {"lea_code": code, **cell.as_json(), **_decimal(cell), "significant": cell.significant}[name]
            for name in columns
        ]
        for code, cell in disproportionality.by_code(standing)
    ]
    return columns, rows


def _decimal(cell: Cell) -> dict[str, Decimal | None]:
    return {"ratio_decimal": None if cell.ratio is None else Decimal(f"{float(round(cell.ratio, 2)):.2f}")}


def letters(year: Year) -> Table:
    """Return each letter of a year, those that were replaced too."""
    columns = ["lea_code", "lea_name", "selpa", "level", "status", "issued_at", "issued_by", "sha256", "kind"]
    rows = [
        [
            line.code,
            line.name,
            line.selpa,
            line.level,
            line.status,
            line.issued_at,
            line.issued_by,
            line.sha256,
            line.kind,
        ]
        for line in map(queries.letter_line, queries.letters_of(year))
    ]
    return columns, rows


def _count(number: Any) -> int | str:
    """Return a count as a whole number, blank where it is not known."""
    return "" if number is None else int(number)
