"""The cells of all LEAs that a person may see: how many exceed where, which, and what one more year would do."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from cim_portal.lib.sheets import some_at_a_time
from determinations.disproportionality import listing, statewide, tables
from determinations.disproportionality.filters import AREA_CATEGORIES, SHOWS, Filters
from determinations.disproportionality.listing import Listed
from determinations.disproportionality.permissions import can_see_cells
from determinations.ratios.categories import AREAS, CATEGORIES, GROUPS
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from monitoring.access import scope
from monitoring.places.models import County, Selpa

PAGE = 50


@require_GET
@guarded(can_see_cells)
def cells(request: HttpRequest) -> HttpResponseBase:
    """Show the map and the list of a year, or give one of them as a file."""
    runs = runs_queries.final_runs(request.user)
    run = runs_queries.chosen(runs, request.GET.get("year", ""))
    of = statewide.of_run(run) if run else None
    filters = Filters.of(request.GET)
    if run is None or of is None:
        context: Named = {"run": run, "years": _years(runs, filters), "listed": None}
        return render(request, "determinations/disproportionality/cells.html", context)
    listed = Listed(run, of, filters, filters.leas(run, request.user), request.user)
    if kind := downloads.asked(request):
        return _file(kind, listed, request.GET.get("panel", ""))
    return render(request, "determinations/disproportionality/cells.html", _page(request, listed, runs))


def _file(kind: str, listed: Listed, panel: str) -> HttpResponseBase:
    name = f"disproportionality-{listed.run.year}"
    if panel == "map":
        found = listing.map_of(listed.of, listed.leas, listed.filters)
        return downloads.answer(kind, *tables.map_of(listed.run.year.year, found), name=f"{name}-map", sheet="map")
    lines = (line for some in some_at_a_time(listed.places()) for line in listed.lines(some))
    return downloads.streamed(kind, *tables.listed(lines), name=name, sheet="cells")


def _page(request: HttpRequest, listed: Listed, runs: list[Run]) -> Named:
    page = Paginator(listed.places(), PAGE).get_page(request.GET.get("page"))
    return {
        "run": listed.run,
        "years": _years(runs, listed.filters),
        "listed": listed,
        "filters": listed.filters,
        "is_state": scope.is_state(request.user),
        "counts": listing.lea_counts(listed.of, listed.leas),
        "map": listing.map_of(listed.of, listed.leas, listed.filters),
        "groups": GROUPS.values(),
        "page": page,
        "lines": listed.lines(list(page.object_list)),
        "settings": listed.of.counted.settings,
        "choices": {
            "selpa": [(selpa.code, f"{selpa} ({selpa.code})") for selpa in Selpa.objects.order_by("name", "code")],
            "county": list(County.objects.order_by("name").values_list("code", "name")),
            "area": [(number, str(area)) for number, area in zip(AREA_CATEGORIES, AREAS, strict=True)],
            "category": [(str(number), f"{number} {name}") for number, name in CATEGORIES.items()],
            "group": [(code, str(name)) for code, name in GROUPS.items()],
            "show": [(name, str(words)) for name, words in SHOWS.items()],
            "years": [("2", "2"), ("3", "3")],
        },
    }


def _years(runs: list[Run], filters: Filters) -> list[tuple[object, str]]:
    """Return the years with a final run, each with the address of the same LEAs."""
    return [(run.year, filters.address(year=run.year.year)) for run in runs]
