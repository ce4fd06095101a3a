"""What the ledger keeps of amendments besides their moves."""

from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind

BEGUN = EventKind("begin_amendment", sentence=_("{who} began {what}"))

EVENTS = (BEGUN,)
