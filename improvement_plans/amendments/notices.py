"""What people are notified of about amendments."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

_WAITS = _(
    "{lea} asks to amend its approved {year} plan (amendment {number}).\n\n{reason}\n\nIt is waiting for your review."
)
AMENDMENT_SUBMITTED = Kind(
    "amendment_submitted",
    to=roles.SELPA_STAFF,
    subject=_("{lea} asks to amend its {year} plan"),
    text=_WAITS,
)
AMENDMENT_WAITS_FOR_STATE = Kind(
    "amendment_waits_for_state",
    to=roles.MONITORS,
    subject=_("{lea} asks to amend its {year} plan"),
    text=_WAITS,
)
AMENDMENT_RETURNED = Kind(
    "amendment_returned",
    to=roles.LEA_STAFF,
    subject=_("Amendment {number} of the {year} plan of {lea} was returned"),
    text=_("{by} returned amendment {number} of the {year} plan of {lea}. The plan is as it was.\n\n{note}"),
)
AMENDMENT_APPROVED = Kind(
    "amendment_approved",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Amendment {number} of the {year} plan of {lea} is approved"),
    text=_("{by} approved amendment {number} of the {year} plan of {lea}. The plan says so now.\n\n{note}"),
)
AMENDMENT_REFUSED = Kind(
    "amendment_refused",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Amendment {number} of the {year} plan of {lea} is not approved"),
    text=_("{by} did not approve amendment {number} of the {year} plan of {lea}. The plan is as it was.\n\n{note}"),
)

NOTICES = (
    AMENDMENT_SUBMITTED,
    AMENDMENT_WAITS_FOR_STATE,
    AMENDMENT_RETURNED,
    AMENDMENT_APPROVED,
    AMENDMENT_REFUSED,
)
