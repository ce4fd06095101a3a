"""Which counts of an LEA's cells are hidden from those who do not see small numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cim_portal.lib import suppression
from cim_portal.lib.suppression import HIDDEN
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell, Standing
from determinations.runs.models import LevelResult, Run
from monitoring.access.roles import SEE_SMALL_NUMBERS
from monitoring.access.who import User
from monitoring.places import reading

CellKey = tuple[int, str]  # category and group


@dataclass(frozen=True)
class Hides:
    """What of a cell is hidden: its own counts, and those that it is held against.

    These are the rest of its category, in the LEA or in the state, which with the total would give a hidden count away.
    """

    outcome: bool = False
    base: bool = False
    others_outcome: bool = False
    others_base: bool = False

    def __bool__(self) -> bool:
        return self.outcome or self.base or self.others_outcome or self.others_base


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
            own = at in outcomes, at in bases
            others = cell.state_hides if cell.kind == "alternate_risk_ratio" else own
            found[cell.category, cell.group] = Hides(*own, *others)
    return found


def as_read(cell: Cell, hides: Hides) -> dict[str, object]:
    """Return a cell as `Cell.as_json` does, with its threshold and whether it is significant; what its reader must not see
    says `hidden`. So does the ratio, which would give a hidden count away.
    """
    said = {**cell.as_json(), "threshold": str(cell.threshold), "significant": cell.significant}
    hidden = {
        "outcome": hides.outcome,
        "base": hides.base,
        "comparison_outcome": hides.others_outcome,
        "comparison_base": hides.others_base,
        "ratio": bool(hides) and cell.ratio is not None,
    }
    return said | {name: str(HIDDEN) for name, is_hidden in hidden.items() if is_hidden}


def hidden_of(leas: Collection[int], run: Run, user: User) -> set[int]:
    """Return those of the LEAs, named by their keys, of which `user` does not see small numbers."""
    seen = LevelResult.objects.filter(
        reading.in_scope(user, year="run__year", wanted=SEE_SMALL_NUMBERS), run=run, lea__in=leas
    )
    return set(leas).difference(seen.values_list("lea", flat=True))


def secrets_of(of: Standing, leas: Collection[int], run: Run, user: User) -> dict[int, Mapping[CellKey, Hides]]:
    """Return what is hidden from `user` of the cells of each of the LEAs, named by their keys."""
    return {lea: secrets(disproportionality_cells.cells(of, lea=lea)) for lea in hidden_of(leas, run, user)}
