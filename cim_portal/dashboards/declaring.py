"""What a panel of a dashboard declares, and the scene that it counts in: a year's run, the filters, and the LEAs they leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from cim_portal.dashboards import filters as asking
from cim_portal.dashboards import remembering
from cim_portal.dashboards.filters import Filters
from cim_portal.lib import charts, numbers
from cim_portal.lib.together import among
from determinations.runs.models import Run
from determinations.runs.words import NO_LEVEL, NONE
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.definition import Definition, definition_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from determinations.uploads.queries import Decided

TREND = 4  # years before: a table with more columns is not read


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
        """These keys for `__in`, as one value of a query."""
        return among(self.leas)

    @cached_property
    def by_year(self) -> dict[int, list[tuple[str, str, int]]]:
        """Of each year, how many of the LEAs that the same filters leave then have which level and determination."""
        now = Counter((one.level, one.determination) for one in self.found)
        counted: dict[int, list[tuple[str, str, int]]] = {run.year.year: [] for run in self.years}
        counted[self.run.year.year] = [(*both, count) for both, count in now.items()]
        for year, level, determination, count in self._before([run for run in self.years if run != self.run]):
            counted[year].append((level, determination, count))
        return counted

    def _before(self, runs: Sequence[Run]) -> Iterable[tuple[int, str, str, int]]:
        """Return (year, level, determination, LEAs) of these years. What the runs alone say of all LEAs stays, and is kept."""
        if not runs:
            return []
        if self.scope or not self.filters.ask_of_runs_alone:
            return self._counted(runs)
        kept: list[tuple[int, str, str, int]] = remembering.counted(
            f"years {self.filters.address()}", [], runs, lambda: self._counted(runs)
        )
        return kept

    def _counted(self, runs: Sequence[Run]) -> list[tuple[int, str, str, int]]:
        found = asking.results_of(runs, scope=self.scope, filters=self.filters, today=self.today)
        year_of = {run.pk: run.year.year for run in runs}
        rows = found.values_list("run", "level", "determination").annotate(count=Count("pk"))
        return [(year_of[run], *one) for run, *one in rows]

    @cached_property
    def earlier(self) -> list[Run]:
        """The final runs of the years before that elements are compared with, the newest first."""
        return [run for run in reversed(self.years) if run != self.run][:TREND]

    @cached_property
    def elements(self) -> "dict[int, QuerySet[Decided]]":
        """The elements of these LEAs that the run read, and those of `earlier`, by the key of the run."""
        read = asking.elements_of_each([self.run, *self.earlier])
        return {run: rows.filter(lea__in=self.among) for run, rows in read.items()}

    @cached_property
    def asked_steps(self) -> QuerySet[Step]:
        """The steps of the LEAs' plans of the year that the filters ask for."""
        asked = asking.of_steps(self.filters, self.today) or Q()
        return Step.objects.filter(asked, plan__year=self.run.year, plan__lea__in=self.among)

    @cached_property
    def steps(self) -> list[StepLine]:
        """These steps."""
        parties = [When(waits, then=Value(party)) for party, waits in queries.waiting_for_each().items()]
        party = Case(*parties, default=Value(""), output_field=CharField())
        rows = self.asked_steps.annotate(party=party, moved_on=TruncDate("moved_at")).order_by()
        return [
            StepLine(lea, number, status, party, (self.today - moved_on).days, due_on)
            for lea, number, status, party, moved_on, due_on in rows.values_list(
                "plan__lea", "number", "status", "party", "moved_on", "due_on"
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
