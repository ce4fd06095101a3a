"""Every view has one door: `@public`, `@signed_in` or `@guarded(can_…)`. A view without one stops the start.

Who is signed out is sent to sign in, and comes back to the page where they were: never to an address that only takes
what is sent to it.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import csrf

from cim_portal.lib.verdict import Verdict

View = Callable[..., HttpResponseBase]
SIGN_IN = "Sign-In"  # the header that says to a page's own requests where to sign in again


def public(view: View) -> View:
    """Open the page to everyone."""
    view.door = "public"  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Open the page to every signed-in person; what it shows is that person's own."""
    view.door = "signed_in"  # type: ignore[attr-defined]
    return view


def guarded(can: Callable[..., Verdict], *, load: Callable[..., object] | None = None) -> Callable[[View], View]:
    """Open the page to those whom `can` allows.

    With `load`, the address is turned into the thing first: `load(user, **address)` raises `Http404` for what the user
    may not see, and the view is called as `view(request, thing)`. Without it, `can(user)` is asked and the view gets
    the address as it is. Visible but not allowed is 403 with the verdict's sentence; hidden is 404.
    """

    def door(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, **address: Any) -> HttpResponseBase:
            if load is None:
                _insist(can(request.user))
                return view(request, **address)
            thing = load(request.user, **address)
            _insist(can(request.user, thing))
            return view(request, thing)

        guard.door = f"guarded({can.__name__})"  # type: ignore[attr-defined]
        return guard

    return door


def _insist(verdict: Verdict) -> None:
    if verdict.hidden:
        raise Http404(verdict.reason)
    if not verdict:
        raise PermissionDenied(verdict.reason)


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends people who are signed out to the sign-in page; a page's own requests get 401, and where that page is.

    The sign-in page itself would land within the page that asked, and be taken for an answer.
    """

    def handle_no_permission(  # type: ignore[override]  # 401 is no redirect
        self, request: HttpRequest, view_func: View
    ) -> HttpResponse:
        """Answer someone who is signed out."""
        return signed_out(request)


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the token of this browser: it may only be that the session has ended."""
    if not request.user.is_authenticated and not is_public(request):
        return signed_out(request)
    return csrf.csrf_failure(request, reason)


def is_public(request: HttpRequest) -> bool:
    """Say whether the address is open to everyone, or is no address at all."""
    return request.resolver_match is None or not getattr(request.resolver_match.func, "login_required", True)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Lead someone who is signed out to the sign-in page, and from there back to where they were."""
    address = f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: _page_to_return_to(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={SIGN_IN: address})
    return redirect(address)


def _page_to_return_to(request: HttpRequest) -> str:
    """Return the page at which the person was; where the browser does not say, the one to which the address belongs."""
    asked = request.get_full_path()
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request") and _is_page(asked):
        return asked
    for said in (request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        if said and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
            parts = urlsplit(said)
            page = parts.path + (f"?{parts.query}" if parts.query else "")
            if _is_page(page):
                return page
    return _page_above(request.path)


def _page_above(path: str) -> str:
    """Return the nearest page of the address and those above it: `…/consolidation/` of `…/consolidation/comment/`."""
    parts = path.strip("/").split("/")
    for length in range(len(parts), 0, -1):
        page = f"/{'/'.join(parts[:length])}/"
        if _is_page(page):
            return page
    return resolve_url("home")


def _is_page(address: str) -> bool:
    """Say whether a browser can go to the address: there is such a view, and it takes GET."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    # `require_http_methods` says which methods it takes only within itself.
    methods = inspect.getclosurevars(view).nonlocals.get("request_method_list") if inspect.isfunction(view) else None
    return methods is None or "GET" in methods
