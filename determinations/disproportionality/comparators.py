"""What LEAs with too few other students are compared with: the groups of the whole state, as numerators and denominators."""

from dataclasses import dataclass

from cim_portal.lib import suppression
from cim_portal.lib.sheets import Table
from cim_portal.lib.suppression import HIDDEN
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality import counts
from determinations.ratios.categories import AREAS, CATEGORIES, GROUPS
from determinations.runs.models import Run

Count = int | str  # of students, or that it is hidden


@dataclass(frozen=True)
class Comparator:
    """A group of a category in the whole state, and all other groups together: with the outcome, and in all."""

    code: str
    group: str
    outcome: Count
    base: Count
    others_outcome: Count
    others_base: Count


@dataclass(frozen=True)
class OfCategory:
    """The groups of a category."""

    category: int
    name: str
    area: str
    groups: tuple[Comparator, ...]


def of_run(run: Run) -> list[OfCategory]:
    """Return the state's counts that a run read; none where it read none.

    A small count is hidden, with another of its category that would give it away, and with what is left of the whole
    without it.
    """
    uploads = disproportionality_cells.read_by(run).get(run.year.year, ())
    if not uploads:
        return []
    outcome, base = counts.of_state(uploads)
    areas = {category: str(area) for area, categories in AREAS.items() for category in categories}
    return [
        OfCategory(category, str(name), areas[category], _groups(outcome[at].tolist(), base[at].tolist()))
        for at, (category, name) in enumerate(CATEGORIES.items())
    ]


def _groups(outcomes: list[int], bases: list[int]) -> tuple[Comparator, ...]:
    without_outcome, without_base = suppression.hidden(outcomes), suppression.hidden(bases)
    return tuple(
        Comparator(
            code=code,
            group=str(name),
            outcome=_shown(outcomes[at], at in without_outcome),
            base=_shown(bases[at], at in without_base),
            others_outcome=_shown(sum(outcomes) - outcomes[at], at in without_outcome),
            others_base=_shown(sum(bases) - bases[at], at in without_base),
        )
        for at, (code, name) in enumerate(GROUPS.items())
    )


def _shown(count: int, is_hidden: bool) -> Count:
    return str(HIDDEN) if is_hidden or suppression.is_small(count) else count


def table(year: int, found: list[OfCategory]) -> Table:
    """Return the state's counts as a table that leaves the portal."""
    columns = ["year", "category", "category_name", "group", "group_name"]
    columns += ["state_outcome", "state_base", "state_others_outcome", "state_others_base"]
    return columns, [
        [year, of.category, of.name, one.code, one.group, one.outcome, one.base, one.others_outcome, one.others_base]
        for of in found
        for one in of.groups
    ]
