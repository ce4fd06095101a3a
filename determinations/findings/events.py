"""What the ledger keeps of findings besides their moves."""

from django.utils.translation import gettext_lazy as _

from determinations.findings import notices
from determinations.findings.models import READERS
from monitoring.access.roles import STATE_STAFF
from monitoring.ledger.kinds import EventKind

DRAFTED = EventKind("drafted_finding", sentence=_("{who} drafted {what}"), readers=STATE_STAFF)
CHANGED = EventKind("changed_finding", sentence=_("{who} changed the draft of {what}"), readers=STATE_STAFF)
WORKED = EventKind("worked_on_correction", sentence=_("{who} wrote about the correction of {what}"), readers=READERS)
ATTACHED = EventKind("attached_evidence", sentence=_("{who} attached evidence to {what}"), readers=READERS)
DETACHED = EventKind("removed_evidence", sentence=_("{who} removed evidence from {what}"), readers=READERS)
SAMPLED = EventKind("recorded_sample", sentence=_("{who} recorded a sample of records for {what}"), readers=STATE_STAFF)
PACKED = EventKind(
    "downloaded_evidence_pack", sentence=_("{who} downloaded the evidence pack of {what}"), readers=READERS
)
HELD = EventKind(
    "set_hold", sentence=_("{who} set a hold because of {what}"), readers=READERS, notifies=(notices.FINDING_HELD,)
)
LIFTED = EventKind(
    "lifted_hold",
    sentence=_("{who} lifted the hold because of {what}"),
    readers=READERS,
    notifies=(notices.HOLD_LIFTED,),
)
NUDGED = EventKind(
    "reminded_of_finding",
    sentence=_("{who} reminded of {what}"),
    readers=READERS,
    notifies=(notices.FINDING_DUE, notices.FINDING_LATE, notices.FINDING_TO_VERIFY, notices.FINDING_TO_CLOSE),
)

GIVING = (WORKED.name, ATTACHED.name, DETACHED.name, "give_evidence")  # after one of these one does not verify
EVENTS = (DRAFTED, CHANGED, WORKED, ATTACHED, DETACHED, SAMPLED, PACKED, HELD, LIFTED, NUDGED)
