"""What the address of a dashboard asks for, and which LEAs that leaves. Panels, lists and files all begin here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import QueryDict

from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NONE
from determinations.uploads import formats
from determinations.uploads.models import IndicatorResult
from determinations.uploads.queries import decided_each
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.progress import queries as progress
from monitoring.definition import Definition, definition_of
from monitoring.oversight.queries import assigned_to
from monitoring.places.queries import words_of_lea
from monitoring.places.reading import placed

if TYPE_CHECKING:
    from determinations.uploads.queries import Decided

NEW = "new"  # in place of a level of the year before, for the LEAs that were not in it
NOTHING = "nothing"  # in place of how outcomes go, for those of which nothing was entered
SORTS = {
    "name": ("lea__name", "lea__code"),
    "level": ("-level_order", "lea__name", "lea__code"),
    "selpa": ("lea__selpa__name", "lea__name", "lea__code"),
    "waiting": (F("waits_since").asc(nulls_last=True), "lea__name", "lea__code"),
}
OF_RUNS = ("level", "tier", "determination")
HOW = ("sort", "measure", "against")  # these leave every LEA
OF_STEPS = ("step", "status", "waits", "overdue", "due", "extension")


@dataclass(frozen=True)
class Filters:
    """What is in the address of a dashboard; each is blank where nothing is asked for, and all of them combine.

    `monitor` is the key of the person to whom the LEA is assigned, `was` the level of the year before, `met` (Yes, No or none)
    whether the target of `indicator` was met, `progress` how an outcome of the plan goes. `step` is a number, `status` a step's
    state, `waits` one of lea, selpa and state, `overdue` is yes, `due` within how many days it is due, `extension` the state of
    a request for more time: all of one step.
    `sort`, `measure` and `against` leave every LEA: by what the list is sorted, of what the map is, and with which year, or
    which saved view (`view-` and its number), the panels are compared.
    """

    q: str = ""
    level: str = ""
    tier: str = ""
    was: str = ""
    determination: str = ""
    selpa: str = ""
    county: str = ""
    monitor: str = ""
    indicator: str = ""
    met: str = ""
    progress: str = ""
    step: str = ""
    status: str = ""
    waits: str = ""
    overdue: str = ""
    due: str = ""
    extension: str = ""
    sort: str = ""
    measure: str = ""
    against: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """Read the filters of an address."""
        return cls(**{f.name: asked.get(f.name, "").strip() for f in fields(cls)})

    def address(self, **changed: Any) -> str:
        """Return the filters as the query part of an address, with some of them changed."""
        parts = {**self._parts, **{name: _part(name, value) for name, value in changed.items()}}
        return "&".join(filter(None, parts.values()))

    @cached_property
    def _parts(self) -> dict[str, str]:
        """What each filter is in the address: a page has a thousand addresses."""
        return {name: _part(name, value) for name, value in asdict(self).items()}

    @property
    def ask_more(self) -> bool:
        """Say whether one is asked for that is not among the first of a page."""
        first = ("q", "level", "tier", "selpa", "county", "monitor", *HOW)
        return any(value for name, value in asdict(self).items() if name not in first)

    @property
    def ask_of_runs_alone(self) -> bool:
        """Say whether nothing is asked for that may be otherwise another day, though the runs are final."""
        return not any(value for name, value in asdict(self).items() if name not in (*OF_RUNS, *HOW))


def _part(name: str, value: object) -> str:
    return urlencode({name: value}) if value else ""


def results(run: Run, *, scope: Q, filters: Filters, today: date) -> QuerySet[LevelResult]:
    """Return the results of a final run in `scope` (a condition on results) that the filters ask for, sorted."""
    found = results_of([run], scope=scope, filters=filters, today=today)
    found = found.annotate(level_order=_level_order(definition_of(run.definition)))
    if filters.sort == "waiting":
        found = found.annotate(waits_since=Subquery(_waits_since(run)))
    return found.order_by(*SORTS.get(filters.sort, SORTS["name"]))


def results_of(runs: Sequence[Run], *, scope: Q, filters: Filters, today: date) -> QuerySet[LevelResult]:
    """Return the results of final runs in `scope` that the filters ask for, each about the year of its run, in no order."""
    found = LevelResult.objects.filter(scope, run__in=runs)
    for asked in (*_of_result(runs, filters), *_of_place(filters)):
        found = found.filter(asked)
    if filters.indicator:
        read = elements_of_each(runs)
        same = {"lea": OuterRef("lea")}
        found = found.filter(_each(runs, lambda run: Q(Exists(_asked_for(read[run.pk], filters).filter(**same)))))
    if filters.progress:
        found = found.filter(_each(runs, lambda run: _going(run, filters.progress)))
    if (of_step := of_steps(filters, today)) is not None:
        there = {"plan__lea": OuterRef("lea"), "plan__year": OuterRef("run__year")}
        found = found.filter(Exists(Step.objects.filter(of_step, **there)))
    return found


def _each(runs: Sequence[Run], asked: Callable[[Run], Q]) -> Q:
    """Return the condition on results that they are of one of the runs, and what is asked of that one's."""
    return reduce(or_, (Q(run=run) & asked(run) for run in runs))


