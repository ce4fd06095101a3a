"""Whether the portal works, for machines that ask; and the pages of allauth that stay closed."""

import redis
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public
from cim_portal.lib.probing import answers
from monitoring.work import heartbeats


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing here."""
    raise Http404("This page is closed.")


@require_safe
@public
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the web process answers at all; it asks nothing of others."""
    return JsonResponse({"live": True})


@require_safe
@public
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 where all that the portal relies on works, or 503; either way with what works and what does not."""
    alive: set[str] = set()
    state = {
        "database": answers(lambda: alive.update(heartbeats.alive(at=now()))),
        "redis": answers(_redis),
        "workers": heartbeats.WORKER in alive,
        "scheduler": heartbeats.SCHEDULER in alive,
    }
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _redis() -> None:
    redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2).ping()


PROBES = {"/healthz": ready, "/healthz/live": live, "/healthz/ready": ready}
