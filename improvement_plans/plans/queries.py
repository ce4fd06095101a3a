"""Reads of plans and steps: whom each waits for, what is overdue, which letter counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan, Step, Submission
from monitoring.definition import Level, definition_of, unread
from monitoring.definition.models import DefinitionVersion

NAMES = {"lea": gettext_lazy("the LEA"), "selpa": gettext_lazy("the SELPA"), "state": gettext_lazy("the state")}

PROGRESS = "progress"  # the role of the activity that reports on a period


def asks_for_plan(letter: Letter) -> bool:
    """Say whether the level of `letter` has steps; a letter without a level, and the universal level, ask for none."""
    return bool(letter.level and definition_of(letter.run.definition).steps_for(letter.level))


def due_days(plan: Plan) -> dict[int, date | None]:
    """Return the steps of the plan's level with the day on which each is due under the definition in force, where it is set."""
    tasks = definition_of(plan.year.definition).tasks_for(plan.level)
    return {
        step.number: max((t.due_date for t in tasks if t.step == step.number and t.due_date), default=None)
        for step in definition_of(plan.definition).steps_for(plan.level)
    }


def begun_steps(plan: Plan) -> set[int]:
    """Return the numbers of the steps in which someone typed, attached or said something, or that were submitted."""
    something = Q(answers__version__gt=0)
    for said in ("attachments", "comments", "submissions"):
        something |= Q(**{f"{said}__isnull": False})
    return set(plan.steps.filter(something).values_list("number", flat=True))


def newer_letter(plan: Plan) -> Letter | None:
    """Return the letter in force where it is not the one that the plan follows, else None."""
    in_force = Letter.objects.of_levels().filter(lea=plan.lea_id, year=plan.year_id, status=Letter.Status.ISSUED)
    return in_force.exclude(pk=plan.letter_id).select_related("run__definition").first()


def is_to_settle(plan: Plan, letter: Letter) -> bool:
    """Say whether an administrator has to decide about a plan now that `letter`, and not its own, is in force."""
    if plan.status == Plan.Status.CLOSED:
        after = letter.issued_at and plan.closed_at and letter.issued_at > plan.closed_at
        return bool(after) and asks_for_plan(letter)
    return plan.level != letter.level


def plans_to_settle() -> list[Plan]:
    """Return the plans about which an administrator has to decide, by year and LEA. Two queries."""
    issued = Letter.objects.of_levels().filter(status=Letter.Status.ISSUED)
    letters = issued.filter(lea=OuterRef("lea"), year=OuterRef("year"))
    found = Plan.objects.annotate(in_force=Subquery(letters.values("pk")[:1])).exclude(letter=F("in_force"))
    plans = list(found.exclude(in_force=None).select_related("lea", "year").order_by("year__year", "lea__name"))
    with_runs = Letter.objects.select_related("run__definition").defer("context", *unread("run__definition"))
    in_force = with_runs.in_bulk([plan.in_force for plan in plans])  # type: ignore[attr-defined]
    return [plan for plan in plans if is_to_settle(plan, in_force[plan.in_force])]  # type: ignore[attr-defined]


def reviewers_of(plan: Plan) -> list[str]:
    """Return who reviews the steps of the plan's level, in order: `selpa`, `state` or both."""
    return list(definition_of(plan.definition).level(plan.level).reviewers)


def reviewers(step: Step) -> list[str]:
    """Return who reviews a step, in order: `selpa`, `state` or both."""
    return reviewers_of(step.plan)


def reviewer_in_turn(step: Step) -> str | None:
    """Return the reviewer for whom the step waits: `selpa`, `state`, or None where it waits for the LEA or for no one."""
    if step.status == Step.Status.SUBMITTED:
        return reviewers(step)[0]
    if step.status == Step.Status.APPROVED_BY_SELPA:
        return "state"
    return None


def state_follows(step: Step) -> bool:
    """Say whether the state reviews the step after the reviewer in turn."""
    return step.status == Step.Status.SUBMITTED and reviewers(step)[0] == "selpa" and "state" in reviewers(step)


def waits_for(step: Step) -> str | None:
    """Return whom the step waits for: `lea`, `selpa`, `state`, or None once it is approved or its plan is closed."""
    if step.status == Step.Status.APPROVED or step.plan.status == Plan.Status.CLOSED:
        return None
    return reviewer_in_turn(step) or "lea"


