"""What people are notified of when a step is reviewed."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

STEP_RETURNED = Kind(
    "step_returned",
    to=roles.LEA_STAFF,
    subject=_("Step {step} was returned to {lea}"),
    text=_(
        "Step {step}, {title}, of the {year} plan was returned by {by}.\n\n{note}\n\n{asked}\n\n"
        "What the reviewer asked for is next to each activity in the portal. Answer each request before you submit the "
        "step again. {when_due}"
    ),
)
STEP_WAITS_FOR_STATE = Kind(
    "step_waits_for_state",
    to=frozenset({"lea_approver"}) | roles.MONITORS,
    subject=_("Step {step} of {lea} was passed on to the state"),
    text=_("The SELPA approved step {step}, {title}, of the {year} plan of {lea}. The state reviews it now."),
)
STEP_APPROVED = Kind(
    "step_approved",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Step {step} of {lea} was approved"),
    text=_("Step {step}, {title}, of the {year} plan of {lea} was approved.\n\n{note}"),
)

COMMENTED = Kind(
    "commented",
    to=roles.LEA_STAFF | roles.SELPA_STAFF | frozenset({"ta_provider"}),
    subject=_("{by} commented on {page} of {lea}"),
    text=_("{by} wrote about {page} in step {step} of the {year} plan of {lea}:\n\n{said}\n\n{when_due}"),
)

NOTICES = (COMMENTED, STEP_RETURNED, STEP_WAITS_FOR_STATE, STEP_APPROVED)
