"""What people are notified of about findings."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

_LEA_AND_SELPA = roles.LEA_STAFF | roles.SELPA_STAFF
_VERIFIERS = roles.SELPA_STAFF | roles.MONITORS

FINDING_NOTIFIED = Kind(
    "finding_notified",
    to=_LEA_AND_SELPA,
    subject=_("Finding of noncompliance for {lea}: correct it {due}"),
    text=_(
        "The state found that {lea} does not meet a requirement: {requirement} ({citation}).\n\n"
        "Correct it as soon as possible, and in any case {due}. The finding, the data behind it and what is to be corrected "
        "are in the portal."
    ),
)
EVIDENCE_GIVEN = Kind(
    "evidence_given",
    to=_VERIFIERS,
    subject=_("{lea} gave evidence for finding {number}"),
    text=_(
        "{by} gave evidence for finding {number} of {lea} ({citation}). It waits for you to verify it. It is due {due}."
    ),
)
EVIDENCE_RETURNED = Kind(
    "evidence_returned",
    to=_LEA_AND_SELPA,
    subject=_("Finding {number} of {lea}: the evidence was returned"),
    text=_("{by} returned the evidence for finding {number} of {lea} ({citation}):\n\n{words}\n\nIt is due {due}."),
)
CHILDREN_VERIFIED = Kind(
    "children_verified",
    to=_LEA_AND_SELPA | roles.MONITORS,
    subject=_("Finding {number} of {lea}: the correction for each child is verified"),
    text=_(
        "{by} verified the correction for each child of finding {number} of {lea} ({citation}). What is left is to verify on "
        "new data that the requirement is met, {due}."
    ),
)
DATA_VERIFIED = Kind(
    "data_verified",
    to=_LEA_AND_SELPA | roles.ADMINISTRATORS,
    subject=_("Finding {number} of {lea} is verified as corrected"),
    text=_(
        "{by} verified on new data that {lea} meets the requirement of finding {number} ({citation}).\n\nThe state closes it."
    ),
)
FINDING_CLOSED = Kind(
    "finding_closed",
    to=_LEA_AND_SELPA,
    subject=_("Finding {number} of {lea} is closed"),
    text=_(
        "The state closed finding {number} of {lea}: {requirement} ({citation}). Nothing more is asked of the LEA for it."
    ),
)
FINDING_HELD = Kind(
    "finding_held",
    to=_LEA_AND_SELPA,
    subject=_("The state set a hold because of finding {number} of {lea}"),
    text=_("{by} set a hold because of finding {number} of {lea} ({citation}):\n\n{reason}"),
)
HOLD_LIFTED = Kind(
    "hold_lifted",
    to=_LEA_AND_SELPA,
    subject=_("The hold because of finding {number} of {lea} is lifted"),
    text=_("{by} lifted the hold because of finding {number} of {lea} ({citation})."),
)
FINDING_DUE = Kind(
    "finding_due",
    to=roles.LEA_STAFF,
    subject=_("Finding {number} of {lea} is to be corrected {due}"),
    text=_(
        "Finding {number} of {lea} ({citation}) waits for you to give evidence of its correction. It has to be verified {due}, "
        "so give the evidence well before."
    ),
    daily=True,
)
FINDING_LATE = Kind(
    "finding_late",
    to=_LEA_AND_SELPA | roles.MONITORS,
    subject=_("Late: finding {number} of {lea} was to be corrected {due}"),
    text=_("Finding {number} of {lea} ({citation}) was to be verified as corrected {due}. It waits for {waits_for}."),
    daily=True,
)
FINDING_TO_VERIFY = Kind(
    "finding_to_verify",
    to=_VERIFIERS,
    subject=_("Finding {number} of {lea} waits for you to verify it since {since}"),
    text=_(
        "The correction of finding {number} of {lea} ({citation}) waits for you to verify it since {since}. It is due {due}."
    ),
    daily=True,
)
FINDING_TO_CLOSE = Kind(
    "finding_to_close",
    to=roles.ADMINISTRATORS,
    subject=_("Finding {number} of {lea} waits for you to close it since {since}"),
    text=_(
        "Finding {number} of {lea} ({citation}) is verified as corrected and waits for you to close it since {since}."
    ),
    daily=True,
)

NOTICES = (
    FINDING_NOTIFIED,
    EVIDENCE_GIVEN,
    EVIDENCE_RETURNED,
    CHILDREN_VERIFIED,
    DATA_VERIFIED,
    FINDING_CLOSED,
    FINDING_HELD,
    HOLD_LIFTED,
    FINDING_DUE,
    FINDING_LATE,
    FINDING_TO_VERIFY,
    FINDING_TO_CLOSE,
)
