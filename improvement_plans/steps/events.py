"""What the ledger keeps of steps besides their moves."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.steps import notices
from monitoring.ledger.kinds import EventKind

READY = EventKind(
    "say_ready",
    sentence=_("{who} asked the approvers to sign {what}"),
    notifies=(notices.STEP_READY,),
)

EVENTS = (READY,)
