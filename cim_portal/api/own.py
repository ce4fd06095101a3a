"""What the person of a token may see: levels with why, letters, plans, cells."""

from typing import Annotated

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router, Schema

from cim_portal.api import finding, rows
from cim_portal.api.access import ApiRequest, PersonalToken
from cim_portal.api.errors import Error, NotFoundError
from cim_portal.api.paging import Page, Paging, page
from cim_portal.api.public import LEA
from cim_portal.api.rows import says
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.suppression import HIDDEN
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality import hiding
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import Hides, secrets
from determinations.letters.models import Letter
from determinations.letters.permissions import can_see_letter
from determinations.levels import shown
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from determinations.runs.permissions import can_see_result
from determinations.runs.words import NO_LEVEL
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan, Step
from monitoring.access.roles import ROLE_OF_CODENAME
from monitoring.definition import definition_of, fact_in_words, unread
from monitoring.people.grants import every_grant
from monitoring.places import reading
from monitoring.tokens.scopes import DISPROPORTIONALITY, LETTERS, LEVELS, PLANS

router = Router(tags=["personal"])
REFUSED = dict.fromkeys((401, 403, 404, 422, 429), Error)
ROLE = ("permission__codename", "content_object__code")


class Mine(Paging):
    """Which years and LEAs of those that the person may see."""

    year: Annotated[int | None, says(_("A year."), ge=1000, le=9999)] = None
    lea: Annotated[str, says(_("The seven-digit code of an LEA."), pattern=LEA)] = ""

    def of(self, year: str) -> dict[str, object]:
        """Return the condition on rows whose LEA is at `lea` and whose year is at `year`."""
        wanted = {year: self.year, "lea__code": self.lea}
        return {path: value for path, value in wanted.items() if value}


class OneLea(Schema):
    """An LEA in a year."""

    lea: Annotated[str, says(_("The seven-digit code of the LEA."), pattern=LEA)]
    year: Annotated[int, says(_("The year."), ge=1000, le=9999)]


@router.get("/me", response={200: rows.Me, 401: Error, 429: Error}, auth=PersonalToken(), operation_id="me")
def me(request: ApiRequest) -> JsonObject:
    """Say whose token this is, what it may read, and which roles the person has."""
    held = [
        {"role": ROLE_OF_CODENAME[codename], "on": on, "code": code}
        for on, grants in every_grant().items()
        for codename, code in grants.filter(user=request.user).values_list(*ROLE)
        if codename in ROLE_OF_CODENAME
    ]
    token = request.auth
    return {
        "name": request.user.name,
        "email": request.user.email,
        "token": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "roles": sorted(held, key=lambda one: (one["on"], one["code"], one["role"])),
    }


def _results(request: ApiRequest) -> QuerySet[LevelResult]:
    """Return the result that counts of each LEA and year that the person may see."""
    found = LevelResult.objects.visible_to(request.user).select_related("run__year", "run__definition", "lea")
    found = found.select_related("lea__county", "lea__selpa").defer(*unread("run__definition"))
    by_lea = found.order_by("-run__year__year", "lea__code", *runs_queries.BY_WHAT_COUNTS)
    return by_lea.distinct("run__year__year", "lea__code").prefetch_related("lea__years__county")


@router.get(
    "/my/levels", response={200: Page[rows.OwnLevel], **REFUSED}, auth=PersonalToken(LEVELS), operation_id="my_levels"
)
def my_levels(request: ApiRequest, asked: Query[Mine]) -> JsonObject:
    """List the level of each LEA and year that the person may see, the newest year first."""
    found = _results(request).filter(**asked.of("run__year__year")).defer("explanation")
    return page(request, found, asked, lambda some: map(_level, some))


def _level(result: LevelResult) -> JsonObject:
    definition, year = definition_of(result.run.definition), result.run.year
    lea = next((one for one in result.lea.years.all() if one.year_id == year.pk), None)
    return {
        "year": year.year,
        "lea_code": result.lea.code,
        "lea_name": lea.name if lea else result.lea.name,
        "county": lea.county.name if lea else result.lea.county.name,
        "selpa": lea.selpa_name if lea else str(result.lea.selpa),
        "level": result.level or None,
        "level_name": definition.level(result.level).name if result.level else str(NO_LEVEL),
        "outcome": result.outcome,
        "computed": result.computed or None,
        "decided_by_state": result.official is not None,
        "determination": result.determination,
        "determination_years": result.determination_years,
        "run": result.run.number,
        "run_status": result.run.status,
        "page": settings.PORTAL_URL + reverse("why", args=[result.lea.code, year.year]),
    }


