"""The page that describes the API, and what unknown addresses of it are answered."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cim_portal.api import errors, reading
from cim_portal.lib.doors import public


@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """Describe every address of the API: what it takes and what it gives."""
    context = {
        "addresses": reading.addresses(),
        "portal": settings.PORTAL_URL,
        "limits": {by: rate.partition("/")[0] for by, rate in settings.API_LIMITS.items()},
    }
    return render(request, "cim_portal/api/docs.html", context)


@public
def unknown(request: HttpRequest, rest: str) -> JsonResponse:
    """Answer that the API has no such address."""
    return errors.answer(404, _("The API has no such address. %(docs)s has all of them.") % {"docs": "/api/"})
