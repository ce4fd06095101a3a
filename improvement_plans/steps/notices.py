"""What reviewers are notified of when an LEA submits a step or takes it back."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

STEP_SUBMITTED = Kind(
    "step_submitted",
    to=roles.SELPA_STAFF,
    subject=_("{lea} submitted step {step}"),
    text=_("{lea} submitted step {step}, {title}, of its {year} plan. It is waiting for your review."),
)
STEP_SUBMITTED_TO_STATE = Kind(
    "step_submitted_to_state",
    to=roles.MONITORS | roles.SELPA_STAFF,
    subject=_("{lea} submitted step {step}"),
    text=_("{lea} submitted step {step}, {title}, of its {year} plan. It is waiting for the state's review."),
)
STEP_RECALLED = Kind(
    "step_recalled",
    to=roles.SELPA_STAFF,
    subject=_("{lea} took step {step} back"),
    text=_("{lea} took step {step}, {title}, of its {year} plan back before anyone opened it. {when_due}"),
)

STEP_RECEIVED = Kind(
    "step_received",
    to=roles.LEA_STAFF,
    subject=_("Receipt: step {step} of {lea} was submitted"),
    text=_(
        "{by} submitted step {step}, {title}, of the {year} plan of {lea} as submission {round}. It is waiting for "
        "{reviewer} now. Until a reviewer begins, an approver can recall it. The page of the step has the submission as a "
        "dated document."
    ),
)
STEP_READY = Kind(
    "step_ready",
    to=frozenset({"lea_approver"}),
    subject=_("Step {step} of {lea} is ready to sign"),
    text=_(
        "{by} says that step {step}, {title}, of the {year} plan of {lea} is complete. Read it, sign it and submit it. {when_due}"
    ),
)

NOTICES = (STEP_SUBMITTED, STEP_SUBMITTED_TO_STATE, STEP_RECALLED, STEP_RECEIVED, STEP_READY)
