"""The table of indicator 18 of a federal year, and the findings behind each of its numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from determinations.findings import federal, queries, tables
from monitoring.access.permissions import can_monitor_state

PAGE = 50
FIRST, LAST = 2015, 2100


@require_safe
@guarded(can_monitor_state)
def newest(request: HttpRequest) -> HttpResponse:
    """Show the table of the federal year that is over last."""
    return _page(request, federal.federal_year(localdate()) - 1)


@require_safe
@guarded(can_monitor_state)
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the table of a federal year, or give it as a file; the same of the findings that the address asks for."""
    if not FIRST <= year <= LAST:
        raise Http404("There is no table of this year.")
    return _page(request, year)


def _page(request: HttpRequest, year: int) -> HttpResponse:
    today, indicator, outcome = localdate(), request.GET.get("indicator", ""), request.GET.get("outcome", "")
    kind = downloads.asked(request)
    if kind and not indicator:
        return downloads.answer(kind, *federal.table(year), name=f"indicator-18-{year}")
    context: dict[str, object] = {}
    if indicator:
        found = federal.findings_of(year)
        if indicator != "all":
            found = found.filter(indicator="" if indicator == federal.OTHER else indicator[:8])
        if outcome in federal.OUTCOMES:
            found = found.filter(federal.of_outcome(outcome))
        listed = queries.in_order(queries.listed(found), "lea")
        if kind:
            lines = (queries.line(one, today=today) for one in listed)
            return downloads.answer(kind, *tables.findings(lines), name=f"indicator-18-{year}-findings")
        page = paged(request, listed, size=PAGE)
        context = {"page": page, "lines": [queries.line(one, today=today) for one in page]}
    first, last = federal.notified_in(year)
    rows = [(row, _name(row.indicator)) for row in federal.rows(year)]
    context |= {
        "year": federal.in_words(year),
        "others": [
            (one, federal.in_words(one))
            for one in sorted({*federal.years(), federal.federal_year(today) - 1}, reverse=True)
            if one != year
        ],
        "first": first,
        "last": last,
        "rows": rows,
        "total": rows[-1][0],
        "outcomes": list(federal.OUTCOMES.values()),
        "chosen": _chosen(indicator, outcome),
    }
    return render(request, "determinations/findings/federal.html", context)


def _name(indicator: str) -> str:
    if indicator == "all":
        return _("All findings")
    if indicator == federal.OTHER:
        return _("Findings that no other indicator is about")
    return _("Indicator %(indicator)s") % {"indicator": indicator}


def _chosen(indicator: str, outcome: str) -> str:
    """Return in words which findings are listed, blank for none."""
    parts = [_name(indicator)] if indicator else []
    if outcome in federal.OUTCOMES:
        parts.append(str(federal.OUTCOMES[outcome]).lower())
    return ", ".join(parts)
