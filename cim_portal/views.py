"""Whether the portal's servers answer, and the pages of allauth that stay closed."""

from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public
from cim_portal.lib.probing import answers


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing here."""
    raise Http404("This page is closed.")


@require_safe
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with `{"database": true, "redis": true}`, or 503 with what does not answer."""
    state = {"database": answers(connection.ensure_connection), "redis": answers(lambda: cache.get("health"))}
    return JsonResponse(state, status=200 if all(state.values()) else 503)