@router.get(
    "/my/levels/{lea}/{year}", response={200: rows.Why, **REFUSED}, auth=PersonalToken(LEVELS), operation_id="why"
)
def why(request: ApiRequest, of: Path[OneLea]) -> JsonObject:
    """Give the level of an LEA with why: each rule that was tried, its facts, and the elements."""
    result = runs_queries.result_for(request.user, code=of.lea, year=of.year)
    if result is None or not can_see_result(request.user, result):
        raise NotFoundError
    small = bool(reading.can_see_small_numbers(request.user, lea=result.lea, year=result.run.year_id))
    rules = [
        {**one, "ends_in": one.get("level") or one.get("outcome")}
        for one in shown.tried(result, of="rules", shows_small=small)
    ]
    for rule in rules:
        rule["facts"] = [{**fact, "value": fact["value"] or ""} for fact in rule["facts"]]
    return {
        **_level(result),
        "missing": [fact_in_words(name) for name in result.missing],
        "rules": rules,
        "elements": finding.measured(shown.elements(result, shows_small=small), result.run, is_public=False),
    }


@router.get(
    "/my/letters", response={200: Page[rows.Letter], **REFUSED}, auth=PersonalToken(LETTERS), operation_id="my_letters"
)
def my_letters(request: ApiRequest, asked: Query[Mine]) -> JsonObject:
    """List the letters that the person may read, the newest year first."""
    found = Letter.objects.visible_to(request.user).filter(**asked.of("year__year")).defer("context")
    found = found.select_related("lea", "year").order_by("-year__year", "lea__name", "lea__code", "-pk")
    return page(
        request,
        found,
        asked,
        lambda some: [_letter(one) for one in some if can_see_letter(request.user, one)],
    )


def _letter(letter: Letter) -> JsonObject:
    return {
        "id": letter.pk,
        "year": letter.year.year,
        "lea_code": letter.lea.code,
        "lea_name": letter.lea.name,
        "kind": letter.kind,
        "title": letter.title,
        "level": letter.level or None,
        "status": letter.status,
        "issued_at": letter.issued_at,
        "sha256": letter.pdf_id,
        "page": settings.PORTAL_URL + letter.get_absolute_url(),
    }


@router.get("/my/plans", response={200: Page[rows.Plan], **REFUSED}, auth=PersonalToken(PLANS), operation_id="my_plans")
def my_plans(request: ApiRequest, asked: Query[Mine]) -> JsonObject:
    """List the plans that the person may read with their steps, the newest year first."""
    found = Plan.objects.visible_to(request.user).filter(**asked.of("year__year"))
    found = found.select_related("lea", "year").order_by("-year__year", "lea__name", "lea__code")
    return page(request, found, asked, _plans)


def _plans(some: list[Plan]) -> list[JsonObject]:
    today = localdate()
    steps: dict[int, list[JsonObject]] = {plan.pk: [] for plan in some}
    of_plans = Step.objects.filter(plan__in=some).select_related("plan__lea", "plan__year", "plan__definition")
    of_plans = of_plans.defer(*unread("plan__definition"))
    for step in of_plans.order_by("number", "pk"):
        state = plans_queries.state_of(step, today=today)
        steps[step.plan_id].append(
            {**vars(state), "status_words": state.text, "page": f"{settings.PORTAL_URL}{state.url}"}
        )
    return [
        {
            "year": plan.year.year,
            "lea_code": plan.lea.code,
            "lea_name": plan.lea.name,
            "level": plan.level or None,
            "status": plan.status,
            "steps": steps[plan.pk],
            "page": settings.PORTAL_URL + plan.get_absolute_url(),
        }
        for plan in some
    ]


@router.get(
    "/my/disproportionality/{lea}/{year}",
    response={200: rows.Cells, **REFUSED},
    auth=PersonalToken(DISPROPORTIONALITY),
    operation_id="my_disproportionality",
)
def my_disproportionality(request: ApiRequest, of: Path[OneLea]) -> JsonObject:
    """Give the cells of an LEA in a year, with small numbers hidden from those who do not see them."""
    result = runs_queries.result_for(request.user, code=of.lea, year=of.year)
    if result is None or not can_see_result(request.user, result):
        raise NotFoundError
    standing = disproportionality_cells.standing(
        year=of.year,
        settings=definition_of(result.run.definition).disproportionality,
        uploads=disproportionality_cells.read_by(result.run),
        lea=result.lea,
    )
    found = disproportionality_cells.cells(standing, lea=result.lea_id) if standing else []
    if not found:
        raise NotFoundError
    small = reading.can_see_small_numbers(request.user, lea=result.lea, year=result.run.year_id)
    hidden = {} if small else secrets(found)
    return {
        "year": of.year,
        "lea_code": result.lea.code,
        "lea_name": result.lea.name,
        "cells": [_cell(cell, hidden.get((cell.category, cell.group), Hides())) for cell in found],
    }


def _cell(cell: Cell, hides: Hides) -> JsonObject:
    said = hiding.as_read(cell, hides)
    numbers = ("outcome", "base", "comparison_outcome", "comparison_base")
    blank = {name: None for name in (*numbers, "ratio") if said[name] == str(HIDDEN)}
    return {**said, **blank, "hidden": bool(blank)}
