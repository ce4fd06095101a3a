"""The cells of many LEAs: a map of how many LEAs exceed in each category and group, and the cells as a list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import prefetch_related_objects

from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality import hiding, statewide
from determinations.disproportionality.cells import Cell, Place, Standing
from determinations.disproportionality.filters import Filters
from determinations.disproportionality.hiding import Hides
from determinations.disproportionality.words import ShownCell, shown
from determinations.ratios.categories import AREAS, CATEGORIES, GROUPS
from determinations.runs.models import Run
from monitoring.access.who import User
from monitoring.places.models import Lea, in_year

TONES = 4  # of the map, from few LEAs to most
NOTHING = Hides()
_KINDS = ("calculated", "exceeding", "significant", "next")


@dataclass(frozen=True)
class MapCell:
    """How many LEAs have a ratio in a category and group, one above the threshold, a significant one, and one that one more
    year would make so. `tone` is from 0 for none to 4 for the most LEAs of the map; `address` asks for their cells."""

    calculated: int
    exceeding: int
    significant: int
    next: int
    tone: int
    address: str


@dataclass(frozen=True)
class MapLine:
    """A category of the map: its cells by group."""

    category: int
    name: str
    area: str
    cells: dict[str, MapCell]


@dataclass(frozen=True)
class Line:
    """A cell in the list. `hides` says what of it its reader must not see."""

    year: int
    code: str
    name: str
    selpa: str
    selpa_code: str
    cell: Cell
    hides: Hides
    is_next: bool

    @property
    def category(self) -> str:
        """The name of its category."""
        return str(CATEGORIES[self.cell.category])

    @property
    def shown(self) -> ShownCell:
        """The cell in words."""
        return shown(self.cell, self.hides)

    @property
    def threshold(self) -> str:
        """What its ratio has to exceed."""
        return disproportionality_cells.decimal(self.cell.threshold, against=self.cell.threshold)


def lea_counts(of: Standing, leas: Collection[int]) -> dict[str, int]:
    """Return how many of the LEAs have a cell of each kind, of all categories and groups."""
    within = statewide.of_leas(of, leas)
    return {kind: int((statewide.marks(of, kind) & within).any(axis=(1, 2)).sum()) for kind in _KINDS}


def map_of(of: Standing, leas: Collection[int], filters: Filters) -> list[MapLine]:
    """Return the map of the LEAs, whose addresses keep the filters of LEAs."""
    within = statewide.of_leas(of, leas)
    counted = {kind: (statewide.marks(of, kind) & within).sum(axis=0) for kind in _KINDS}
    most = max(int(counted["exceeding"].max(initial=0)), 1)
    areas = {category: str(area) for area, categories in AREAS.items() for category in categories}
    lines = []
    for category, name in CATEGORIES.items():
        cells = {}
        for at, group in enumerate(GROUPS):
            counts = {kind: int(of_kind[category - 1, at]) for kind, of_kind in counted.items()}
            address = filters.address(year=of.counted.year, category=category, group=group)
            cells[group] = MapCell(**counts, tone=-(-TONES * counts["exceeding"] // most), address=address)
        lines.append(MapLine(category, str(name), areas[category], cells))
    return lines


@dataclass(frozen=True)
class Listed:
    """What a reader sees of a run's counts under some filters: `leas` are the keys of the LEAs, by name."""

    run: Run
    of: Standing
    filters: Filters
    leas: list[int]
    user: User

    def places(self) -> list[Place]:
        """Return where the cells are that all filters leave, sorted as they say; by the ratio only where none is hidden,
        since the order would give it away. None where they are too wide."""
        if self.filters.is_too_wide:
            return []
        marked = statewide.marks(self.of, self.filters.show) & statewide.of_leas(self.of, self.leas)
        kept = np.zeros(marked.shape, dtype=bool)
        groups = list(GROUPS)
        at = np.ix_(
            np.arange(len(marked)),
            np.array(self.filters.categories, dtype=np.int64) - 1,
            np.array([groups.index(group) for group in self.filters.groups], dtype=np.int64),
        )
        kept[at] = marked[at]
        if self.filters.years:
            kept &= self.of.years >= int(self.filters.years)
        by = "lea" if self.filters.sort == "ratio" and self.hides_some else self.filters.sort
        return statewide.sorted_places(self.of, kept, leas=self.leas, by=by)

    @cached_property
    def hides_some(self) -> bool:
        """Whether small numbers of some LEA are hidden from the reader."""
        return bool(hiding.hidden_of(self.leas, self.run, self.user))

    def lines(self, places: Sequence[Place]) -> list[Line]:
        """Return the cells at these places, with the LEAs as the year's directory has them."""
        keys = {int(self.of.counted.leas[place[0]]) for place in places}
        leas = Lea.objects.select_related("county", "selpa").in_bulk(keys)
        prefetch_related_objects(list(leas.values()), in_year(self.run.year.year, path=""))
        hidden = hiding.secrets_of(self.of, keys, self.run, self.user)
        following = statewide.marks(self.of, "next")
        lines = []
        for place in places:
            key = int(self.of.counted.leas[place[0]])
            lea, cell = leas[key], disproportionality_cells.cell_at(self.of, place)
            there = lea.as_of(self.run.year_id)
            lines.append(
                Line(
                    year=self.run.year.year,
                    code=lea.code,
                    name=there.name,
                    selpa=there.selpa_name,
                    selpa_code=there.selpa.code,
                    cell=cell,
                    hides=hidden.get(key, {}).get((cell.category, cell.group), NOTHING),
                    is_next=bool(following[place]),
                )
            )
        return lines
