"""What the federal files of a year hold: the columns that its definition names, filled from what is published.

`moe_ceis` has a row for each LEA of the published MOE and CEIS figures; `disproportionality` one for each LEA, category and
group of the published counts. A cell is empty where nothing is stated.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from cim_portal.lib.sheets import Rows
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.tables import in_two_places
from determinations.ratios.categories import CATEGORIES, GROUPS
from determinations.runs.models import LevelResult
from determinations.runs.queries import counting_run
from determinations.uploads.formats.moe import REQUIRED, VOLUNTARY
from determinations.uploads.models import MoeCeis
from monitoring.definition import definition_of
from monitoring.places.models import LeaYear
from monitoring.years.models import Year

Values = Mapping[str, object]


def columns_of(year: Year, file: str) -> list[tuple[str, str]]:
    """Return the headings of a file with what each holds, in order; none where the definition names none."""
    named = definition_of(year.definition).federal_columns
    return [(one.heading, one.value) for one in named if one.file == file]


def table(year: Year, file: str) -> Rows:
    """Return a file of a year as it leaves the portal, its rows read one after the other."""
    columns = columns_of(year, file)
    found = VALUES[file](year) if columns else iter(())
    return [heading for heading, _value in columns], (
        [values[value] for _heading, value in columns] for values in found
    )


def _moe_ceis(year: Year) -> Iterator[Values]:
    leas = _leas(year)
    before = {one.lea_id: one for one in MoeCeis.objects.published(year.year - 1)}
    run = counting_run(year.year)
    determined = dict(LevelResult.objects.filter(run=run).values_list("lea", "determination")) if run else {}
    names = {one.code: one.name for one in definition_of(year.definition).determinations.categories}
    for one in MoeCeis.objects.published(year.year).select_related("lea").order_by("lea__code"):
        earlier, determination = before.get(one.lea_id), determined.get(one.lea_id, "")
        yield {
            **leas[one.lea.code],
            **{name: getattr(one, name) for name in _AS_UPLOADED},
            "allocation_611_before": earlier.allocation_611 if earlier else None,
            "allocation_619_before": earlier.allocation_619 if earlier else None,
            "determination": names.get(determination, determination) or None,
            "required": _yes_or_no(one.reserve == REQUIRED),
            "voluntary": _yes_or_no(one.reserve == VOLUNTARY),
        }


def _disproportionality(year: Year) -> Iterator[Values]:
    standing = disproportionality_cells.of_year(year)
    leas = _leas(year)
    for code, cell in disproportionality_cells.by_code(standing) if standing else ():
        if code in leas:  # counts of an LEA that is not in the year say nothing about it
            yield {**leas[code], **_of_cell(cell)}


_AS_UPLOADED = (
    *("allocation_611", "allocation_619", "moe_met", "moe_reduction"),
    *("reserved", "children_served", "children_later_eligible"),
)
VALUES: dict[str, Callable[[Year], Iterator[Values]]] = {
    "moe_ceis": _moe_ceis,
    "disproportionality": _disproportionality,
}


def _of_cell(cell: Cell) -> Values:
    return {
        "category": cell.category,
        "category_name": str(CATEGORIES[cell.category]),
        "group": cell.group,
        "group_name": str(GROUPS[cell.group]),
        "outcome": cell.outcome,
        "base": cell.base,
        "comparison_outcome": cell.comparison_outcome,
        "comparison_base": cell.comparison_base,
        "ratio": in_two_places(cell),
        "kind": disproportionality_cells.kind_in_words(cell),
        "threshold": Decimal(cell.threshold.numerator) / cell.threshold.denominator,
        "exceeds": _yes_or_no(cell.exceeds),
        "years": cell.years,
        "significant": _yes_or_no(cell.significant),
    }


def _leas(year: Year) -> dict[str, Values]:
    """Return what identifies the LEAs of a year, as its directory has them, by their codes."""
    there = LeaYear.objects.filter(year=year).select_related("lea", "selpa")
    return {
        one.lea.code: {
            "year": year.year,
            "lea_code": one.lea.code,
            "cds_code": one.lea.cds_code,
            "lea_name": one.name,
            "selpa_code": one.selpa.code,
            "selpa_name": one.selpa_name,
        }
        for one in there
    }


def _yes_or_no(is_so: bool) -> str:
    return "Yes" if is_so else "No"
