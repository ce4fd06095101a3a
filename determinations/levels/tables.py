"""The levels of a run, and the elements that it read, as tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from django.db.models import QuerySet

from cim_portal.lib.shapes import Json
from cim_portal.lib.sheets import AT_ONCE, Rows, Table
from determinations.runs import queries
from determinations.runs.models import LevelResult, Run

ELEMENTS = (
    *("year", "lea_code", "indicator", "name", "numerator", "denominator", "rate", "target_operator", "target"),
    *("target_met", "met_from", "not_counted_because", "data_year", "data_as_of", "data_approved_by", "file", "row"),
)


def levels(found: QuerySet[LevelResult]) -> Rows:
    """Return each LEA of `queries.results_of` with its level, what the rules compute and what the state decided.

    `rule` is the number of the rule that gave the computed level, from 1. A blank level is no level, and `outcome` then
    what the rules end in besides; a blank `official` says that the state gave none, and `none` that it decided on no level.
    """
    columns = [
        "lea_code",
        "lea_name",
        "county",
        "selpa",
        "level",
        "outcome",
        "computed",
        "official",
        "rule",
        "missing_facts",
    ]
    columns += ["determination", "computed_determination", "official_determination"]
    read = found.defer("explanation").iterator(chunk_size=AT_ONCE)
    rows = (
        [
            line.code,
            line.name,
            line.county,
            line.selpa,
            result.level,
            result.outcome,
            result.computed,
            "" if result.official is None else result.official or "none",
            "" if result.rule is None else result.rule + 1,
            ", ".join(result.missing),
            result.determination,
            result.computed_determination,
            "" if result.official_determination is None else result.official_determination or "na",
        ]
        for result in read
        for line in [queries.level_line(result)]
    )
    return columns, rows


def elements(run: Run) -> Table:
    """Return every element that a run read of each LEA, with which data it is about."""
    codes = dict(run.results.order_by("lea__code").values_list("lea", "lea__code"))
    of_leas = queries.elements_of(run, codes)
    rows = (
        row
        for lea, code in codes.items()
        for row in element_rows([asdict(element) for element in of_leas[lea]], code=code, run=run)
    )
    return list(ELEMENTS), list(rows)


def element_rows(said: Iterable[Mapping[str, Json]], *, code: str, run: Run) -> Iterable[list[object]]:
    """Yield elements of an LEA, as their reader may see them, as rows under `ELEMENTS`: rates as numbers, days as days.

    `met_from` says whether the file states that the target was met, or the rate does; `not_counted_because` is blank for
    one that counts.
    """
    names = queries.names_of_elements(run)
    for element in said:
        yield [
            run.year.year,
            code,
            element["indicator"],
            names.get(element["indicator"], element["label"]),
            element["numerator"],
            element["denominator"],
            element["rate"],
            element["operator"],
            element["target"],
            element["met"],
            "rate" if element["computed"] else "file",
            element["status"],
            element["data_year"],
            date.fromisoformat(element["as_of"]) if element["as_of"] else None,
            element["approved_by"],
            element["file"],
            element["row"],
        ]
