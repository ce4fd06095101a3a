"""The cells of a year, or of an LEA, as a table."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cim_portal.lib.sheets import Rows, Table
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import CellKey, Hides, as_read
from determinations.disproportionality.listing import Line, MapLine
from monitoring.years.models import Year

COLUMNS = [
    *("lea_code", "category", "group", "outcome", "base", "comparison_outcome", "comparison_base", "ratio"),
    *("ratio_decimal", "kind", "reason", "exceeds", "years", "significant"),
]


def cells(year: Year) -> Table:
    """Return each cell of a year's published counts for disproportionality; none without counts.

    `ratio` is the exact fraction, `ratio_decimal` the same with two places.
    """
    standing = disproportionality_cells.of_year(year)
    found = disproportionality_cells.by_code(standing) if standing else ()
    return COLUMNS, [_row(code, cell, Hides()) for code, cell in found]


def cells_of(code: str, found: Iterable[Cell], hidden: Mapping[CellKey, Hides]) -> Table:
    """Return the cells of an LEA with what is hidden from their reader."""
    return COLUMNS, [_row(code, cell, hidden.get((cell.category, cell.group), Hides())) for cell in found]


def listed(lines: Iterable[Line]) -> Rows:
    """Return lines of the list of cells, each with what is hidden from its reader."""
    columns = ["year", "lea_name", "selpa_code", "selpa_name", *COLUMNS, "threshold", "one_more_year"]
    rows = (
        [
            *(line.year, line.name, line.selpa_code, line.selpa, *_row(line.code, line.cell, line.hides)),
            *(Decimal(line.cell.threshold.numerator) / line.cell.threshold.denominator, line.is_next),
        ]
        for line in lines
    )
    return columns, rows


def map_of(year: int, found: Iterable[MapLine]) -> Table:
    """Return how many LEAs have a cell that exceeds, is significant, and would be after one more year, for each category
    and group."""
    columns = ["year", "category", "group", "leas_with_a_ratio", "leas_exceeding", "leas_significant", "leas_next"]
    return columns, [
        [year, line.category, group, cell.calculated, cell.exceeding, cell.significant, cell.next]
        for line in found
        for group, cell in line.cells.items()
    ]


def _row(code: str, cell: Cell, hides: Hides) -> list[object]:
    said = {"lea_code": code, **as_read(cell, hides)}
    said["ratio_decimal"] = said["ratio"] if cell.ratio is None or hides else in_two_places(cell)
    return [said[name] for name in COLUMNS]


def in_two_places(cell: Cell) -> Decimal | None:
    """Return the ratio of a cell as a number with two places, None where it has none."""
    return None if cell.ratio is None else Decimal(f"{float(round(cell.ratio, 2)):.2f}")
