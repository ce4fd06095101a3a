"""Whether the portal works, for machines that ask; the page of a fault; and the pages of allauth that stay closed or have a
door of ours."""

import logging
import sys
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from requests import RequestException

from cim_portal import accounts
from cim_portal.lib import broker, logs, metrics, store
from cim_portal.lib.doors import public
from cim_portal.lib.probing import answers
from cim_portal.operations.measures import Measures
from monitoring.people import again
from monitoring.work import heartbeats

logger = logging.getLogger(__name__)
AGAIN = 30  # seconds after which a page that was answered with 503 is asked for again
# PostgreSQL's own words for a connection that broke, too many of them, and a server that ends or starts.
DATABASE_AWAY = ("08", "53300", "57P")
AWAY = 20  # seconds in which a sign-in service that did not answer is not asked again


@public
def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer that there is nothing here."""
    raise Http404("This page is closed.")


@public
def sign_in_with_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a service of OpenID Connect, or say that it does not answer.

    Who has to show that it is them is asked to sign in there again, whatever the address says.
    """
    if request.GET.get("next") == again.BACK:
        asked = request.GET.copy()
        asked["auth_params"] = again.ASKED
        request.GET = asked  # type: ignore[assignment]  # allauth only reads it
    return _with_service(openid.login, request, provider_id)


@public
def back_from_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the person in who comes back from a service of OpenID Connect."""
    return _with_service(openid.callback, request, provider_id)


def _with_service(view: Callable[..., HttpResponse], request: HttpRequest, short: str) -> HttpResponse:
    """Have allauth answer, for the services that the environment names."""
    if short not in settings.SIGN_IN_SERVICES:
        raise Http404("There is no service of this name.")
    away = f"sign-in-service-away:{short}"
    if cache.get(away):  # no thread waits for it again and again
        return accounts.refused(request, short, "failed")
    try:
        return view(request, short)
    except RequestException as fault:
        logger.warning("the sign-in service %s does not answer: %s", short, fault)
        cache.set(away, True, timeout=AWAY)
        return accounts.refused(request, short, "failed")


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


@csrf_exempt  # to whoever does not know the token, it is no address for a form either
@public
def watched(request: HttpRequest) -> HttpResponse:
    """Answer monitoring that knows the token with what Prometheus reads; for everyone else there is no such address."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404("There is no such address.")
    return HttpResponse(metrics.text(Measures(at=now())), content_type=CONTENT_TYPE_PLAIN_0_0_4)


API = "/api/"  # where every answer is JSON


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such address, to a program as JSON."""
    if request.path.startswith(API):
        return JsonResponse({"detail": _("The API has no such address.")}, status=404)
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, with the number under which the log has it. It asks nothing that may be broken too.

    While the database or the place of kept files is away, the answer is 503, and when to ask again.
    """
    number = {"number": logs.known("request_id")}
    is_away = _is_away(sys.exc_info()[1])
    if request.path.startswith(API):
        said = _("Something went wrong; the log has it under number %(number)s. Ask again later.") % number
        headers = {"Retry-After": str(AGAIN)} if is_away else {}
        return JsonResponse({"detail": said}, status=503 if is_away else 500, headers=headers)
    if not is_away:
        return HttpResponseServerError(loader.get_template("500.html").render(number))
    page = HttpResponse(loader.get_template("503.html").render(number), status=503)
    page.headers["Retry-After"] = str(AGAIN)
    return page


def _is_away(fault: BaseException | None) -> bool:
    """Say whether a request failed since a server is away, restarts or takes no one in."""
    if isinstance(fault, store.AwayError):
        return True
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    code = getattr(fault.__cause__, "pgcode", None)  # none where there was no connection to say so
    return code is None or code.startswith(DATABASE_AWAY)


def _redis() -> None:
    broker.server().ping()


PROBES = {"/healthz": ready, "/healthz/live": live, "/healthz/ready": ready, "/metrics": watched}
