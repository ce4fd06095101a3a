"""The calendar: a page, and a feed with a private address that can be renewed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.calendar import ics, queries
from cim_portal.calendar.queries import Due, Of
from cim_portal.lib import downloads
from cim_portal.lib.doors import public, signed_in
from monitoring.access.who import SignedInRequest
from monitoring.people.models import Person

SALT = "calendar"
NAMED = 8  # LEAs of one thing that is due; the others are folded away


@dataclass(frozen=True)
class Line:
    """One thing that is due, and the LEAs that are named at once and those that are folded away."""

    due: Due
    first: tuple[Of, ...]
    others: tuple[Of, ...]


@require_GET
@signed_in
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show what is due for the LEAs that this person sees, by day, what is overdue first."""
    items = queries.due(request.user, today=localdate())
    if kind := downloads.asked(request):
        rows = [(one.day, one.title, lea, one.is_overdue) for one in items for lea, _address in one.leas]
        return downloads.answer(kind, ("due", "what", "lea_name", "overdue"), rows, name="cim-calendar")
    lines = [Line(one, one.leas[:NAMED], one.leas[NAMED:]) for one in items]
    return render(
        request,
        "cim_portal/calendar/calendar.html",
        {
            "overdue": [line for line in lines if line.due.is_overdue],
            "coming": [line for line in lines if not line.due.is_overdue],
            "address": address_of(request.user),
        },
    )


@require_POST
@signed_in
def renew(request: SignedInRequest) -> HttpResponse:
    """Give this person a private address for their calendar; the one before it is not valid any more."""
    person = request.user
    person.calendar += 1
    person.save(update_fields=["calendar"])
    messages.success(request, _("Your calendar has a new private address. The one before it is not valid any more."))
    return redirect("calendar")


@require_GET
@public
def feed(request: HttpRequest) -> HttpResponse:
    """Give the calendar of the person whose private address this is."""
    person = _person_of(request.GET.get("key", ""))
    content = ics.written(queries.due(person, today=localdate()), at=now())
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def address_of(person: Person) -> str:
    """Return the private address of a person's calendar, blank where there is none yet."""
    if not person.calendar:
        return ""
    key = signing.Signer(salt=SALT).sign(f"{person.pk}.{person.calendar}")
    return f"{settings.PORTAL_URL}{reverse('calendar_feed')}?key={key}"


def _person_of(key: str) -> Person:
    """Return whose private address it is. Raises Http404 for one that is not valid any more, or never was."""
    try:
        pk, number = signing.Signer(salt=SALT).unsign(key).split(".")
    except signing.BadSignature:
        raise Http404("No such calendar.") from None
    person = Person.objects.filter(pk=int(pk), calendar=int(number), is_active=True).first()
    if person is None:
        raise Http404("No such calendar.")
    return person
