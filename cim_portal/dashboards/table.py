"""The page of a dashboard: its filters, panels, list and downloads."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.dashboards import declaring, drawing, figures, listing
from cim_portal.dashboards.declaring import Scene
from cim_portal.dashboards.drawing import Against
from cim_portal.dashboards.filters import NEW, Filters, results
from cim_portal.dashboards.panels import PANELS
from cim_portal.dashboards.panels.deadlines import ASKED, WITHIN
from cim_portal.dashboards.panels.determinations import categories_of
from cim_portal.dashboards.panels.outcomes import READINGS
from cim_portal.lib import downloads
from cim_portal.lib.shapes import Named
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NONE
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.oversight import queries as oversight
from monitoring.places.models import County, Selpa
from monitoring.saved_views import queries as saved_views
from monitoring.saved_views.forms import SaveForm
from monitoring.saved_views.models import SavedView

PAGE = 50
Choices = list[tuple[str, str]]  # what is in the address, and what is shown


def answer(request: HttpRequest, template: str, *, scope: Q, name: str, context: Named) -> HttpResponseBase:
    """Answer with the page, or with its list or one of its panels as a file where the address asks for one.

    `scope` is the condition on results that the page is about, `name` what the file is called.
    """
    runs = runs_queries.final_runs(request.user)
    run = runs_queries.chosen(runs, request.GET.get("year", ""))
    if run is None:
        return render(request, template, {**context, "run": None})
    scene = Scene(run, _until(run, runs), scope, Filters.of(request.GET), localdate())
    if kind := downloads.asked(request):
        return _file(kind, request, scene, runs, name)
    return render(request, template, {**context, **_page(request, scene, runs, names_selpas="selpa" not in context)})


def _until(run: Run, runs: list[Run]) -> list[Run]:
    """Return the runs up to the year of one, the earliest first."""
    return [one for one in reversed(runs) if one.year.year <= run.year.year]


def _file(kind: str, request: HttpRequest, scene: Scene, runs: list[Run], name: str) -> HttpResponseBase:
    panel = request.GET.get("panel", "")
    if panel in PANELS:
        views = saved_views.views_of(request.user, path=request.path)
        columns, rows = drawing.table(PANELS[panel], scene, against=_against(scene, runs, views))
        return downloads.answer(kind, columns, rows, name=f"{name}-{scene.run.year}-{panel}", sheet=panel)
    listed = figures.table(_found(scene), scene.run, today=scene.today)
    return downloads.streamed(kind, *listed, name=f"{name}-{scene.run.year}", sheet="LEAs")


def _found(scene: Scene) -> QuerySet[LevelResult]:
    return results(scene.run, scope=scene.scope, filters=scene.filters, today=scene.today)


def _page(request: HttpRequest, scene: Scene, runs: list[Run], *, names_selpas: bool) -> Named:
    paginator = Paginator(_found(scene).select_related("lea__county", "lea__selpa").defer("explanation"), PAGE)
    paginator.count = len(scene.found)
    page = paginator.get_page(request.GET.get("page"))
    late = {step.lea for step in scene.steps if step.party == "lea" and step.due_on and step.due_on < scene.today}
    views = saved_views.views_of(request.user, path=request.path)
    lines = figures.lines(page.object_list, scene.run, today=scene.today)
    return {
        "run": scene.run,
        "years": [(run.year, scene.address(year=run.year.year)) for run in runs],
        "page": page,
        "lines": lines,
        "listed": listing.body(lines, year=scene.run.year.year, names_selpas=names_selpas),
        "panels": drawing.draw(PANELS, scene, against=_against(scene, runs, views)),
        "views": views,
        "save_form": SaveForm(initial={"path": request.path, "query": request.GET.urlencode()}),
        "overdue": declaring.count_of(len(late), scene.address(overdue="yes")),
        "filters": scene.filters,
        "choices": {**_choices(scene), "against": _comparable(scene, runs, views)},
    }


def _comparable(scene: Scene, runs: list[Run], views: list[SavedView]) -> Choices:
    """Return what the panels can be compared with: the other years, and the saved views of the page."""
    years = [(str(run.year), str(run.year)) for run in runs if run != scene.run]
    return [*years, *((f"view-{view.pk}", view.name) for view in views)]


def _against(scene: Scene, runs: list[Run], views: list[SavedView]) -> Against | None:
    """Return what the address compares the panels with."""
    asked = scene.filters.against
    if asked not in dict(_comparable(scene, runs, views)):
        return None
    view = next((view for view in views if f"view-{view.pk}" == asked), None)
    said = QueryDict(view.query) if view else QueryDict(mutable=True)
    run = runs_queries.chosen(runs, said.get("year", "") if view else asked)
    if run is None:
        return None
    filters = replace(Filters.of(said) if view else scene.filters, against="")
    years = _until(run, runs)
    return Against(view.name if view else asked, replace(scene, run=run, years=years, filters=filters))


def _choices(scene: Scene) -> dict[str, Choices]:
    """Return what each filter can be."""
    levels = declaring.levels_of(scene.definition)
    within = _("Within %(days)s days")
    return {
        "level": levels,
        "tier": declaring.tiers_of(scene.definition),
        "was": [*levels, (NEW, _("Not determined in that year"))],
        "determination": categories_of(scene),
        "selpa": [(s.code, f"{s} ({s.code})") for s in Selpa.objects.order_by("name", "code")],
        "monitor": oversight.choices(),
        "county": list(County.objects.order_by("name").values_list("code", "name")),
        "indicator": [(one.code, f"{one.code} {one.name}") for one in scene.definition.indicators],
        "met": [("Yes", _("Yes")), ("No", _("No")), (NONE, _("Not stated"))],
        "progress": [(str(reading), str(words)) for reading, words in READINGS],
        "step": [(str(number), name) for number, name in scene.step_names],
        "status": [(status, str(label)) for status, label in Step.Status.choices],
        "waits": [(party, str(name)) for party, name in queries.NAMES.items()],
        "due": [(str(days), within % {"days": days}) for days in WITHIN],
        "extension": [(str(status), str(words)) for status, words in ASKED.items()],
    }
