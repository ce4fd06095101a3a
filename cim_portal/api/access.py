"""Who asks: a personal token or no one; a session never counts. And how often one may ask."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage
from ninja.security.http import HttpAuthBase

from cim_portal import second_factor
from cim_portal.api import errors
from cim_portal.api.errors import ApiError
from monitoring.people.models import Person
from monitoring.tokens import services
from monitoring.tokens.models import Token

View = Callable[..., HttpResponse]


class ApiRequest(HttpRequest):
    """A request of the API."""

    user: Person  # of the token
    auth: Token


class PersonalToken(HttpAuthBase):
    """Opens what a token of a scope may read."""

    openapi_scheme = "bearer"

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        """Return the token of the request. Raises ApiError with 401 without a valid one, 403 where it may not read this."""
        token: Token | None = request.token  # type: ignore[attr-defined]  # `guarded` looked for it
        if token is None:
            raise errors.no_token()
        if second_factor.lacks(token.person) and not second_factor.is_asked_for_elsewhere(token.person):
            words = _(
                "Your role needs a second factor. Set one up in the portal under your account; then this token works."
            )
            raise ApiError(403, words)
        if self.scope and self.scope not in token.scopes:
            raise ApiError(403, _("This token may not read “%(scope)s”. Make one that may.") % {"scope": self.scope})
        return token


def guarded(view: View) -> View:
    """Have the view asked as whoever the token is of, and not more often than one may."""

    @wraps(view)
    def guard(request: HttpRequest, *args: object, **address: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return errors.answer(405, _("The API is read with GET alone."), headers={"Allow": "GET, HEAD"})
        request.method = "GET"  # the server leaves out the body where only the head was asked for
        token = _token(request)
        request.token = token  # type: ignore[attr-defined]
        request.user = token.person if token else AnonymousUser()
        try:
            _count(request, token)
            response = view(request, *args, **address)
        except ApiError as fault:
            response = errors.fault(request, fault)
        patch_vary_headers(response, ["Authorization"])
        if token:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return guard


def _token(request: HttpRequest) -> Token | None:
    kind, _space, sent = request.headers.get("Authorization", "").partition(" ")
    return services.valid(sent.strip(), at=now()) if kind.lower() == "bearer" and sent.strip() else None


def _count(request: HttpRequest, token: Token | None) -> None:
    """Count the request: of a valid token, or of the address from where it comes. Raises ApiError where it is too much.

    While Redis is away nothing is counted and everything is let through.
    """
    by, key = ("token", token.sha256) if token else ("from", str(get_adapter().get_client_ip(request)))
    rate = settings.API_LIMITS[by]
    usage = get_usage(request, group=f"api {by}", key=lambda _group, _request: key, rate=rate, increment=True)
    if usage and usage["should_limit"]:
        seconds = max(int(usage["time_left"]), 1)
        sentence = _("This was asked for too often. Ask again in %(seconds)s seconds.") % {"seconds": seconds}
        raise ApiError(429, sentence, headers={"Retry-After": str(seconds)})
