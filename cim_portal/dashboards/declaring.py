"""What a panel of a dashboard declares, and the scene that it counts in: a year's run, the filters, and the LEAs they leave."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.dashboards import filters as asking
from cim_portal.dashboards.filters import Filters
from cim_portal.lib import charts, numbers
from cim_portal.lib.sheets import Table
from determinations.runs.models import Run
from determinations.runs.words import NO_LEVEL, NONE
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.definition import Definition, definition_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


WIDE = 6  # columns of a table that still fit next to a drawing


class Found(NamedTuple):
    """An LEA that the filters leave."""

    lea: int
    level: str
    determination: str


class StepLine(NamedTuple):
    """A step of one of these LEAs. `party` is whom it waits for, blank for no one; `waited` the days since it moved."""

    lea: int
    number: int
    status: str
    party: str
    waited: int
    due_on: date | None


@dataclass(frozen=True)
class Scene:
    """What all panels of a page are about. Each query is asked once, whatever the number of panels and of LEAs.

    `years` are the final runs that the reader may see up to that of the year, the earliest first.
    """

    run: Run
    years: Sequence[Run]
    scope: Q
    filters: Filters
    today: date

    @property
    def definition(self) -> Definition:
        """The definition of the year."""
        return definition_of(self.run.definition)

    def address(self, **changed: object) -> str:
        """Return the query part of the address of these LEAs, with some filters changed."""
        year = changed.pop("year", self.run.year.year)
        return f"year={year}&{self.filters.address(**changed)}".rstrip("&")

    @cached_property
    def found(self) -> list[Found]:
        """The LEAs."""
        found = asking.results(self.run, scope=self.scope, filters=self.filters, today=self.today)
        return [Found(*row) for row in found.order_by().values_list("lea", "level", "determination")]

    @cached_property
    def leas(self) -> list[int]:
        """The keys of the LEAs."""
        return [one.lea for one in self.found]

    @cached_property
    def among(self) -> RawSQL:
        """These keys for `__in`, as one value of a query: thousands of values take Django longer than the query itself."""
        return RawSQL("SELECT unnest(%s::bigint[])", [self.leas])

    @cached_property
    def by_year(self) -> dict[int, list[tuple[str, str, int]]]:
        """Of each year, how many of the LEAs that the same filters leave then have which level and determination."""
        return {run.year.year: self._counted(run) for run in self.years}

    def _counted(self, run: Run) -> list[tuple[str, str, int]]:
        if run == self.run:
            both = Counter((one.level, one.determination) for one in self.found)
            return [(*key, count) for key, count in both.items()]
        found = asking.results(run, scope=self.scope, filters=self.filters, today=self.today)
        return list(found.order_by().values_list("level", "determination").annotate(count=Count("pk")))

    @cached_property
    def asked_steps(self) -> QuerySet[Step]:
        """The steps of the LEAs' plans of the year that the filters ask for."""
        asked = asking.of_steps(self.filters, self.today) or Q()
        return Step.objects.filter(asked, plan__year=self.run.year, plan__lea__in=self.among)

    @cached_property
    def steps(self) -> list[StepLine]:
        """These steps."""
        parties = [When(queries.waiting_for(party), then=Value(party)) for party in queries.NAMES]
        party = Case(*parties, default=Value(""), output_field=CharField())
        rows = self.asked_steps.annotate(party=party).order_by()
        return [
            StepLine(lea, number, status, party, (self.today - localdate(moved_at)).days, due_on)
            for lea, number, status, party, moved_at, due_on in rows.values_list(
                "plan__lea", "number", "status", "party", "moved_at", "due_on"
            )
        ]

    @property
    def step_names(self) -> list[tuple[int, str]]:
        """The steps of the year with their names."""
        said = _("Step %(number)s: %(name)s")
        return [(step.number, said % {"number": step.number, "name": step.name}) for step in self.definition.steps]


@dataclass(frozen=True)
class Column:
    """A column of a panel: its key in files, and its title on pages."""

    key: str
    title: str
    is_number: bool = True


