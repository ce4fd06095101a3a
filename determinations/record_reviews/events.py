"""What the ledger keeps of record reviews besides the moves of their samples."""

from django.utils.translation import gettext_lazy as _

from monitoring.access.roles import STATE_STAFF
from monitoring.ledger.kinds import EventKind

DRAWN = EventKind("drew_sample", sentence=_("{who} drew {what}"), readers=STATE_STAFF)
REPLACED = EventKind("replaced_record", sentence=_("{who} replaced a record of {what}"), readers=STATE_STAFF)

EVENTS = (DRAWN, REPLACED)
