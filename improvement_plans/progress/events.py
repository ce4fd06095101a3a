"""What the ledger keeps of progress."""

from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates
from improvement_plans.progress import notices
from monitoring.ledger.kinds import EventKind, Values


def _day(values: Values) -> str:
    return gettext("The check of %(day)s.") % {"day": dates.in_words(date.fromisoformat(str(values["day"])))}


def _count(values: Values) -> str:
    count = int(values["count"])
    return ngettext("%(count)s check.", "%(count)s checks.", count) % {"count": count}


SCHEDULED = EventKind("schedule_checks", sentence=_("{who} set the progress checks of {what}"), details=_count)
DAY_SET = EventKind("set_check_day", sentence=_("{who} set a day for progress of {what}"), details=_day)
ENTERED = EventKind(
    "enter_progress",
    sentence=_("{who} entered progress of {what}"),
    details=_day,
    notifies=(notices.PROGRESS_BEHIND,),
)
CORRECTED = EventKind(
    "correct_progress",
    sentence=_("{who} corrected progress of {what}"),
    details=_day,
    notifies=(notices.PROGRESS_BEHIND,),
)
REMINDED = EventKind(
    "reminded_of_progress",
    sentence=_("{who} reminded of progress of {what}"),
    details=_day,
    notifies=(notices.CHECKS_DUE, notices.CHECKS_LATE),
)
EVALUATED = EventKind(
    "evaluate_plan",
    sentence=_("{who} evaluated {what}"),
    notifies=(notices.EVALUATED, notices.EVALUATED_FOR_STATE),
)

EVENTS = (SCHEDULED, DAY_SET, ENTERED, CORRECTED, REMINDED, EVALUATED)
