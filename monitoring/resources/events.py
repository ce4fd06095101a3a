"""What the ledger keeps of the public resources."""

from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind

ADDED = EventKind("added_resource", sentence=_("{who} added the resource {what}"))
CHANGED = EventKind("changed_resource", sentence=_("{who} changed the resource {what}"))
WITHDREW = EventKind("withdrew_resource", sentence=_("{who} withdrew the resource {what}"))
RESTORED = EventKind("restored_resource", sentence=_("{who} restored the resource {what}"))

EVENTS = (ADDED, CHANGED, WITHDREW, RESTORED)
