"""The cells of a year as a table."""

from cim_portal.lib.sheets import Table
from determinations.disproportionality import cells as disproportionality_cells
from monitoring.years.models import Year


def cells(year: Year) -> Table:
    """Return each cell of a year's published counts for disproportionality, with its exact ratio; none without counts."""
    columns = ["lea_code", "category", "group", "outcome", "base", "comparison_outcome", "comparison_base", "ratio"]
    columns += ["kind", "reason", "exceeds", "years", "significant"]
    standing = disproportionality_cells.standing(
        year=year.year,
        settings=disproportionality_cells.settings_of(year),
        uploads=disproportionality_cells.published(),
    )
    if standing is None:
        return columns, []
    rows = [
        [code, *("" if value is None else value for value in cell.as_json().values()), cell.significant]
        for code, cell in disproportionality_cells.by_code(standing)
    ]
    return columns, rows
