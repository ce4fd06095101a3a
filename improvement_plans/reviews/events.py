"""What the ledger keeps of reviews besides the moves."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.reviews import notices
from monitoring.ledger.kinds import EventKind
from monitoring.oversight.events import said_to

BEGAN_REVIEW = EventKind("begin_review", sentence=_("{who} began to review {what}"))

COMMENTED = EventKind("comment", sentence=_("{who} commented on {what}"), notifies=(notices.COMMENTED,))

ASSIGNED_STEP = EventKind("assigned_step", sentence=_("{who} assigned {what}"), details=said_to)
UNASSIGNED_STEP = EventKind("unassigned_step", sentence=_("{who} ended the assignment of {what}"))

EVENTS = (BEGAN_REVIEW, COMMENTED, ASSIGNED_STEP, UNASSIGNED_STEP)
