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
    to=roles.MONITORS,
    subject=_("{lea} submitted step {step}"),
    text=_("{lea} submitted step {step}, {title}, of its {year} plan. It is waiting for the state's review."),
)
STEP_RECALLED = Kind(
    "step_recalled",
    to=roles.SELPA_STAFF,
    subject=_("{lea} took step {step} back"),
    text=_("{lea} took step {step}, {title}, of its {year} plan back before anyone opened it."),
)

NOTICES = (STEP_SUBMITTED, STEP_SUBMITTED_TO_STATE, STEP_RECALLED)
