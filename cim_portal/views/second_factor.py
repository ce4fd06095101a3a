"""Sends those who need a second factor, and have none yet, to the page where they set one up."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from monitoring import grants

# What stays open on the way: the second factor itself, signing in and out, and what the pages are drawn with.
OPEN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/login/", settings.STATIC_URL)


class SecondFactorMiddleware:
    """With REQUIRE_MFA=1 keeps the state's people and operators from every page until they have a second factor.

    Django's admin site stands behind it too. Whoever has one is asked for it by the sign-in page itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not request.path.startswith(OPEN) and _lacks_it(request):
            messages.warning(request, "Set up a second factor first: your role needs one. Then go on.")
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_it(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    return (user.is_staff or grants.is_state(user)) and not is_mfa_enabled(user)
