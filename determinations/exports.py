"""The tables of this app that leave the house: columns and rows, to be written as CSV, XLSX or JSON."""

from typing import Any

from determinations import disproportionality, queries
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
            result.lea.code,
            result.lea.name,
            result.lea.county.name,
            str(result.lea.selpa),
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
    """Return each cell of a year's published counts for disproportionality, with its exact ratio; none without counts."""
    columns = ["lea_code", "category", "group", "outcome", "base", "comparison_outcome", "comparison_base", "ratio"]
    columns += ["kind", "reason", "exceeds", "years", "significant"]
    standing = disproportionality.standing(
        year=year.year,
        settings=disproportionality.settings_of(year),
        uploads=disproportionality.published(),
    )
    if standing is None:
        return columns, []
    rows = [
        [code, *("" if value is None else value for value in cell.as_json().values()), cell.significant]
        for code, cell in disproportionality.by_code(standing)
    ]
    return columns, rows


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
