"""What people are notified of about due dates."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

DUE_DATE_MOVED = Kind(
    "due_date_moved",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Step {step} of the {year} plan of {lea} has another due date: {after}"),
    text=_(
        "Step {step}, {title}, of the {year} plan of {lea} is due {after}. Before, it was due {before}.\n\n{reason}"
    ),
    daily=True,
)
_ASKED = _(
    "{by} asks for more time for step {step}, {title}, of the {year} plan of {lea}: until {until}. {when_due}\n\n{reason}"
)
EXTENSION_ASKED = Kind(
    "extension_asked",
    to=roles.SELPA_STAFF,
    subject=_("{lea} asks for more time for step {step} of its {year} plan"),
    text=_ASKED,
)
EXTENSION_ASKED_OF_STATE = Kind(
    "extension_asked_of_state",
    to=roles.MONITORS,
    subject=_("{lea} asks for more time for step {step} of its {year} plan"),
    text=_ASKED,
)
EXTENSION_GRANTED = Kind(
    "extension_granted",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("More time for step {step} of the {year} plan of {lea}: due {after}"),
    text=_(
        "{by} granted more time for step {step}, {title}, of the {year} plan of {lea}. It is due {after}.\n\n{answer}"
    ),
)
EXTENSION_REFUSED = Kind(
    "extension_refused",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Step {step} of the {year} plan of {lea} is still due {due}"),
    text=_(
        "{by} did not grant more time for step {step}, {title}, of the {year} plan of {lea}. It is still due {due}."
        "\n\n{answer}"
    ),
)
STEP_DUE = Kind(
    "step_due",
    to=roles.LEA_STAFF,
    subject=_("Step {step} of the {year} plan of {lea} is due {due}"),
    text=_("Step {step}, {title}, of the {year} plan of {lea} waits for you to submit it. It is due {due}."),
    daily=True,
)
STEP_OVERDUE = Kind(
    "step_overdue",
    to=roles.LEA_STAFF,
    subject=_("Overdue: step {step} of the {year} plan of {lea} was due {due}"),
    text=_(
        "Step {step}, {title}, of the {year} plan of {lea} waits for you to submit it. It was due {due}. If you need more "
        "time, an approver can ask for it on the page of the step."
    ),
    daily=True,
)
_WAITS = _("Step {step}, {title}, of the {year} plan of {lea} has been waiting for your review since {since}.")
REVIEW_WAITS = Kind(
    "review_waits",
    to=roles.SELPA_STAFF,
    subject=_("Step {step} of the {year} plan of {lea} waits for your review since {since}"),
    text=_WAITS,
    daily=True,
)
REVIEW_WAITS_FOR_STATE = Kind(
    "review_waits_for_state",
    to=roles.MONITORS,
    subject=_("Step {step} of the {year} plan of {lea} waits for your review since {since}"),
    text=_WAITS,
    daily=True,
)

NOTICES = (
    DUE_DATE_MOVED,
    EXTENSION_ASKED,
    EXTENSION_ASKED_OF_STATE,
    EXTENSION_GRANTED,
    EXTENSION_REFUSED,
    STEP_DUE,
    STEP_OVERDUE,
    REVIEW_WAITS,
    REVIEW_WAITS_FOR_STATE,
)
