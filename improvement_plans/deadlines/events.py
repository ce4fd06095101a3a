"""What the ledger keeps of due dates besides the moves of extensions."""

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates
from improvement_plans.deadlines import notices
from monitoring.ledger.kinds import EventKind, Values


def _day(said: object) -> str:
    return dates.in_words(date.fromisoformat(str(said))) if said else gettext("not set")


def _from_to(values: Values) -> str:
    words = {"before": _day(values["before"]), "after": _day(values["after"])}
    return gettext("Before: %(before)s. Now: %(after)s.") % words


def _until(values: Values) -> str:
    return gettext("Until %(until)s.") % {"until": _day(values["until"])}


MOVED_DUE_DATE = EventKind(
    "moved_due_date",
    sentence=_("{who} set another due date for {what}"),
    details=_from_to,
    notifies=(notices.DUE_DATE_MOVED,),
)
ASKED_FOR_TIME = EventKind(
    "asked_for_time",
    sentence=_("{who} asked for more time for {what}"),
    details=_until,
    notifies=(notices.EXTENSION_ASKED, notices.EXTENSION_ASKED_OF_STATE),
)
REMINDED = EventKind(
    "reminded",
    sentence=_("{who} reminded of {what}"),
    notifies=(notices.STEP_DUE, notices.STEP_OVERDUE, notices.REVIEW_WAITS, notices.REVIEW_WAITS_FOR_STATE),
)

EVENTS = (MOVED_DUE_DATE, ASKED_FOR_TIME, REMINDED)