def definitions_in_use() -> QuerySet[DefinitionVersion]:
    """Return the definitions that plans go by, without their documents."""
    return DefinitionVersion.objects.defer(*unread()).filter(pk__in=Plan.objects.values("definition"))


def of_levels(definitions: Iterable[DefinitionVersion], wanted: Callable[[Level], bool], *, path: str = "plan__") -> Q:
    """Return the condition that the plan at `path` goes by one of the definitions, and its level there is wanted."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)  # most years want the same levels
    for version in definitions:
        levels = sorted(level.code for level in definition_of(version).levels if wanted(level))
        alike[tuple(levels)].append(version.pk)
    found = Q(pk__in=[])
    for levels_wanted, keys in alike.items():
        found |= Q(**{f"{path}definition__in": keys, f"{path}level__in": levels_wanted})
    return found


def reviewed_first_by(party: str, definitions: Iterable[DefinitionVersion]) -> Q:
    """Return the condition on what is of a plan that `selpa` or `state` reviews it first."""
    return of_levels(definitions, lambda level: level.reviewers[:1] == (party,))


def waiting_for(party: str) -> Q:
    """Return the condition on steps that wait for `lea`, `selpa` or `state`. One query, of the definitions in use."""
    return _waiting_for(party, definitions_in_use())


def waiting_for_each() -> dict[str, Q]:
    """Return the condition on steps that wait for each of them. One query."""
    definitions = list(definitions_in_use())
    return {party: _waiting_for(party, definitions) for party in NAMES}


def _waiting_for(party: str, definitions: Iterable[DefinitionVersion]) -> Q:
    alive = ~Q(plan__status=Plan.Status.CLOSED)
    if party == "lea":
        return alive & Q(status__in=[Step.Status.OPEN, Step.Status.RETURNED])
    waiting = Q(status=Step.Status.SUBMITTED) & reviewed_first_by(party, definitions)
    if party == "state":
        waiting |= Q(status=Step.Status.APPROVED_BY_SELPA)
    return alive & waiting


def overdue(today: date) -> Q:
    """Return the condition on steps that are overdue: they wait for the LEA, and their day has ended.

    `today` is the Pacific day; on the day itself a step is in time.
    """
    return waiting_for("lea") & Q(due_on__lt=today)


@dataclass(frozen=True)
class StepState:
    """Where a step is, as every list shows it. `waiting_for` is in words, blank for no one."""

    number: int
    status: str
    text: str
    waiting_for: str
    since: datetime
    due_on: date | None
    overdue: bool
    url: str


def state_of(step: Step, *, today: date) -> StepState:
    """Return where a step is on the Pacific day; it comes with its plan, the plan's LEA, year and definition."""
    turn = waits_for(step)
    return StepState(
        number=step.number,
        status=step.status,
        text=str(Step.Status(step.status).label),
        waiting_for=str(NAMES[turn]) if turn else "",
        since=step.moved_at,
        due_on=step.due_on,
        overdue=bool(turn == "lea" and step.due_on and step.due_on < today),
        url=step.get_absolute_url(),
    )


def last_submission(step: Step) -> Submission | None:
    """Return what was submitted last, or None."""
    return step.submissions.order_by("-round").first()


def submissions(step: Step) -> list[Submission]:
    """Return what was submitted, the newest first, without what it says."""
    return list(step.submissions.select_related("by", "returned_by").defer("answers").order_by("-round"))


def title(step: Step) -> str:
    """Return the name of a step, as its definition has it."""
    definition = definition_of(step.plan.definition)
    return next(s.name for s in definition.steps if s.number == step.number)


def reports(plan: Plan) -> set[int]:
    """Return the numbers of the steps in which an approved plan is reported on, period by period."""
    definition = definition_of(plan.definition)
    return {
        step.number
        for step in definition.steps_for(plan.level)
        if any(activity.role == PROGRESS for activity, _ in definition.activities_for(plan.level, step.number))
    }


def is_report(step: Step) -> bool:
    """Say whether the step reports on an approved plan."""
    return step.number in reports(step.plan)


def is_planned(plan: Plan) -> bool:
    """Say whether everything that a plan plans is approved, so that reports on it can follow."""
    return not plan.steps.exclude(number__in=reports(plan)).exclude(status=Step.Status.APPROVED).exists()


def titles(step: Step) -> dict[str, str]:
    """Return the titles of the step's activities by slug."""
    definition = definition_of(step.plan.definition)
    return {
        activity.slug: activity.title_for(step.plan.level)
        for activity, _ in definition.activities_for(step.plan.level, step.number)
    }
