"""The numbers of the pages that need all three apps: one query a panel, whatever the number of LEAs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import charts
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NO_LEVEL, NONE
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.queries import StepState
from monitoring.definition import Definition, definition_of
from monitoring.places.models import in_year
from monitoring.places.queries import words_of_lea
from monitoring.places.reading import placed

SORTS = {
    "name": ("lea__name", "lea__code"),
    "level": ("-level_order", "lea__name", "lea__code"),
    "selpa": ("lea__selpa__name", "lea__name", "lea__code"),
}


@dataclass(frozen=True)
class Filters:
    """What is in the address of a dashboard; each is blank where nothing is asked for, and all of them combine.

    `step` is a number, `status` a step's state, `waits` one of lea, selpa and state, `overdue` is yes.
    """

    q: str = ""
    level: str = ""
    selpa: str = ""
    county: str = ""
    step: str = ""
    status: str = ""
    waits: str = ""
    overdue: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """Read the filters of an address."""
        return cls(**{f.name: asked.get(f.name, "").strip() for f in fields(cls)})

    def address(self, **changed: Any) -> str:
        """Return the filters as the query part of an address, with some of them changed."""
        return urlencode({name: value for name, value in {**asdict(self), **changed}.items() if value})


@dataclass(frozen=True)
class LeaLine:
    """An LEA in a table: its level, and where each step of its plan is."""

    code: str
    name: str
    county: str
    selpa: str
    selpa_code: str
    level: str
    level_name: str
    steps: list[StepState] = field(default_factory=list)


@dataclass(frozen=True)
class Tally:
    """A row of a panel: how many, and the query part of the address that shows them."""

    name: str
    count: int
    address: str


@dataclass(frozen=True)
class StepTally:
    """A step in the panel of states: its count in each state, in the order of `Step.Status`."""

    name: str
    counts: list[Tally]


def results(run: Run, *, scope: Q, filters: Filters, today: date) -> QuerySet[LevelResult]:
    """Return the results of a final run in `scope` (a condition on results) that the filters ask for, sorted."""
    definition = definition_of(run.definition)
    found = LevelResult.objects.filter(scope, run=run).annotate(level_order=_level_order(definition))
    if filters.level:
        found = found.filter(level="" if filters.level == NONE else filters.level)
    if filters.selpa:
        found = found.filter(placed(run.year_id, selpa__code=filters.selpa))
    if filters.county:
        found = found.filter(placed(run.year_id, county__code=filters.county))
    if filters.q:
        found = found.filter(words_of_lea(filters.q))
    if (asked := _of_steps(filters, today)) is not None:
        found = found.filter(Exists(Step.objects.filter(asked, plan__lea=OuterRef("lea"), plan__year=run.year)))
    return found.order_by(*SORTS.get(filters.sort, SORTS["name"]))


def lines(found: Iterable[LevelResult], run: Run, *, today: date) -> list[LeaLine]:
    """Return results as lines of a table, each LEA as its year's directory has it.

    Three queries: the results with their LEAs, these in the year, and all of their steps.
    """
    page = list(found)
    prefetch_related_objects(page, in_year(run.year.year))
    names = _names(definition_of(run.definition))
    steps = _steps([result.lea_id for result in page], run, today=today)
    return [
        LeaLine(
            code=result.lea.code,
            name=there.name,
            county=there.county.name,
            selpa=there.selpa_name,
            selpa_code=there.selpa.code,
            level=result.level,
            level_name=names.get(result.level, str(NO_LEVEL)),
            steps=steps[result.lea_id],
        )
        for result in page
        for there in [result.lea.as_of(run.year_id)]
    ]


def by_level(run: Run, *, scope: Q, filters: Filters, today: date) -> list[Tally]:
    """Return how many LEAs have each level, the closest monitoring first, and how many none.

    They are those that all other filters ask for, so that each count is the length of the list that its link shows.
    """
    found = results(run, scope=scope, filters=replace(filters, level=""), today=today)
    counts = dict(found.order_by().values_list("level").annotate(count=Count("pk")))
    levels = sorted(definition_of(run.definition).levels, key=lambda level: -level.order)
    rows = [(level.code, level.name, counts.get(level.code, 0)) for level in levels]
    rows.append((NONE, str(NO_LEVEL), counts.get("", 0)))
    return [Tally(name, count, filters.address(level=code)) for code, name, count in rows]


def by_step(run: Run, *, scope: Q, filters: Filters, today: date) -> list[StepTally]:
    """Return, for each step of the year, how many LEAs have it in each state, of those that all other filters ask for."""
    others = replace(filters, step="", status="")
    leas = results(run, scope=scope, filters=replace(others, waits="", overdue=""), today=today)
    steps = Step.objects.filter(_of_steps(others, today) or Q(), plan__year=run.year)
    counted = (
        steps.filter(plan__lea__in=leas.order_by().values("lea"))
        .values_list("number", "status")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts = {(number, status): count for number, status, count in counted}
    return [
        StepTally(
            _("Step %(number)s: %(name)s") % {"number": step.number, "name": step.name},
            [
                Tally(
                    str(label), counts.get((step.number, status), 0), filters.address(step=step.number, status=status)
                )
                for status, label in Step.Status.choices
            ],
        )
        for step in definition_of(run.definition).steps
    ]


def overdue(run: Run, *, scope: Q, filters: Filters, today: date) -> Tally:
    """Return how many of the LEAs that the filters ask for have a step that is overdue."""
    asked = replace(filters, overdue="yes")
    count = results(run, scope=scope, filters=asked, today=today).count()
    return Tally(str(_("Overdue")), count, asked.address())


def level_chart(tallies: list[Tally]) -> charts.Chart:
    """Draw the panel of levels; the chart's own table has the same numbers."""
    pairs = [(tally.name, float(tally.count)) for tally in tallies]
    return charts.bars(title=_("LEAs by monitoring level"), pairs=pairs, axis=_("Number of LEAs"), label=_("Level"))


