"""More time for a step, asked for and answered; and the due dates of a year, moved by the state."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.deadlines import moves, permissions, queries, services
from improvement_plans.deadlines.forms import GRANT, AnswerForm, AskForm, DatesForm
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import loading
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.permissions import can_see_step
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import definition_of
from monitoring.places.models import Selpa
from monitoring.years.loading import year_of
from monitoring.years.models import Year

SHOWN = 20  # LEAs whose dates would move, by name


def extension_of(user: User, pk: int) -> Extension:
    """Return the request of that number, if `user` may see it. Raises Http404."""
    visible = Extension.objects.visible_to(user).select_related(
        "step__plan__lea__selpa", "step__plan__year", "step__plan__definition", "asked_by", "answered_by"
    )
    return get_object_or_404(visible, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_step, load=loading.step)
def ask(request: SignedInRequest, step: Step) -> HttpResponse:
    """Show what was asked for the step and answered, and ask for more time."""
    form = AskForm(request.POST if request.method == "POST" else None)
    may_ask = permissions.can_ask(request.user, step)
    refused, status = "", 200
    if form.is_bound and not may_ask:
        refused, status = may_ask.reason, 409
    elif form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            services.ask(step=step, by=request.user, at=now(), **form.cleaned_data)
        except moves.NoSuchDate as why:
            form.add_error("until", str(why))
            status = 422
        except Refused as why:
            refused, status = str(why), 409
        else:
            party = plans_queries.NAMES[plans_queries.reviewers(step)[0]]
            messages.success(request, _("Your request went to %(party)s.") % {"party": party})
            return redirect("ask_for_time", step.lea.code, step.plan.year.year, step.number)
    asked = list(queries.extensions_of(step))
    context = {
        "step": step,
        "plan": step.plan,
        "name": plans_queries.title(step),
        "form": form,
        "refused": refused,
        "asked": asked,
        "waits": any(one.status == Extension.Status.ASKED for one in asked),
        "may_ask": may_ask,
        "party": plans_queries.NAMES[plans_queries.reviewers(step)[0]],
    }
    return render(request, "improvement_plans/deadlines/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_see_extension, load=extension_of)
def extension(request: SignedInRequest, extension: Extension) -> HttpResponse:
    """Show a request for more time, and answer it."""
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"until": extension.until})
    may_answer = permissions.can_answer(request.user, extension)
    if form.is_bound and not may_answer:
        raise PermissionDenied(may_answer.reason)
    refused, status = "", 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            _answer(request, extension, form)
        except moves.NoSuchDate as why:
            form.add_error("until", str(why))
            status = 422
        except moves.SayWhy as why:
            form.add_error("answer", str(why))
            status = 422
        except Refused as why:
            refused, status = str(why), 409
        else:
            messages.success(request, _("The LEA is notified of your answer."))
            return redirect(extension)
    context = {
        "extension": extension,
        "step": extension.step,
        "plan": extension.step.plan,
        "form": form,
        "refused": refused,
        "may_answer": may_answer,
    }
    return render(request, "improvement_plans/deadlines/extension.html", context, status=status)


def _answer(request: SignedInRequest, extension: Extension, form: AnswerForm) -> None:
    said = form.cleaned_data
    if said["decision"] == GRANT:
        moves.grant(extension=extension, until=said["until"], answer=said["answer"], by=request.user, at=now())
    else:
        moves.refuse(extension=extension, answer=said["answer"], by=request.user, at=now())


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=year_of)
def due_dates(request: SignedInRequest, year: Year) -> HttpResponse:
    """Move the due date of a step for all, a level, a SELPA or an LEA: first what would move is shown, then it is done."""
    form = _dates_form(request, year)
    found: QuerySet[Step] | None = None
    refused, status = "", 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        found = _steps(year, form)
        expected = request.POST.get("expected", "")
        if expected.isascii() and expected.isdecimal() and len(expected) < 7:
            try:
                moved = _move(request, found, form, int(expected))
            except Refused as why:
                refused, status = str(why), 409
            else:
                said = ngettext("%(moved)s due date moved.", "%(moved)s due dates moved.", moved)
                messages.success(request, said % {"moved": moved})
                return redirect("due_dates", year.year)
    context = {"year": year, "form": form, "refused": refused, **_shown(found, form)}
    return render(request, "improvement_plans/deadlines/dates.html", context, status=status)


def _dates_form(request: SignedInRequest, year: Year) -> DatesForm:
    definition = definition_of(year.definition)
    selpas = Selpa.objects.filter(leas__plans__year=year).distinct().order_by("name", "code")
    return DatesForm(
        request.POST if request.method == "POST" else None,
        steps=[(step.number, f"{step.number}. {step.name}") for step in definition.steps],
        levels=[(level.code, level.name) for level in definition.levels if level.steps],
        selpas=[(selpa.code, str(selpa)) for selpa in selpas],
    )


def _steps(year: Year, form: DatesForm) -> QuerySet[Step]:
    asked = {name: form.cleaned_data[name] for name in ("number", "level", "selpa", "lea")}
    return services.steps_to_move(year=year, **asked)


def _move(request: SignedInRequest, steps: QuerySet[Step], form: DatesForm, expected: int) -> int:
    day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]
    return services.move_dates(steps=steps, day=day, expected=expected, reason=reason, by=request.user, at=now())


def _shown(found: QuerySet[Step] | None, form: DatesForm) -> dict[str, object]:
    """Return what would move: how many steps, of which LEAs, and how many keep a later date that they were given."""
    if found is None:
        return {}
    day: date = form.cleaned_data["day"]
    moving = services.to_set(found, day=day)
    lines = moving.select_related("plan__lea").order_by("plan__lea__name")[:SHOWN]
    return {"day": day, "count": moving.count(), "keeping": found.count() - moving.count(), "lines": lines}
