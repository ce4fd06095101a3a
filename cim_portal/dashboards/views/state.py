"""The state's dashboard: every LEA by level, by step and state, overdue."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from cim_portal.dashboards import table
from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_monitor_state


@require_GET
@guarded(can_monitor_state)
def state_dashboard(request: HttpRequest) -> HttpResponseBase:
    """Show every LEA of a year, or give them as a file."""
    return table.answer(request, "cim_portal/dashboards/state.html", scope=Q(), name="state", context={})
