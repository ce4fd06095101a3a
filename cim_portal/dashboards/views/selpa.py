"""A SELPA's home: its LEAs, what waits for it, deadlines."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from cim_portal.dashboards import table
from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_see_selpa
from monitoring.access.who import User
from monitoring.places import reading
from monitoring.places.models import Selpa


def selpa_of(user: User, code: str) -> Selpa:
    """Return the SELPA of the address, if `user` may see it. Raises Http404."""
    return get_object_or_404(Selpa.objects.visible_to(user), code=code)


@require_GET
@guarded(can_see_selpa, load=selpa_of)
def selpa_home(request: HttpRequest, selpa: Selpa) -> HttpResponseBase:
    """Show the LEAs of a SELPA in a year, or give them as a file."""
    scope = Q(lea__selpa=selpa) | reading.of_selpas([selpa.pk], year="run__year")
    context = {"selpa": selpa}
    return table.answer(
        request, "cim_portal/dashboards/selpa.html", scope=scope, name=f"selpa-{selpa.code}", context=context
    )
