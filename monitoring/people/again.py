"""Showing once more that it is oneself, for whoever signs in by a service of OpenID Connect alone.

allauth asks for a password or a second factor again; who has neither here is led to their service, which is asked to have them
sign in once more. The way back is what tells it apart from any other sign-in: who leads there by `BACK` was asked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from monitoring.access.who import SignedInRequest

BACK = "/account/address/?shown=1"
ASKED = urlencode({"prompt": "login", "max_age": 0})
_SESSION = "shown_again_by_service_at"
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Way:
    """A service by which the person can show that it is them: what it is called, and where its button leads."""

    name: str
    address: str


def note(request: HttpRequest, *, signed_in_at: object) -> None:
    """Note that a service had its visitor sign in; `signed_in_at` is what it says of when, in seconds, None for nothing."""
    request.session[_SESSION] = signed_in_at if isinstance(signed_in_at, int) else int(time.time())


def needed(view: View) -> View:
    """Let only those use the view who showed a moment ago that it is them."""
    by_allauth = reauthentication_required(view)

    @wraps(view)
    def asking(request: SignedInRequest, *args: object, **address: object) -> HttpResponse:
        if get_reauthentication_flows(request.user):
            answer: HttpResponse = by_allauth(request, *args, **address)
            return answer
        if time.time() - request.session.get(_SESSION, 0) < app_settings.REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **address)
        words = {"ways": _ways(request)}
        return render(request, "monitoring/people/again.html", words, status=403 if request.method == "POST" else 200)

    return asking


def _ways(request: SignedInRequest) -> list[Way]:
    mine = SocialAccount.objects.filter(user=request.user).values_list("provider", flat=True)
    asked = urlencode({"process": "login", "next": BACK})
    return [
        Way(service.name, f"{reverse('openid_connect_login', args=[short])}?{asked}")
        for short, service in settings.SIGN_IN_SERVICES.items()
        if short in set(mine)
    ]
