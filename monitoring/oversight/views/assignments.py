"""Which LEAs are whose among the state's monitors and units, and assigning those of a list; notes of the state on an LEA."""

from dataclasses import asdict

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from cim_portal.lib.sheets import AT_ONCE
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.oversight import permissions, queries, services
from monitoring.oversight.forms import AssignForm, Filters
from monitoring.oversight.models import Assignment
from monitoring.places.models import County, Lea, Selpa

PAGE = 50
COLUMNS = ("lea_code", "lea_name", "selpa_code", "county", "monitor", "since")


@require_GET
@guarded(can_monitor_state)
def assignments(request: HttpRequest) -> HttpResponseBase:
    """List the LEAs of the filters with their monitors, and how many each monitor and unit has."""
    filters = Filters.of(request.GET)
    in_force = Assignment.objects.in_force().select_related("monitor", "unit")
    found = (
        filters.leas()
        .select_related("selpa", "county")
        .prefetch_related(Prefetch("assignments", queryset=in_force, to_attr="current"))
    )
    if kind := downloads.asked(request):
        return downloads.streamed(kind, COLUMNS, map(_row, found.iterator(chunk_size=AT_ONCE)), name="assignments")
    page = paged(request, found, size=PAGE)
    context = {
        "filters": filters,
        "hidden": asdict(filters).items(),
        "page": page,
        "shares": queries.shares(),
        "without": Lea.objects.filter(queries.assigned_to(queries.NONE, path="pk")).count(),
        "choices": {
            "monitor": queries.choices(),
            "selpa": [(s.code, f"{s} ({s.code})") for s in Selpa.objects.order_by("name", "code")],
            "county": list(County.objects.order_by("name").values_list("code", "name")),
        },
        "form": AssignForm(initial={"expected": page.paginator.count}) if can_administer(request.user) else None,
    }
    return render(request, "monitoring/oversight/assignments.html", context)


@require_POST
@guarded(can_administer)
def assign(request: SignedInRequest) -> HttpResponse:
    """Assign the LEAs of a list."""
    filters, form = Filters.of(request.POST), AssignForm(request.POST)
    back = f"{reverse('assignments')}?{Filters(**{**asdict(filters), 'monitor': ''}).address()}"
    if not form.is_valid():
        raise Refused(_("Choose a monitor or a unit of the list, or none."))
    to, expected = queries.of_key(form.cleaned_data["to"]), form.cleaned_data["expected"]
    changed = services.assign(filters.leas(), expected=expected, to=to, by=request.user, at=now())
    text = ngettext("%(count)s LEA is assigned.", "%(count)s LEAs are assigned.", changed)
    if not to:
        text = ngettext("%(count)s LEA has no monitor now.", "%(count)s LEAs have no monitor now.", changed)
    messages.success(request, text % {"count": f"{changed:,}"})
    return redirect(back)


@require_POST
@guarded(permissions.can_note, load=queries.lea)
def write_note(request: SignedInRequest, lea: Lea) -> HttpResponse:
    """Keep a note of the state on an LEA."""
    services.note(lea=lea, text=request.POST.get("text", ""), by=request.user, at=now())
    messages.success(request, _("The note is saved."))
    return redirect(f"{reverse('lea', args=[lea.code])}#notes")


def _row(lea: Lea) -> list[object]:
    current: list[Assignment] = lea.current  # type: ignore[attr-defined]  # fetched with the list
    said = [str(current[0].to), localdate(current[0].assigned_at)] if current else ["", ""]
    return [lea.code, lea.name, lea.selpa.code, lea.county.name, *said]
