"""What people are notified of about signatures."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

READY_TO_SIGN = Kind(
    "ready_to_sign",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Step {step} of {lea} is ready for you to sign"),
    text=_(
        "You are named to sign step {step}, {title}, of the {year} plan of {lea} as: {office}. Read it, and sign it for "
        "yourself. {when_due}"
    ),
)

NOTICES = (READY_TO_SIGN,)