@dataclass(frozen=True)
class Cell:
    """A value as files have it. `address` is that of the LEAs that a count is of, blank for none; `text` is said on pages
    where it is not the value itself. `then` is the value with which it is compared."""

    value: int | float | str | None
    address: str = ""
    text: str = ""
    then: "Cell | None" = None

    @property
    def shown(self) -> str:
        """The value as pages have it."""
        if self.text or isinstance(self.value, str):
            return self.text or str(self.value)
        return "–" if self.value is None else numbers.in_words(self.value)


def count_of(number: int, address: str) -> Cell:
    """Return a count with the list of the LEAs that it counts; none has no list."""
    return Cell(number, address if number else "")


Row = list[Cell]  # the first names it


@dataclass(frozen=True)
class Choice:
    """Something that a panel can be drawn of: what it is called, the query part of the address, and whether it is drawn now."""

    words: str
    address: str
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A panel: what it is called and says of itself, its columns and rows, and how they are drawn, if they are.

    Page, chart and files all come from it. `order` is its place on the page. A panel of years or steps has columns that go by
    the scene; `empty` is said where it has no rows. `drawings` are what it can be drawn of, where the reader chooses. One that
    `compares` shows each count next to that of another year or saved view.
    """

    title: "StrOrPromise"
    says: "StrOrPromise"
    order: int
    columns: Callable[[Scene], list[Column]]
    rows: Callable[[Scene], list[Row]]
    chart: Callable[[Scene, list[Row]], charts.Chart | None] | None = None
    drawings: Callable[[Scene], list[Choice]] | None = None
    compares: bool = False
    empty: "StrOrPromise" = ""

    def table(self, scene: Scene) -> Table:
        """Return the panel as a table that leaves the portal; each row says the year."""
        columns = ["year", *(column.key for column in self.columns(scene))]
        return columns, [[scene.run.year.year, *(cell.value for cell in row)] for row in self.rows(scene)]


@dataclass(frozen=True)
class Drawn:
    """A panel as a page has it."""

    name: str
    panel: Panel
    columns: list[Column]
    rows: list[list[tuple[Column, Cell]]]
    chart: charts.Chart | None
    drawings: list[Choice]

    @property
    def is_wide(self) -> bool:
        """Whether its table needs the whole width, so that a drawing is above it."""
        return len(self.columns) > WIDE

    @property
    def size(self) -> str:
        """The size of its table."""
        return "" if self.is_wide else "narrow"


def draw(panels: Mapping[str, Panel], scene: Scene, *, against: Scene | None) -> list[Drawn]:
    """Return every panel for a page; `against` is what the counts are compared with."""
    drawn = []
    for name, panel in panels.items():
        rows = panel.rows(scene)
        columns = panel.columns(scene)
        chart = panel.chart(scene, rows) if panel.chart and rows else None
        drawings = panel.drawings(scene) if panel.drawings and chart else []
        lines = [list(zip(columns, row, strict=True)) for row in rows]
        if against and panel.compares:
            lines = _compared(
                lines, [list(zip(panel.columns(against), row, strict=True)) for row in panel.rows(against)]
            )
        drawn.append(Drawn(name, panel, columns, lines, chart, drawings))
    return drawn


Line = list[tuple[Column, Cell]]


def _compared(lines: list[Line], others: list[Line]) -> list[Line]:
    """Return the lines, each number with the one that the others have at its place: of the same texts and the same column."""
    known = {(_texts(line), column.key): cell for line in others for column, cell in line}
    return [
        [
            (column, replace(cell, then=known.get((_texts(line), column.key))) if column.is_number else cell)
            for column, cell in line
        ]
        for line in lines
    ]


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(cell.shown for column, cell in line if not column.is_number)


def levels_of(definition: Definition) -> list[tuple[str, str]]:
    """Return the levels, (what is in the address, what is shown), the closest monitoring first, and none."""
    levels = sorted(definition.levels, key=lambda level: -level.order)
    return [*((level.code, level.name) for level in levels), (NONE, str(NO_LEVEL))]


def tiers_of(definition: Definition) -> list[tuple[str, str]]:
    """Return the tiers, (what is in the address, what is shown), the closest monitoring first; one of a single level is
    called as that is."""
    names: dict[str, list[str]] = {}
    for level in sorted(definition.levels, key=lambda level: -level.order):
        names.setdefault(level.tier, []).append(level.name)
    return [(tier, of_tier[0] if len(of_tier) == 1 else tier.capitalize()) for tier, of_tier in names.items()]
