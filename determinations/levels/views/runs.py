"""A year's runs, and one of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.levels import determining, tables
from determinations.levels import inputs as levels_inputs
from determinations.runs import moves, queries
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import Definition, definition_of, fact_in_words
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED
from monitoring.years.loading import year_of
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year

PAGE = 100


def run_of(user: User, year: int, number: int) -> Run:
    """Return the run of the address. Raises Http404."""
    runs = Run.objects.select_related("year__definition", "definition", "made_by")
    return get_object_or_404(runs, year__year=year, number=number)


@require_GET
@guarded(can_monitor_state, load=year_of)
def runs(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the year's runs, and the button that determines again."""
    return _list(request, year)


@require_POST
@guarded(can_administer, load=year_of)
def determine(request: SignedInRequest, year: Year) -> HttpResponse:
    """Determine the levels as a draft, under the definition in force."""
    at = now()
    try:
        run = determining.determine(year=year, version=year.definition, by=request.user, at=at)
    except Refused as refused:
        return _list(request, year, refused=str(refused), status=409)
    if run.made_at != at:
        messages.info(
            request,
            _("Run %(number)s has the same rules and the same data. Nothing was changed.") % {"number": run.number},
        )
    return redirect("run", year=year.year, number=run.number)


@require_GET
@guarded(can_monitor_state, load=run_of)
def run(request: HttpRequest, run: Run) -> HttpResponseBase:
    """Show a run: how many LEAs have each level, and the LEAs, filtered by what is in the address."""
    return _show(request, run)


@require_GET
@guarded(can_monitor_state, load=run_of)
def inputs(request: SignedInRequest, run: Run) -> HttpResponse:
    """Download what the run read: definitions and uploads, from which another portal gets the same levels."""
    ledger.record(DOWNLOADED, run, by=request.user, at=now())
    response = HttpResponse(levels_inputs.archive(run), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="inputs-{run.year}-run-{run.number}.zip"'
    return response


def _list(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "year": year,
        "runs": queries.runs_of(year),
        "may_determine": can_change_year(request.user, year),
        "refused": refused,
    }
    return render(request, "determinations/levels/runs.html", context, status=status)


def _show(request: HttpRequest, run: Run, *, refused: str = "", status: int = 200) -> HttpResponseBase:
    level, words = request.GET.get("level", ""), request.GET.get("q", "").strip()
    differing = request.GET.get("differing") == "yes"
    definition = definition_of(run.definition)
    levels = _levels(definition, queries.counts_by_ending(run))
    names = {one["code"]: one["name"] for one in levels}
    wanted = None if level not in names else "" if level == NONE else level
    found = queries.results_of(run, ending=wanted, words=words, only_differing=differing).defer("explanation")
    if kind := downloads.asked(request):
        return downloads.streamed(kind, *tables.levels(found), name=f"levels-{run.year}-run-{run.number}")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/levels/run.html",
        {
            "run": run,
            "year": run.year,
            "levels": levels,
            "total": sum(one["count"] for one in levels),
            "lines": [_line(result, names) for result in page.object_list],
            "page": page,
            "level": level,
            "words": words,
            "differing": "yes" if differing else "",
            "choices": {"level": names.items(), "differing": [("yes", _("Only where they differ"))]},
            "offers": ledger.possible((moves.FINALISE,), run, request.user),
            "read": levels_inputs.read_by(run),
            "since": queries.uploads_since(run) if run.status != Run.Status.SUPERSEDED else [],
            "refused": refused,
        },
        status=status,
    )


def _line(result: LevelResult, names: dict[str, str]) -> dict[str, object]:
    """Return a result for the table, its levels by name and its missing facts in words."""
    line = queries.level_line(result)
    return {
        "line": line,
        "level": names[line.level or line.outcome or NONE],
        "computed": names[line.computed or NONE],
        "official": "" if line.official is None else names.get(line.official or NONE, line.official),
        "missing": [fact_in_words(name) for name in line.missing],
    }


def _levels(definition: Definition, counts: dict[str, int]) -> list[JsonObject]:
    """Return each level of the definition, the strictest first, the other outcomes, and no level, with how many LEAs have
    it."""
    named = [{"code": code, "name": name, "count": counts.get(code, 0)} for code, name in definition.endings.items()]
    return [*named, {"code": NONE, "name": str(NO_LEVEL), "count": counts.get("", 0)}]
