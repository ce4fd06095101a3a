"""The calendar as other calendars read it (RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.calendar.queries import Due

NAMED = 20  # LEAs of one thing that is due


def written(items: Sequence[Due], *, at: datetime) -> bytes:
    """Return what is due as an iCalendar document, each thing on its whole day; what is overdue is left out."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//CIM Portal//{settings.PORTAL_HOST}//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("CIM due dates"))
    for one in items:
        if not one.is_overdue:
            calendar.add_component(_event(one, at=at))
    return bytes(calendar.to_ical())


def _event(one: Due, *, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{one.key}@{settings.PORTAL_HOST}")
    event.add("dtstamp", at)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", f"{one.title} – {_of_whom(one)}")
    lines = [f"{lea}: {settings.PORTAL_URL}{link}" for lea, link in one.leas[:NAMED]]
    if len(one.leas) > NAMED:
        lines.append(f"{settings.PORTAL_URL}/calendar/")
    event.add("description", "\n".join([_("Due by the end of the day, Pacific time."), *lines]))
    event.add("transp", "TRANSPARENT")
    return event


def _of_whom(one: Due) -> str:
    if len(one.leas) == 1:
        return one.leas[0][0]
    return ngettext("%(count)s LEA", "%(count)s LEAs", len(one.leas)) % {"count": len(one.leas)}
