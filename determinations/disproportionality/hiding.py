"""Which counts of an LEA's cells are hidden from those who do not see small numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cim_portal.lib import suppression
from determinations.disproportionality.cells import Cell

CellKey = tuple[int, str]  # category and group


@dataclass(frozen=True)
class Hides:
    """What of a cell is hidden. What is held against it is the rest of its category, which would give it away."""

    outcome: bool = False
    base: bool = False

    def __bool__(self) -> bool:
        return self.outcome or self.base


def secrets(cells: Iterable[Cell]) -> Mapping[CellKey, Hides]:
    """Return what is hidden of each cell of an LEA; the groups of a category together make a whole."""
    categories: dict[int, list[Cell]] = {}
    for cell in cells:
        categories.setdefault(cell.category, []).append(cell)
    found = {}
    for of_category in categories.values():
        outcomes = suppression.hidden([cell.outcome for cell in of_category])
        bases = suppression.hidden([cell.base for cell in of_category])
        for at, cell in enumerate(of_category):
            found[cell.category, cell.group] = Hides(at in outcomes, at in bases)
    return found
