"""A year's runs, one of them, and what other rules would change."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cim_portal.lib.doors import guarded
from determinations import queries, transitions
from determinations.forms import WhatIfForm
from determinations.models import Run
from determinations.services import runs as service
from determinations.views.uploads import year_of
from monitoring import ledger, process
from monitoring.models import Year
from monitoring.permissions import can_administer, can_monitor_state
from monitoring.process import Process, ProcessRefused

PAGE = 100
NONE = "none"  # in the address, for the LEAs without a level


def run_of(user: Any, year: int, number: int) -> Run:
    """Return the run of the address. Raises Http404."""
    runs = Run.objects.select_related("year__process", "process", "made_by")
    return get_object_or_404(runs, year__year=year, number=number)


@require_GET
@guarded(can_monitor_state, load=year_of)
def runs(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the year's runs, and the button that determines anew."""
    context = {"year": year, "runs": queries.runs_of(year), "may_determine": can_administer(request.user)}
    return render(request, "determinations/runs.html", context)


@require_POST
@guarded(can_administer, load=year_of)
def determine(request: HttpRequest, year: Year) -> HttpResponse:
    """Determine the levels as a draft, under the definition in force."""
    run = service.determine(year=year, version=year.process, by=request.user, at=now())
    return redirect("run", year=year.year, number=run.number)


@require_GET
@guarded(can_monitor_state, load=run_of)
def run(request: HttpRequest, run: Run) -> HttpResponse:
    """Show a run: how many LEAs have each level, and the LEAs, filtered by what stands in the address."""
    level, words = request.GET.get("level", ""), request.GET.get("q", "").strip()
    wanted = None if not level else "" if level == NONE else level
    page = Paginator(queries.results_of(run, level=wanted, words=words), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/run.html",
        {
            "run": run,
            "levels": _levels(run),
            "lines": [queries.level_line(result) for result in page.object_list],
            "page": page,
            "level": level,
            "words": words,
            "offers": ledger.possible(transitions.MOVES["Run"], run, request.user),
        },
    )


@require_POST
@guarded(can_administer, load=run_of)
def finalise(request: HttpRequest, run: Run) -> HttpResponse:
    """Let the run be the one that counts."""
    service.finalise(run=run, by=request.user, at=now())
    messages.success(request, f"Run {run.number} is final. Its levels count; letters can be issued from it.")
    return redirect("run", year=run.year.year, number=run.number)


@require_http_methods(["GET", "POST"])
@guarded(can_administer, load=year_of)
def what_if(request: HttpRequest, year: Year) -> HttpResponse:
    """Show what another definition would change against the final run; nothing is kept."""
    form = WhatIfForm(request.POST or None, request.FILES or None, year=year)
    shown: dict[str, Any] = {}
    if form.is_valid() and (definition := _definition(form)):
        shown = _shown(year, definition)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "determinations/what_if.html", {"year": year, "form": form, **shown}, status=status)


def _levels(run: Run) -> list[dict[str, Any]]:
    """Return each level of the run's definition, in order, and no level, with how many LEAs have it."""
    counts = queries.counts_by_level(run)
    levels = sorted(process.of(run.process).levels, key=lambda level: -level.order)
    named = [{"code": one.code, "name": one.name, "count": counts.get(one.code, 0)} for one in levels]
    return [*named, {"code": NONE, "name": "No level", "count": counts.get("", 0)}]


def _definition(form: WhatIfForm) -> Process | None:
    """Return the definition that was chosen or handed in; one that cannot be used becomes errors of the form."""
    if version := form.cleaned_data["version"]:
        return process.of(version)
    try:
        return process.read(form.cleaned_data["file"])
    except ProcessRefused as refused:
        for path, sentence in refused.problems:
            form.add_error("file", f"{path}: {sentence}")
        return None


def _shown(year: Year, definition: Process) -> dict[str, Any]:
    final = service.final_run(year.year)
    outcomes = service.work_out(year=year, definition=definition)
    names = {outcome.known.lea.code: outcome.known.lea.name for outcome in outcomes.of_leas}
    return {
        "definition": definition.title,
        "final": final,
        "counts": outcomes.document(final=False)["counts"],
        "moved": [{**one, "name": names[one["lea_code"]]} for one in outcomes.moved(since=final)],
    }