def table(found: QuerySet[LevelResult], run: Run, *, today: date) -> tuple[list[str], list[list[object]]]:
    """Return every line as a table to be exported: columns and rows."""
    numbers = [step.number for step in definition_of(run.definition).steps]
    columns = ["year", "lea_code", "lea_name", "county", "selpa_code", "selpa_name", "level", "level_name"]
    for number in numbers:
        columns += [f"step_{number}_state", f"step_{number}_waiting_for", f"step_{number}_since", f"step_{number}_due"]
    rows = []
    for line in lines(found.select_related("lea__county", "lea__selpa"), run, today=today):
        row: list[object] = [run.year.year, line.code, line.name, line.county, line.selpa_code, line.selpa]
        row += [line.level, line.level_name]
        steps = {step.number: step for step in line.steps}
        for number in numbers:
            step = steps.get(number)
            row += [step.text, step.waiting_for, localdate(step.since), step.due_on] if step else [""] * 4
        rows.append(row)
    return columns, rows


def _level_order(definition: Definition) -> Case:
    orders = [When(level=level.code, then=Value(level.order)) for level in definition.levels]
    return Case(*orders, default=Value(-1), output_field=IntegerField())


def _names(definition: Definition) -> dict[str, str]:
    return {level.code: level.name for level in definition.levels}


def _of_steps(filters: Filters, today: date) -> Q | None:
    """Return the condition on steps, or None where the filters ask for none."""
    if not (filters.step or filters.status or filters.waits or filters.overdue):
        return None
    asked = Q()
    if filters.step:
        asked &= Q(number=filters.step) if filters.step.isdecimal() else Q(pk__in=[])
    if filters.status:
        asked &= Q(status=filters.status)
    if filters.waits in queries.NAMES:
        asked &= queries.waiting_for(filters.waits)
    if filters.overdue:
        asked &= queries.overdue(today)
    return asked


def _steps(lea_ids: list[int], run: Run, *, today: date) -> dict[int, list[StepState]]:
    """Return the steps of the LEAs' plans of the year by LEA, in order."""
    found = (
        Step.objects.filter(plan__year=run.year, plan__lea__in=lea_ids)
        .select_related("plan__lea", "plan__year", "plan__definition")
        .order_by("number")
    )
    grouped: dict[int, list[StepState]] = defaultdict(list)
    for step in found:
        grouped[step.plan.lea_id].append(queries.state_of(step, today=today))
    return grouped
