"""The years: loading a definition, and opening a year."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring import queries
from monitoring.forms import DefinitionForm
from monitoring.permissions import can_administer, can_monitor_state
from monitoring.process import Fault, ProcessRefused
from monitoring.services import years as service


@require_safe
@guarded(can_monitor_state)
def years(request: HttpRequest) -> HttpResponse:
    """List the years, with the form to load a definition."""
    return _list(request, DefinitionForm())


@require_POST
@guarded(can_administer)
def load_process(request: HttpRequest) -> HttpResponse:
    """Load a definition, or show every fault of it with its place."""
    form = DefinitionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        version = service.load_process(text=form.cleaned_data["file"], by=request.user, at=now())
    except ProcessRefused as refused:
        name = request.FILES["file"].name  # type: ignore[union-attr]
        return _list(request, DefinitionForm(), status=422, refused=name or "the file", problems=refused.problems)
    messages.success(request, f"The definition of {version} is loaded.")
    return redirect("definition", year=version.year)


@require_POST
@guarded(can_administer)
def open_year(request: HttpRequest) -> HttpResponse:
    """Open a year under the newest version of its definition."""
    year = request.POST.get("year", "")
    if not year.isdecimal() or len(year) != 4:
        raise Refused("Choose the year to open from the list.")
    opened = service.open_year(year=int(year), by=request.user, at=now())
    messages.success(request, f"{opened} is open, under version {opened.process.number} of its definition.")
    return redirect("years")


def _list(
    request: HttpRequest,
    form: DefinitionForm,
    *,
    status: int = 200,
    refused: str = "",
    problems: Sequence[Fault] = (),
) -> HttpResponse:
    context = {
        "years": queries.year_lines(),
        "form": form,
        "refused": refused,
        "problems": problems,
        "may_act": bool(can_administer(request.user)),
    }
    return render(request, "monitoring/years.html", context, status=status)
