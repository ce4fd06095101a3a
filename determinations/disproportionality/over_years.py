"""The cells of one LEA in every year that has published counts."""

from collections import defaultdict
from collections.abc import Container

from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import CellKey, secrets
from monitoring.definition import definition_of
from monitoring.places.models import Lea


def of_lea(
    lea: Lea, *, categories: Container[int], upto: int, shows_small: bool
) -> dict[CellKey, list[tuple[int, Cell]]]:
    """Return each cell of some categories in the years until `upto` in which it has a ratio, (year, cell), the oldest first.

    Each year is looked at under its own definition. `shows_small` says whether the readers see small numbers; for the others
    the years are left out whose ratio would give one away.
    """
    published = {year: uploads for year, uploads in disproportionality_cells.published().items() if year <= upto}
    versions = disproportionality_cells.versions_of([uploads[0].year for uploads in published.values()])
    found: dict[CellKey, list[tuple[int, Cell]]] = defaultdict(list)
    for year, uploads in published.items():
        settings = definition_of(versions[uploads[0].year.pk]).disproportionality
        of = disproportionality_cells.standing(year=year, settings=settings, uploads={year: uploads}, lea=lea)
        there = disproportionality_cells.cells(of, lea=lea.pk, categories=categories) if of else []
        hidden = {} if shows_small else secrets(there)
        for cell in there:
            key = cell.category, cell.group
            if cell.ratio is not None and not hidden.get(key):
                found[key].append((year, cell))
    return found
