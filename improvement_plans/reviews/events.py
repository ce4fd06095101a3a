"""What the ledger keeps of reviews besides the moves."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.reviews import notices
from monitoring.ledger.kinds import EventKind

BEGAN_REVIEW = EventKind("begin_review", sentence=_("{who} began to review {what}"))

COMMENTED = EventKind("comment", sentence=_("{who} commented on {what}"), notifies=(notices.COMMENTED,))

EVENTS = (BEGAN_REVIEW, COMMENTED)
