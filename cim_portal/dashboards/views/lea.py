"""An LEA over the years: its level, its letter, where its plan is, and what is to be done next."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cim_portal.dashboards import lea_figures, lea_open
from cim_portal.lib.doors import guarded
from determinations.disproportionality.queries import has_cells
from determinations.findings import permissions as findings_permissions
from determinations.findings import queries as findings_queries
from determinations.findings.models import OF_THE_STATE, Finding
from determinations.findings.queries import Line
from determinations.letters.models import Letter
from determinations.preliminary import queries as preliminary_queries
from determinations.preliminary.permissions import can_review
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.queries import StepState
from monitoring.access import roles, scope
from monitoring.access.permissions import can_see_lea
from monitoring.access.who import User
from monitoring.definition import Level, definition_of, unread
from monitoring.ledger import lines as ledger_lines
from monitoring.ledger.models import Event
from monitoring.oversight import queries as oversight
from monitoring.oversight.permissions import can_note
from monitoring.people import grants
from monitoring.people.models import Person
from monitoring.people.queries import PersonLine, person_lines
from monitoring.places import reading
from monitoring.places.models import Lea
from monitoring.work import jobs

RECENT = 10


@dataclass(frozen=True)
class YearLine:
    """One year of an LEA. `letter` is the issued one; without a level there is no plan."""

    year: int
    result: LevelResult
    level: Level | None
    determination: str
    letter: Letter | None
    embargoed: bool
    plan: Plan | None
    steps: list[StepState]
    is_opening: bool  # a worker is about to open its plan
    asks_for_plan: bool


@require_GET
@guarded(reading.can_read_some_year, load=reading.lea_of_some_year)
def lea_home(request: HttpRequest, lea: Lea) -> HttpResponse:
    """Show an LEA with each of its years, the newest first."""
    years, today = _years(request.user, lea), localdate()
    results = [line.result for line in years]
    findings = _findings(request.user, lea)
    moves = (
        Event.objects.visible_to(request.user)
        .filter(lea=lea)
        .select_related("by", "lea")
        .order_by("-at", "-pk")[:RECENT]
    )
    return render(
        request,
        "cim_portal/dashboards/lea.html",
        {
            "lea": lea,
            "years": years,
            "preliminary": preliminary_queries.years_shown(lea) if can_review(request.user, lea) else [],
            "next": _next(years) if scope.holds(request.user, roles.LEA_STAFF, lea=lea) else None,
            "opened": lea_open.opened(
                request.user,
                lea,
                steps=[(line.year, line.steps) for line in years],
                findings=findings,
                today=today,
            ),
            "indicators": lea_figures.indicators(request.user, results),
            "indicator_years": [line.year for line in years[: lea_figures.YEARS]],
            "near": lea_figures.near_cells(request.user, results[0]) if results else [],
            "has_cells": bool(results) and has_cells(results[0]),
            "people": _people(request.user, lea),
            "findings": findings,
            "findings_address": f"{reverse('findings')}?words={lea.code}",
            "has_evidence_pack": any(line.finding.status not in OF_THE_STATE for line in findings),
            "may_make_finding": bool(findings_permissions.can_make(request.user)),
            "moves": [ledger_lines.line(move) for move in moves],
            "assignment": oversight.current_of(lea) if can_see_lea(request.user, lea) else None,
            "may_assign": scope.is_administrator(request.user),
            "notes": oversight.notes_on(lea, to=request.user),
            "may_note": bool(can_note(request.user, lea)),
            "is_of_now": bool(can_see_lea(request.user, lea)),
            "is_staff": scope.holds(request.user, roles.LEA_STAFF, lea=lea),
        },
    )


def _people(user: User, lea: Lea) -> list[tuple[PersonLine, str]]:
    """Return the people of the LEA and its SELPA of whom this person may know, with their roles there in words."""
    known = grants.granted(user)
    here = Q(pk__in=known["lea"].filter(content_object=lea.pk).values("user"))
    here |= Q(pk__in=known["selpa"].filter(content_object=lea.selpa_id).values("user"))
    lines = person_lines(Person.objects.filter(here, is_active=True).order_by("name"), to=user)
    return [
        (one, ", ".join(role.title for role in one.roles if role.organization in (lea, lea.selpa))) for one in lines
    ]


def _findings(user: User, lea: Lea) -> list[Line]:
    """Return the findings of the LEA that this person sees, those to be corrected first."""
    found = findings_queries.in_order(Finding.objects.visible_to(user).filter(lea=lea), "")
    return [findings_queries.line(one, today=localdate()) for one in findings_queries.listed(found)[:RECENT]]


def _years(user: User, lea: Lea) -> list[YearLine]:
    """Return the LEA's years. Five queries: results, letters, plans, steps, plans on their way."""
    found = LevelResult.objects.visible_to(user).filter(lea=lea).exclude(run__status="draft")
    read = Letter.objects.visible_to(user).of_levels().filter(lea=lea)
    letters: dict[int, Letter] = {}
    embargoed: set[int] = set()
    read = read.select_related("run__definition").defer("context", *unread("run__definition"))
    for one in read.filter(status__in=[Letter.Status.ISSUED, Letter.Status.EMBARGOED]):
        if one.status == Letter.Status.ISSUED:
            letters[one.year_id] = one
        else:
            embargoed.add(one.year_id)
    mine = Plan.objects.visible_to(user).filter(lea=lea)
    plans = {plan.year_id: plan for plan in mine.select_related("lea", "year")}
    steps: dict[int, list[StepState]] = {plan.pk: [] for plan in plans.values()}
    of_plans = Step.objects.filter(plan__in=plans.values()).select_related(
        "plan__lea", "plan__year", "plan__definition"
    )
    of_plans = of_plans.defer(*unread("plan__definition"))
    for step in of_plans.order_by("number"):
        steps[step.plan_id].append(queries.state_of(step, today=localdate()))
    opening = jobs.awaited("improvement_plans.open_plan", list(letters.values()))
    lines = []
    found = found.select_related("lea", "run__year", "run__definition")
    found = found.defer("explanation", *unread("run__definition"))
    found = found.order_by("-run__year__year", *runs_queries.BY_WHAT_COUNTS)
    for _year, results in groupby(found, key=lambda result: result.run.year_id):
        result = next(results)  # the others are of runs that were replaced
        year, plan = result.run.year, plans.get(result.run.year_id)
        definition, letter = definition_of(result.run.definition), letters.get(year.pk)
        lines.append(
            YearLine(
                year=year.year,
                result=result,
                determination=definition.category(result.determination).name if result.determination else "",
                level=definition.level(result.level) if result.level else None,
                letter=letter,
                embargoed=year.pk in embargoed,
                plan=plan,
                steps=steps[plan.pk] if plan else [],
                is_opening=letter is not None and letter.pk in opening,
                asks_for_plan=letter is not None and queries.asks_for_plan(letter),
            )
        )
    return lines


def _next(years: list[YearLine]) -> StepState | None:
    """Return the step that the LEA works on next: one that is overdue, else one that was returned, whatever its year,
    else the first that waits for it in the newest year that has one."""
    waiting = [step for line in years for step in line.steps if step.waiting_for == str(queries.NAMES["lea"])]
    return min(waiting, key=lambda step: (not step.overdue, step.status != Step.Status.RETURNED), default=None)
