"""What the ledger keeps of plans besides their moves."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.plans import notices
from monitoring.ledger.kinds import EventKind, Values


def _level(values: Values) -> str:
    return f"{values['level']}."


OPENED = EventKind("open_plan", sentence=_("{who} opened {what}"), details=_level)
ASKED_TO_SETTLE = EventKind(
    "ask_to_settle",
    sentence=_("{who} asked the state to decide about {what}"),
    details=_level,
    tells=(notices.PLAN_TO_SETTLE,),
)

EVENTS = (OPENED, ASKED_TO_SETTLE)
