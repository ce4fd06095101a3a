"""The tables of the annual report by indicator of compliance, and the LEAs behind each number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from determinations.findings import apr
from determinations.findings.loading import year_asked
from monitoring.access.permissions import can_monitor_state
from monitoring.years.models import Year

PAGE = 50


@require_safe
@guarded(can_monitor_state)
def tables(request: HttpRequest) -> HttpResponse:
    """Show the table of a year, the newest unless another is asked for, and the LEAs behind a number; or give them as a file."""
    year, indicator = year_asked(request.GET.get("year", "")), request.GET.get("indicator", "")
    if indicator and indicator not in apr.indicators(year):
        raise Http404("There is no table of this indicator.")
    only = request.GET.get("only", "") if request.GET.get("only") in apr.ONLY else ""
    kind = downloads.asked(request)
    if kind and not indicator:
        return downloads.answer(kind, *apr.table(year), name=f"apr-{year}")
    context: dict[str, object] = {}
    if indicator:
        leas = apr.leas(year, indicator, only=only)
        if kind:
            written = apr.lea_table(year, indicator, apr.lines(year, indicator, list(leas)))
            return downloads.answer(kind, *written, name=f"apr-{year}-indicator-{indicator}")
        page = paged(request, leas, size=PAGE)
        lines = list(apr.lines(year, indicator, list(page)))
        context = {"page": page, "lines": lines, "only": apr.ONLY.get(only, "")}
    others = Year.objects.exclude(status=Year.Status.PREPARING).exclude(pk=year.pk).order_by("-year")
    context |= {"year": year, "others": list(others), "rows": apr.rows(year), "indicator": indicator}
    return render(request, "determinations/findings/apr.html", context)
