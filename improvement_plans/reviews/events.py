"""What the ledger keeps of reviews besides the moves."""

from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind

BEGAN_REVIEW = EventKind("begin_review", sentence=_("{who} began to review {what}"))

EVENTS = (BEGAN_REVIEW,)
