"""Every move that a person may see, its export as filtered, and how records were changed."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged, query_without_page
from monitoring.access.permissions import can_use_portal
from monitoring.access.who import User
from monitoring.ledger import changes as row_changes
from monitoring.ledger import lines, queries
from monitoring.ledger.forms import ChangesFilter, LedgerFilter
from monitoring.ledger.models import Event
from monitoring.ledger.permissions import can_see_changes

PAGE = 100


@require_safe
@guarded(can_use_portal)
def ledger(request: HttpRequest) -> HttpResponse:
    """List the moves by the filters of the address, the newest first."""
    form = LedgerFilter(request.GET)
    page = paged(request, _found(request.user, form), size=PAGE)
    context = {
        "form": form,
        "page": page,
        "query": query_without_page(request),
        "lines": [lines.line(event) for event in page],
        "sees_changes": bool(can_see_changes(request.user)),
    }
    return render(request, "monitoring/ledger/ledger.html", context, status=422 if form.errors else 200)


@require_safe
@guarded(can_use_portal)
def ledger_table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the moves of the same filters as a file, all of them."""
    found = _found(request.user, LedgerFilter(request.GET))
    return downloads.streamed(kind, lines.COLUMNS, lines.rows(found.iterator(chunk_size=2000)), name="cim-ledger")


@require_safe
@guarded(can_see_changes)
def changes(request: HttpRequest) -> HttpResponse:
    """List how records were changed by the filters of the address, whichever way it was done, the newest first."""
    form = ChangesFilter(request.GET)
    page = paged(
        request, row_changes.found(**form.cleaned_data) if form.is_valid() else Event.objects.none(), size=PAGE
    )
    context = {"form": form, "page": page, "changes": row_changes.read(page)}
    return render(request, "monitoring/ledger/changes.html", context, status=422 if form.errors else 200)


def _found(user: User, form: LedgerFilter) -> QuerySet[Event]:
    """Return the moves that the filters let through; none where a filter cannot be read."""
    if not form.is_valid():
        return Event.objects.none()
    return queries.events_found(user, **form.cleaned_data)
