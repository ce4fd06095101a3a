"""The amendments of a plan: their list, one with what it changes, the pages that it changes, and its moves."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused, Verdict
from improvement_plans.activities import contents, roster
from improvement_plans.activities.page import FieldView
from improvement_plans.amendments import moves, permissions, queries, services
from improvement_plans.amendments.forms import WhyForm
from improvement_plans.amendments.models import Amendment
from improvement_plans.amendments.views import files
from improvement_plans.plans import loading
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from improvement_plans.plans.permissions import can_see_plan
from improvement_plans.workbook import kinds, quota, rows
from improvement_plans.workbook.workbook import Place, Value
from monitoring.access.who import SignedInRequest, User
from monitoring.places import reading


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_plan, load=loading.plan)
def amendments(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Show the amendments of a plan, and begin the next one."""
    refused = ""
    if request.method == "POST":
        try:
            return redirect(services.begin(plan=plan, by=request.user, at=now()))
        except Refused as why:
            refused = str(why)
    found = plan.amendments.select_related("plan__lea", "plan__year", "begun_by").order_by("-number")
    context = {
        "plan": plan,
        "amendments": found,
        "refused": refused,
        "may_begin": permissions.can_begin(request.user, plan),
        "open": next((one for one in found if one.is_open), None),
    }
    return render(request, "improvement_plans/amendments/amendments.html", context, status=409 if refused else 200)


@takes_files("file", can=permissions.can_write, load=queries.amendment)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_see, load=queries.amendment)
def amendment(request: SignedInRequest, amendment: Amendment) -> HttpResponse:
    """Show what an amendment changes and who decides, and keep why it is asked for, with its files."""
    if request.method == "POST":
        form = WhyForm(request.POST)
        if not form.is_valid():
            return _show(request, amendment, form=form, status=422)
        try:
            seen = request.POST.get("seen")
            services.say_why(amendment=amendment, by=request.user, at=now(), seen=seen, **form.cleaned_data)
        except Refused as why:
            return _show(request, _again(request, amendment), form=form, refused=str(why), status=409)
        files.act(request, amendment)
        messages.success(request, _("Saved."))
        return redirect(amendment)
    return _show(request, amendment)


@require_POST
@guarded(permissions.can_see, load=queries.amendment)
def move(request: SignedInRequest, amendment: Amendment) -> HttpResponse:
    """Submit, withdraw, return, approve or refuse an amendment."""
    asked, note, at = request.POST.get("move", ""), request.POST.get("note", ""), now()
    try:
        if asked == "submit":
            moves.submit(amendment=amendment, by=request.user, at=at)
        elif asked == "withdraw":
            moves.withdraw(amendment=amendment, by=request.user, at=at)
        elif asked == "return":
            moves.give_back(amendment=amendment, by=request.user, at=at, note=note)
        elif asked == "refuse":
            moves.refuse(amendment=amendment, by=request.user, at=at, note=note)
        elif asked == "approve":
            moves.approve(amendment=amendment, by=request.user, at=at, note=note)
        else:
            raise Http404("There is no such move.")
    except Refused as why:
        fresh = _again(request, amendment)
        return _show(request, fresh, refused=str(why), note=note, status=409)
    messages.success(request, _again(request, amendment).get_status_display())
    return redirect(amendment)


def _again(request: SignedInRequest, amendment: Amendment) -> Amendment:
    return queries.amendment(request.user, amendment.lea.code, amendment.plan.year.year, amendment.number)


