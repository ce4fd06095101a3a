"""What people are notified of about plans, and about steps that are opened again."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

_TO = roles.LEA_STAFF | roles.SELPA_STAFF

STEP_REOPENED = Kind(
    "step_reopened",
    to=_TO,
    subject=_("Step {step} of {lea} was reopened"),
    text=_("The state reopened step {step}, {title}, of the {year} plan of {lea}. The reason: {reason}\n\n{when_due}"),
)
PLAN_APPROVED = Kind(
    "plan_approved",
    to=_TO,
    subject=_("The {year} improvement plan of {lea} is approved"),
    text=_(
        "All planning steps of the {year} improvement plan of {lea} are approved, and so is the plan. The portal is preparing the"
        " report. It will be on the page of the plan shortly."
    ),
)
PLAN_FOLLOWS_LETTER = Kind(
    "plan_follows_letter",
    to=_TO,
    subject=_("The {year} plan of {lea} continues under the corrected letter"),
    text=_(
        "The {year} plan of {lea} follows the corrected letter now. It says: {level}. What was typed is kept. What was"
        " approved is open again, since the letter may ask for more."
    ),
)
PLAN_CLOSED = Kind(
    "plan_closed",
    to=_TO,
    subject=_("The {year} plan of {lea} is closed"),
    text=_("The {year} improvement plan of {lea} is closed. The reason: {reason}\n\nYou can still read all of it."),
)
PLAN_NOT_ASKED_FOR = Kind(
    "plan_not_asked_for",
    to=_TO,
    subject=_("The {year} plan of {lea} is closed"),
    text=_(
        "The {year} improvement plan of {lea} is closed. The reason: the corrected letter asks for no plan.\n\nYou can"
        " still read all of it."
    ),
)
PLAN_TO_SETTLE = Kind(
    "plan_to_settle",
    to=roles.ADMINISTRATORS,
    subject=_("The {year} plan of {lea} is waiting for your decision"),
    text=_(
        "A corrected {year} letter of {lea} says: {level}. Its plan was begun at another level. Close the plan, or let it"
        " continue under the corrected letter."
    ),
)

NOTICES = (STEP_REOPENED, PLAN_APPROVED, PLAN_FOLLOWS_LETTER, PLAN_CLOSED, PLAN_NOT_ASKED_FOR, PLAN_TO_SETTLE)
