"""What is asked of every request: a second factor of those who need one; a refusal is a page and not a fault.

And of every answer: that no browser keeps a page of someone who is signed in, or lets it use the device.
"""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from cim_portal.lib import bodies
from cim_portal.lib.doors import View
from cim_portal.lib.verdict import Refused
from cim_portal.views import PROBES
from monitoring.access import scope
from monitoring.ledger.ledger import NotYou

# Passkeys are the one thing of the device that the portal asks for.
DEVICE = ", ".join(
    [
        *(f"{part}=()" for part in "camera display-capture geolocation microphone midi payment serial usb".split()),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ]
)


class HealthMiddleware:
    """Answers the machines that ask after the portal's health, by whatever name or address they reach it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


class BodyMiddleware:
    """Refuses a body that is larger than the person may send to the page, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, address: dict[str, object]
    ) -> HttpResponse | None:
        """Answer 413 with the limit, or let the request pass."""
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size <= settings.BODY_LIMITS["stranger"]:
            return None
        most = bodies.most_before_parsing(request.user, view, address)
        if size <= most:
            return None
        return render(request, "refused.html", {"sentence": bodies.too_large(most)}, status=413)


class PrivateMiddleware:
    """Keeps what someone saw out of the browser's stores, so that the next one at the same machine does not find it.

    A request with a session is private, whatever it asks for. Signing out empties what the browser kept before; texts
    that are not saved yet stay in its storage, for whoever signs in again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = DEVICE
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            add_never_cache_headers(response)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class RefusedMiddleware:
    """Shows a `Refused` that a view let through, as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the sentence: 403 where it is not for this person, else 409."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotYou) else 409
        return render(request, "refused.html", {"sentence": str(exception)}, status=status)


# What stays open on the way: the second factor itself, signing in and out, and what the pages are drawn with.
OPEN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/login/", settings.STATIC_URL)


class SecondFactorMiddleware:
    """With REQUIRE_MFA=1 keeps the state's people and operators from every page until they have a second factor.

    Django's admin site is behind it too. Whoever has one is asked for it by the sign-in page itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not request.path.startswith(OPEN) and _lacks_it(request):
            messages.warning(request, _("Set up a second factor first: your role needs one. Then continue."))
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_it(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    return (user.is_staff or scope.is_state(user)) and not is_mfa_enabled(user)
