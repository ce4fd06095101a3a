"""What is missing in a year, as lists with the way to fill each gap."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.dashboards.gaps import LISTS
from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from determinations.runs import queries as runs_queries
from monitoring.access.permissions import can_administer
from monitoring.years.loading import year_of
from monitoring.years.models import Year

PAGE = 50


@require_GET
@guarded(can_administer, load=year_of)
def gaps(request: HttpRequest, year: Year) -> HttpResponse:
    """Show one of the lists, and how many each has; or give it as a file."""
    shown = next((one for one in LISTS if one.name == request.GET.get("list")), LISTS[0])
    found = shown.find(year)
    if kind := downloads.asked(request):
        columns = ["code", "called"] if shown.is_of_selpas else ["code", "called", "selpa_code", "of_selpa"]
        rows = [[row[column] for column in columns] for row in found]
        return downloads.answer(kind, columns, rows, name=f"{shown.name}-{year}")
    context = {
        "year": year,
        "shown": shown,
        "lists": [(one, one.find(year).count()) for one in LISTS],
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "final": runs_queries.final_run(year.year),
    }
    return render(request, "cim_portal/dashboards/gaps.html", context)
