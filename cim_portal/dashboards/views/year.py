"""An administrator's year: what was done, and what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.dashboards.gaps import LISTS
from cim_portal.dashboards.stages import next_of, stages_of
from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.ledger import ledger
from monitoring.years import moves
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@require_GET
@guarded(can_monitor_state, load=year_of)
def year(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the stages of a year, from its definition to its plans, and which of them is next."""
    stages = stages_of(year)
    may_undo = ledger.why_not(moves.UNDO_OPENING, year, request.user)
    return render(
        request,
        "cim_portal/dashboards/year.html",
        {
            "year": year,
            "stages": stages,
            "next": next_of(year, stages),
            "may_undo": may_undo,
            "may_close": ledger.why_not(moves.CLOSE_YEAR, year, request.user),
            "may_reopen": ledger.why_not(moves.REOPEN_YEAR, year, request.user),
            "may_move_dates": can_administer(request.user),
            "gaps": [(one, one.find(year).count()) for one in LISTS] if can_administer(request.user) else [],
        },
    )
