"""A SELPA's home: its LEAs, what waits on it, deadlines."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from cim_portal.views import lea_table
from monitoring.models import Selpa
from monitoring.permissions import can_see_selpa


def selpa_of(user: Any, code: str) -> Selpa:
    """Return the SELPA of the address, if `user` may see it. Raises Http404."""
    return get_object_or_404(Selpa.objects.visible_to(user), code=code)


@require_GET
@guarded(can_see_selpa, load=selpa_of)
def selpa_home(request: HttpRequest, selpa: Selpa) -> HttpResponse:
    """Show the LEAs of a SELPA in a year, or give them as a file."""
    scope = Q(lea__selpa=selpa)
    context = {"selpa": selpa}
    return lea_table.answer(
        request, "cim_portal/selpa_home.html", scope=scope, name=f"selpa-{selpa.code}", context=context
    )
