"""Spanish on the public pages, for whoever is not signed in: as they chose, else as their browser asks.

Pages for who is signed in, files and the API are in English alone (docs/decisions/0020).
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cim_portal.views import API

KEPT = 365 * 24 * 3600  # seconds that a choice is kept


class LanguageMiddleware:
    """Has public pages in the language of `lang` in the address, which the browser then keeps, or of the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_languages(request):
            return self.get_response(request)
        chosen = request.GET.get("lang", "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else translation.get_language_from_request(request)
        other = next(code for code in known if code != language)
        request.other_language = (other, known[other])  # type: ignore[attr-defined]  # which the header of the page offers
        with translation.override(language):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if chosen in known:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=KEPT,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response


def _has_languages(request: HttpRequest) -> bool:
    """Say whether the address is that of a public page, or of none, and no one is signed in."""
    is_file = "." in request.path.rpartition("/")[2] or "as" in request.GET
    if is_file or request.path.startswith((API, settings.STATIC_URL)) or request.user.is_authenticated:
        return False
    try:
        door = getattr(resolve(request.path).func, "door", "")
    except Resolver404:
        door = "public"
    return door == "public"
