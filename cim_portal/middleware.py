"""What is asked of every request: a second factor of those who need one; a refusal is a page, and each request a line.

And of every answer: that no browser keeps a page of someone who is signed in, or lets it use the device.
"""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from cim_portal import second_factor
from cim_portal.lib import bodies, doors, logs, metrics, texts
from cim_portal.lib.doors import View
from cim_portal.lib.limits import TooOften
from cim_portal.lib.verdict import Refused
from cim_portal.views import API, PROBES
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
        if probe := PROBES.get(request.path_info):
            with suppress(Http404):  # for this visitor it is no address, and is answered as any such
                return probe(request)
        return self.get_response(request)


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class LineMiddleware:
    """Writes a line for each request, counts it, and gives it a number, which a person can quote from an error page.

    The number is that of `X-Request-ID` where a proxy has given it one. An address is named by its view and its pattern.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        method = request.method if request.method in METHODS else "other"
        number = logs.request_id(request.headers.get("X-Request-ID", ""))
        with logs.line("request", request_id=number, method=method) as line:
            response = self.get_response(request)
            match = request.resolver_match
            is_static = request.path.startswith(settings.STATIC_URL)
            line["view"] = match.view_name if match else "static" if is_static else "none"
            line["address"] = f"/{match.route}" if match else None
            line["person"] = line.get("person") or _person(request)
            line["status"] = response.status_code
            response.headers["X-Request-ID"] = number
        metrics.count_request(line)
        return response

    def process_view(self, request: HttpRequest, view: View, args: object, address: object) -> None:
        """Have every line from now on name the person, also that of signing out."""
        logs.note(person=_person(request))


def _person(request: HttpRequest) -> int | None:
    """Return the number of who is signed in, as far as it was asked: it may be the database that is away."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


class BodyMiddleware:
    """Refuses a body that is larger than the person may send to the page, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, address: dict[str, object]
    ) -> HttpResponse | None:
        """Answer 413 with the limit, or let the request pass; whose session has ended signs in first."""
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size <= settings.BODY_LIMITS["stranger"]:
            return None
        most = bodies.most_before_parsing(request.user, view, address)
        if size <= most:
            return None
        if not request.user.is_authenticated and not doors.is_public(request) and size <= settings.BODY_LIMITS["form"]:
            return doors.signed_out(request)
        if request.path.startswith(API):
            return JsonResponse({"detail": bodies.too_large(most)}, status=413)
        return render(request, "refused.html", {"sentence": bodies.too_large(most)}, status=413)


class PrivateMiddleware:
    """Keeps what someone saw out of the browser's stores, so that the next one at the same machine does not find it.

    A request with a session is private, whatever it asks for. Signing out empties what the browser kept before; the copies
    of texts that are not saved are deleted by the page that signs out (`keep.js`).
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


class PlainTextMiddleware:
    """Takes what no text has out of everything that is sent: control characters, of which NUL is one, and halves of characters.

    An address with one is no address of the portal. Query, fields and the names of files come without them to every
    view and form, so none has to think of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _plain(request.GET)  # type: ignore[assignment]  # it stays as immutable as it was
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, address: object
    ) -> None:
        """Look at what was sent, once it is known that the person may send it. Raises Http404."""
        if texts.plain(request.path) != request.path:
            raise Http404("No address has such a character.")
        if request.method == "POST":
            request.POST = _plain(request.POST)  # type: ignore[assignment]
            for _name, files in request.FILES.lists():
                for file in files:
                    file.name = texts.plain(file.name or "")


def _plain(sent: QueryDict) -> QueryDict:
    if all(texts.plain(word) == word for key, values in sent.lists() for word in (key, *values)):
        return sent
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for key, values in sent.lists():
        kept.setlist(texts.plain(key), [texts.plain(value) for value in values])
    kept._mutable = False
    return kept


class RefusedMiddleware:
    """Shows a `Refused` that a view let through, as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the sentence: 403 where it is not for this person, 429 where it is too often, else 409."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotYou) else 429 if isinstance(exception, TooOften) else 409
        return render(request, "refused.html", {"sentence": str(exception)}, status=status)


# What stays open on the way: the second factor itself, signing in and out, and what the pages are drawn with.
OPEN = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/login/", settings.STATIC_URL)


class SecondFactorMiddleware:
    """With REQUIRE_MFA=1 keeps operators, the state's people and those who approve or review from every page until they
    have a second factor.

    Django's admin site is behind it too. Whoever has one is asked for it by the sign-in page itself, also on the way
    from a service of OpenID Connect; who comes from one that asks for a second factor needs no other.
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
    return user.is_authenticated and second_factor.lacks(user) and not _gave_it_elsewhere(request)


def _gave_it_elsewhere(request: HttpRequest) -> bool:
    """Say whether the person came from a service that asked for a second factor."""
    asking = second_factor.asking_services()
    return any(
        way.get("method") == "socialaccount" and way.get("provider") in asking
        for way in get_authentication_records(request, request.user)
    )
