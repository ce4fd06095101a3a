"""What the ledger keeps of the public resources."""

from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind

ADDED = EventKind("added_resource", sentence=_("{who} added the resource {what}"))
CHANGED = EventKind("changed_resource", sentence=_("{who} changed the resource {what}"))
WITHDREW = EventKind("withdrew_resource", sentence=_("{who} withdrew the resource {what}"))
RESTORED = EventKind("restored_resource", sentence=_("{who} restored the resource {what}"))

ADDED_TOPIC = EventKind("added_topic", sentence=_("{who} added the topic area {what}"))
CHANGED_TOPIC = EventKind("changed_topic", sentence=_("{who} changed the topic area {what}"))
REMOVED_TOPIC = EventKind("removed_topic", sentence=_("{who} removed the topic area {what}"))
SENT_MAILING = EventKind("sent_mailing", sentence=_("{who} sent the email list “{what}”"))

EVENTS = (ADDED, CHANGED, WITHDREW, RESTORED, ADDED_TOPIC, CHANGED_TOPIC, REMOVED_TOPIC, SENT_MAILING)
