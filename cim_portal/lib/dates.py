"""Dates in words; a deadline names its time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _

PACIFIC = ZoneInfo("America/Los_Angeles")


def in_words(day: date) -> str:
    """Return March 20, 2023."""
    return dateformat.format(day, _("F j, Y"))


def moment(at: datetime) -> str:
    """Return March 20, 2023, 12:00 p.m. Pacific time."""
    local = at.astimezone(PACIFIC)
    half = "a.m." if local.hour < 12 else "p.m."
    return _("%(date)s, %(hour)s:%(local)s %(half)s Pacific time") % {
        "date": in_words(local.date()),
        "hour": local.hour % 12 or 12,
        "local": f"{local:%M}",
        "half": half,
    }


def midnight(day: date, *, after: bool = False) -> datetime:
    """Return the moment at which a Pacific day begins, or the one after which it is over."""
    return datetime.combine(day + timedelta(days=after), time.min, tzinfo=PACIFIC)


def deadline(day: date | None) -> str:
    """Return when something is due; the state names days and no hours."""
    return _("by the end of %(day)s, Pacific time") % {"day": in_words(day)} if day else _("not set by the state yet")
