"""What is asked of every request: a second factor of those who need one; a refusal is a page and not a fault."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cim_portal.lib.verdict import Refused
from monitoring.access import scope
from monitoring.ledger.ledger import NotYou


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
            messages.warning(request, "Set up a second factor first: your role needs one. Then continue.")
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_it(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    return (user.is_staff or scope.is_state(user)) and not is_mfa_enabled(user)
