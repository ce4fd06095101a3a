"""The page of a dashboard: its filters, panels, table and download."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.dashboards import figures
from cim_portal.dashboards.figures import Filters
from cim_portal.lib import downloads
from cim_portal.lib.shapes import Named
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NO_LEVEL, NONE
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.access.scope import is_administrator
from monitoring.definition import definition_of
from monitoring.places.models import County, Selpa
from monitoring.years.models import Year

PAGE = 50


def answer(request: HttpRequest, template: str, *, scope: Q, name: str, context: Named) -> HttpResponse:
    """Answer with the page, or with its table as a file where the address asks for one.

    `scope` is the condition on results that the page is about, `name` what the file is called.
    """
    final = Run.objects.filter(status=Run.Status.FINAL).select_related("year", "definition").order_by("-year__year")
    if not is_administrator(request.user):
        final = final.exclude(year__status=Year.Status.PREPARING)
    runs = list(final)
    run = _chosen(runs, request.GET.get("year", ""))
    filters = Filters.of(request.GET)
    if run is None:
        return render(request, template, {**context, "run": None})
    found = figures.results(run, scope=scope, filters=filters, today=localdate())
    if kind := downloads.asked(request):
        columns, rows = figures.table(found, run, today=localdate())
        return downloads.answer(kind, columns, rows, name=f"{name}-{run.year}", sheet="LEAs")
    return render(request, template, {**context, **_page(request, run, runs, found, scope, filters)})


def _chosen(runs: list[Run], year: str) -> Run | None:
    """Return the final run of the year in the address, else of the newest year."""
    return next((run for run in runs if str(run.year) == year), runs[0] if runs else None)


def _page(
    request: HttpRequest, run: Run, runs: list[Run], found: QuerySet[LevelResult], scope: Q, filters: Filters
) -> dict[str, object]:
    page = Paginator(found.select_related("lea__county", "lea__selpa"), PAGE).get_page(request.GET.get("page"))
    levels = figures.by_level(run, scope=scope, filters=filters, today=localdate())
    return {
        "run": run,
        "years": [other.year for other in runs],
        "page": page,
        "lines": figures.lines(page.object_list, run, today=localdate()),
        "levels": levels,
        "chart": figures.level_chart(levels),
        "steps": figures.by_step(run, scope=scope, filters=filters, today=localdate()),
        "states": [label for _, label in Step.Status.choices],
        "overdue": figures.overdue(run, scope=scope, filters=filters, today=localdate()),
        "filters": filters,
        "address": f"year={run.year}&{filters.address()}",
        "choices": _choices(run),
    }


def _choices(run: Run) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter can be, (what is in the address, what is shown)."""
    definition = definition_of(run.definition)
    levels = sorted(definition.levels, key=lambda level: -level.order)
    return {
        "level": [*((level.code, level.name) for level in levels), (NONE, str(NO_LEVEL))],
        "selpa": [(s.code, f"{s} ({s.code})") for s in Selpa.objects.order_by("name", "code")],
        "county": list(County.objects.order_by("name").values_list("code", "name")),
        "step": [
            (str(step.number), _("Step %(number)s: %(name)s") % {"number": step.number, "name": step.name})
            for step in definition.steps
        ],
        "status": [(status, str(label)) for status, label in Step.Status.choices],
        "waits": [(party, str(name)) for party, name in queries.NAMES.items()],
    }
