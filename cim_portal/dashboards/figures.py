"""The list of the LEAs that a dashboard's filters leave: each with its level, and where each step of its plan is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.timezone import localdate

from cim_portal.lib.sheets import AT_ONCE, Rows, some_at_a_time
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NO_LEVEL
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.queries import StepState
from monitoring.definition import Definition, definition_of, unread
from monitoring.definition.models import DefinitionVersion
from monitoring.places.models import Lea, in_year


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


def lines(found: Iterable[LevelResult], run: Run, *, today: date) -> list[LeaLine]:
    """Return results as lines of a table, each LEA as its year's directory has it.

    Four queries: the results with their LEAs, these in the year, all of their steps, and the definitions of these.
    """
    page = list(found)
    prefetch_related_objects(page, in_year(run.year.year))
    names = _names(definition_of(run.definition))
    steps = _steps({result.lea_id: result.lea for result in page}, run, today=today)
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


def table(found: QuerySet[LevelResult], run: Run, *, today: date) -> Rows:
    """Return every line as a table to be exported, read some hundred lines at a time."""
    numbers = [step.number for step in definition_of(run.definition).steps]
    columns = ["year", "lea_code", "lea_name", "county", "selpa_code", "selpa_name", "level", "level_name"]
    for number in numbers:
        columns += [f"step_{number}_state", f"step_{number}_waiting_for", f"step_{number}_since", f"step_{number}_due"]
    read = found.select_related("lea__county", "lea__selpa").iterator(chunk_size=AT_ONCE)
    rows = (_row(line, run, numbers) for some in some_at_a_time(read) for line in lines(some, run, today=today))
    return columns, rows


def _row(line: LeaLine, run: Run, numbers: Sequence[int]) -> list[object]:
    row: list[object] = [run.year.year, line.code, line.name, line.county, line.selpa_code, line.selpa]
    row += [line.level, line.level_name]
    steps = {step.number: step for step in line.steps}
    for number in numbers:
        step = steps.get(number)
        row += [step.text, step.waiting_for, localdate(step.since), step.due_on] if step else [""] * 4
    return row


def _names(definition: Definition) -> dict[str, str]:
    return {level.code: level.name for level in definition.levels}


def _steps(leas: Mapping[int, Lea], run: Run, *, today: date) -> dict[int, list[StepState]]:
    """Return the steps of the LEAs' plans of the year by LEA, in order."""
    found = Step.objects.filter(plan__year=run.year, plan__lea__in=leas).select_related("plan")
    grouped: dict[int, list[StepState]] = defaultdict(list)
    steps = list(found.order_by("number"))
    versions = DefinitionVersion.objects.defer(*unread()).in_bulk(
        {step.plan.definition_id for step in steps}
    )  # each is long: once, not a row
    for step in steps:
        step.plan.definition, step.plan.year = versions[step.plan.definition_id], run.year
        step.plan.lea = leas[step.plan.lea_id]
        grouped[step.plan.lea_id].append(queries.state_of(step, today=today))
    return grouped
