"""Every view has one door: `@public`, `@signed_in` or `@guarded(can_…)`. A view without one stops the start."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from cim_portal.lib.verdict import Verdict

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Open the page to everybody."""
    view.door = "public"  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Open the page to every signed-in person; what it shows is that person's own."""
    view.door = "signed_in"  # type: ignore[attr-defined]
    return view


def guarded(can: Callable[..., Verdict], *, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Open the page to those whom `can` allows.

    With `load`, the address is turned into the thing first: `load(user, **address)` raises `Http404` for what the user
    may not see, and the view is called as `view(request, thing)`. Without it, `can(user)` is asked and the view gets
    the address as it stands. Visible but not allowed is 403 with the verdict's sentence; hidden is 404.
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
