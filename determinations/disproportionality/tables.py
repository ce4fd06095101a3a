"""The cells of a year as a table."""

from decimal import Decimal

from cim_portal.lib.sheets import Table
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from monitoring.years.models import Year


def cells(year: Year) -> Table:
    """Return each cell of a year's published counts for disproportionality; none without counts.

    `ratio` is the exact fraction, `ratio_decimal` the same with two places.
    """
    columns = ["lea_code", "category", "group", "outcome", "base", "comparison_outcome", "comparison_base", "ratio"]
    columns += ["ratio_decimal", "kind", "reason", "exceeds", "years", "significant"]
    standing = disproportionality_cells.standing(
        year=year.year,
        settings=disproportionality_cells.settings_of(year),
        uploads=disproportionality_cells.published(),
    )
    if standing is None:
        return columns, []
    rows = [
        [
            {"lea_code": code, **cell.as_json(), **_decimal(cell), "significant": cell.significant}[name]
            for name in columns
        ]
        for code, cell in disproportionality_cells.by_code(standing)
    ]
    return columns, rows


def _decimal(cell: Cell) -> dict[str, Decimal | None]:
    return {"ratio_decimal": None if cell.ratio is None else Decimal(f"{float(round(cell.ratio, 2)):.2f}")}
