"""Whether the portal's servers answer, and the pages of allauth that stay closed."""

from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing here."""
    raise Http404("This page is closed.")


@require_safe
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with `{"database": true, "redis": true}`, or 503 with what does not answer."""
    state = {"database": _answers(connection.ensure_connection), "redis": _answers(lambda: cache.get("health"))}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _answers(ask: object) -> bool:
    try:
        ask()  # type: ignore[operator]
    except Exception:  # noqa: BLE001, RUF100 - whatever a server says, the answer is no
        return False
    return True