def _waits_since(run: Run) -> "QuerySet[Step, datetime]":
    """Return since when the step of an LEA waits that waits longest, for a query of results."""
    waiting = Step.objects.exclude(status=Step.Status.APPROVED).exclude(plan__status=Plan.Status.CLOSED)
    of_lea = waiting.filter(plan__lea=OuterRef("lea"), plan__year=run.year).order_by("moved_at")
    return of_lea.values_list("moved_at", flat=True)[:1]


def _of_result(runs: Sequence[Run], filters: Filters) -> Iterator[Q]:
    """Yield what is asked for of levels and determinations."""
    if filters.level:
        yield Q(level="" if filters.level == NONE else filters.level)
    if filters.tier:
        yield _each(runs, lambda run: Q(level__in=_of_tier(definition_of(run.definition), filters.tier)))
    if filters.was:
        yield _was(filters.was)
    if filters.determination:
        yield Q(determination="" if filters.determination == NONE else filters.determination)


def _of_tier(definition: Definition, tier: str) -> list[str]:
    return [level.code for level in definition.levels if level.tier == tier]


def _of_place(filters: Filters) -> Iterator[Q]:
    """Yield what is asked for of where the LEA was in the year, to whom it is assigned, and what it is called."""
    if filters.selpa:
        yield placed(OuterRef("run__year"), selpa__code=filters.selpa)
    if filters.county:
        yield placed(OuterRef("run__year"), county__code=filters.county)
    if filters.monitor:
        yield assigned_to(filters.monitor, path="lea")
    if filters.q:
        yield words_of_lea(filters.q)


def of_steps(filters: Filters, today: date) -> Q | None:
    """Return the condition on steps, or None where the filters ask for none."""
    if not any(getattr(filters, name) for name in OF_STEPS):
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
    if filters.due:
        asked &= due_within(filters.due, today)
    if filters.extension:
        asked &= Q(pk__in=Extension.objects.filter(status=filters.extension).values("step"))
    return asked


def due_within(days: str, today: date) -> Q:
    """Return the condition on steps that they wait for the LEA and are due in so many days, today among them."""
    if not days.isdecimal() or len(days) > 3:
        return Q(pk__in=[])
    return queries.waiting_for("lea") & Q(due_on__range=(today, today + timedelta(days=int(days))))


def elements_of_each(runs: Sequence[Run]) -> "dict[int, QuerySet[Decided]]":
    """Return, by key of the run, the elements that each of the runs read, each with its `element` and `verdict`. Two
    queries, however many runs, and one at least.

    Of an element that two files state, the one counts whose format does not give way.
    """
    uploads: dict[int, dict[int, str]] = {run.pk: {} for run in runs}
    storing = formats.storing(IndicatorResult)
    for key, upload, name in Run.objects.filter(pk__in=uploads, uploads__format__in=storing).values_list(
        "pk", "uploads", "uploads__format"
    ):
        uploads[key][upload] = name
    rows = decided_each([(_counting(uploads[run.pk]), definition_of(run.definition)) for run in runs])
    return {run.pk: of_run for run, of_run in zip(runs, rows, strict=True)}


def _counting(uploads: Mapping[int, str]) -> QuerySet[IndicatorResult]:
    """Return the elements that count of uploads, each with the name of its format."""
    giving = [pk for pk, name in uploads.items() if name in formats.giving_way()]
    rows = IndicatorResult.objects.of(list(uploads))
    if giving:
        others = IndicatorResult.objects.of([pk for pk in uploads if pk not in giving])
        same = others.filter(lea=OuterRef("lea"), indicator=OuterRef("indicator"))
        rows = rows.filter(~Q(upload__in=giving) | ~Exists(same))
    return rows


def _asked_for(read: "QuerySet[Decided]", filters: Filters) -> "QuerySet[Decided]":
    rows = read.filter(element=filters.indicator)
    return rows.filter(verdict_of(filters.met)) if filters.met else rows


def verdict_of(met: str) -> Q:
    """Return the condition on elements that their target was met (Yes), missed (No), or that nothing says so (none)."""
    return ~Q(verdict__in=["Yes", "No"]) if met == NONE else Q(verdict=met)


def _was(level: str) -> Q:
    """Return the condition on results that the LEA had a level in the final run of the year before."""
    before = LevelResult.objects.filter(
        run__year__year=OuterRef("run__year__year") - 1, run__status=Run.Status.FINAL, lea=OuterRef("lea")
    )
    if level == NEW:
        return ~Q(Exists(before))
    return Q(Exists(before.filter(level="" if level == NONE else level)))


def _going(run: Run, reading: str) -> Q:
    """Return the condition on results that the LEA has an outcome in its plan of the year that goes so."""
    if reading == NOTHING:
        return Q(lea__in=progress.outcomes_without_entry().filter(plan__year=run.year).values("plan__lea"))
    entries = progress.latest_of_outcomes().filter(check_of__plan__year=run.year, reading=reading)
    return Q(lea__in=entries.values("check_of__plan__lea"))


def _level_order(definition: Definition) -> Case:
    orders = [When(level=level.code, then=Value(level.order)) for level in definition.levels]
    return Case(*orders, default=Value(-1), output_field=IntegerField())