def _show(
    request: SignedInRequest,
    amendment: Amendment,
    *,
    form: WhyForm | None = None,
    refused: str = "",
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    user, plan = request.user, amendment.plan
    shows_small = bool(reading.can_see_small_numbers(user, lea=plan.lea, year=plan.year_id))
    _was, becomes = queries.books(amendment, shows_small=shows_small)
    is_written = bool(permissions.can_write(user, amendment))
    can_submit = bool(permissions.can_submit(user, amendment))
    changed = queries.changes(amendment, shows_small=shows_small)
    touched = {one.place.key for one in changed}
    turn = queries.reviewer_in_turn(amendment)
    context = {
        "amendment": amendment,
        "plan": plan,
        "changed": [(one, _address(amendment, one.place)) for one in changed],
        "form": form or WhyForm(initial={"reason": amendment.reason, "board_date": amendment.board_date}),
        "can_write": is_written,
        "files": files.shown(amendment),
        "hint": files.HINT,
        "room": quota.room(plan.pk).as_words() if is_written else "",
        "pages": [
            (number, place, _address(amendment, place), place.key in touched)
            for number, place in queries.places(becomes)
            if queries.typed_fields(place)
        ]
        if is_written
        else [],
        "missing": moves.missing_to_submit(amendment) if can_submit and is_written else [],
        "can_submit": can_submit and is_written,
        "can_withdraw": can_submit and amendment.status in moves.WITHDRAW.source,
        "can_review": permissions.can_review(user, amendment),
        "waits_for": plans_queries.NAMES[turn] if turn else "",
        "refused": refused,
        "note": note,
    }
    return render(request, "improvement_plans/amendments/amendment.html", context, status=status)


@dataclass(frozen=True)
class Page:
    """A page of the plan that an amendment changes, as the address names it."""

    amendment: Amendment
    step: int
    place: Place


def _page(user: User, code: str, year: int, number: int, activity: str, repeat: str = "") -> Page:
    found = queries.amendment(user, code, year, number)
    _was, becomes = queries.books(found, shows_small=True)
    for step, place in queries.places(becomes):
        if place.key == (activity, repeat) and queries.typed_fields(place):
            return Page(found, step, place)
    raise Http404("The plan has no such activity.")


def can_see_page(user: User, page: Page) -> Verdict:
    """Read a page of an amendment: everyone who may read it."""
    return permissions.can_see(user, page.amendment)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_page, load=_page)
def page(request: SignedInRequest, page: Page) -> HttpResponse:
    """Show a page of the plan as the amendment has it, and keep what is typed."""
    if request.method != "POST":
        return _show_page(request, page)
    typed = rows.act(kinds.read(page.place.activity.fields, request.POST), request.POST.get("row", ""))
    more = request.POST.get("more", "")
    seen = request.POST.get("seen", "")
    try:
        services.change(
            amendment=page.amendment, number=page.step, place=page.place, typed=typed, by=request.user, at=now(),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        )  # fmt: skip
    except Refused as why:
        return _show_page(request, page, typed=typed, refused=str(why), status=409)
    if more or request.POST.get("row"):
        return _show_page(request, page, more=more)
    return redirect(page.amendment)


def _show_page(
    request: SignedInRequest,
    page: Page,
    *,
    typed: Value | None = None,
    refused: str = "",
    more: str = "",
    status: int = 200,
) -> HttpResponse:
    plan, key = page.amendment.plan, page.place.key
    shows_small = bool(reading.can_see_small_numbers(request.user, lea=plan.lea, year=plan.year_id))
    was, becomes = queries.books(page.amendment, shows_small=shows_small)
    kept = page.amendment.pages.filter(activity=key[0], repeat=key[1]).first()
    view = contents.view(becomes, page.place, typed=typed, more=more, spare=1 if more else 0)
    typed_fields = queries.typed_fields(page.place)
    context = {
        "amendment": page.amendment,
        "plan": plan,
        "step": page.step,
        "view": view,
        "people": roster.known_people(becomes, page.place),
        "fields": [_without_files(one) for one in view.fields if one.key in typed_fields],
        "changes": queries.compared(contents.view(becomes, page.place), contents.view(was, page.place)),
        "can_write": permissions.can_write(request.user, page.amendment),
        "refused": refused,
        "seen": kept.version if kept else 0,
    }
    return render(request, "improvement_plans/amendments/page.html", context, status=status)


def _without_files(field: FieldView) -> FieldView:
    """Return a field as an amendment has it: files of a table stay with the plan, and the amendment has its own."""
    rows = [*field.rows, *([field.blank] if field.blank else [])]
    fewer = [
        replace(row, cells=[cell for cell in row.cells if kinds.kinds()[cell.kind].entry != "attached"]) for row in rows
    ]
    return replace(field, rows=fewer[: len(field.rows)], blank=fewer[-1] if field.blank else None)


def _address(amendment: Amendment, place: Place) -> str:
    base = f"{amendment.get_absolute_url()}{place.activity.slug}/"
    return f"{base}{place.repeat}/" if place.repeat else base
