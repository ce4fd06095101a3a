"""The email list: signing up, confirming and leaving by a mailed link, and the list itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cim_portal.lib import downloads, limits
from cim_portal.lib.doors import guarded, public
from monitoring.access.permissions import can_administer
from monitoring.resources import queries
from monitoring.resources import subscribers as resources_subscribers
from monitoring.resources.forms import SubscribeForm
from monitoring.resources.models import Subscriber


@require_http_methods(["GET", "HEAD", "POST"])
@public
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take an address; the answer is the same whether it is known or not."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.insist(request, "subscribe", address=form.cleaned_data["email"])
        language = (get_language() or "en")[:2]
        resources_subscribers.ask(email=form.cleaned_data["email"], language=language, at=now())
        return render(request, "monitoring/resources/subscribe.html", {"asked": form.cleaned_data["email"]})
    return render(request, "monitoring/resources/subscribe.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """Show the button of a confirmation, and confirm when it is pressed: scanners of mail only look."""
    return _by_link(
        request, "confirm", lambda: resources_subscribers.of_confirmation(signed), resources_subscribers.confirm
    )


@csrf_exempt  # mail programs send it with one click, and nothing but the signed link (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@public
def leave(request: HttpRequest, signed: str) -> HttpResponse:
    """Show the button to leave the list, and leave when it is pressed."""
    return _by_link(request, "leave", lambda: resources_subscribers.of_leaving(signed), resources_subscribers.leave)


def _by_link(
    request: HttpRequest, purpose: str, of_link: Callable[[], Subscriber], act: Callable[..., None]
) -> HttpResponse:
    context: dict[str, str | bool] = {"purpose": purpose}
    try:
        subscriber = of_link()
    except (resources_subscribers.Expired, resources_subscribers.NotOurs) as refused:
        status = 410 if isinstance(refused, resources_subscribers.Expired) else 404
        return render(
            request, "monitoring/resources/mailed_link.html", {**context, "refused": str(refused)}, status=status
        )
    context["email"] = subscriber.email
    if request.method == "POST":
        act(subscriber=subscriber, at=now())
        context["done"] = True
    return render(request, "monitoring/resources/mailed_link.html", context)


@require_safe
@guarded(can_administer)
def subscribers(request: HttpRequest) -> HttpResponse:
    """Show the list in numbers, what was written to it, and the ways to write to it and to export it."""
    context = {"counts": queries.list_counts(), "mailings": queries.mailing_lines()}
    return render(request, "monitoring/resources/subscribers.html", context)


@require_safe
@guarded(can_administer)
def subscribers_table(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the addresses that count as a file, each with its own link to leave."""
    rows = [
        (one.email, one.confirmed_at, settings.PORTAL_URL + resources_subscribers.leave_link(one))
        for one in queries.confirmed_subscribers()
    ]
    return downloads.answer(kind, ("email", "confirmed", "link to leave"), rows, name="cim-email-list")
