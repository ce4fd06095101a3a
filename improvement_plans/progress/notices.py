"""What people are notified of about progress."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

CHECKS_DUE = Kind(
    "checks_due",
    to=roles.LEA_STAFF,
    subject=_("Progress of the {year} plan of {lea} is due {due}"),
    text=_("Enter the progress that the {year} plan of {lea} promises for that day. It is due {due}.\n\n{checks}"),
    daily=True,
)
CHECKS_LATE = Kind(
    "checks_late",
    to=roles.LEA_STAFF,
    subject=_("Overdue: progress of the {year} plan of {lea} was due {due}"),
    text=_("Nothing was entered yet of this progress of the {year} plan of {lea}. It was due {due}.\n\n{checks}"),
    daily=True,
)
PROGRESS_BEHIND = Kind(
    "progress_behind",
    to=roles.SELPA_STAFF,
    subject=_("{lea} is behind with its {year} plan"),
    text=_("{by} entered that {lea} is behind with “{label}” of its {year} plan.\n\n{words}"),
    daily=True,
)
_EVALUATED = _(
    "{by} wrote the evaluation of the {year} plan of {lea}. Read it, and close the plan once nothing is missing."
)
EVALUATED = Kind(
    "plan_evaluated",
    to=roles.SELPA_STAFF,
    subject=_("The {year} plan of {lea} is evaluated"),
    text=_EVALUATED,
)
EVALUATED_FOR_STATE = Kind(
    "plan_evaluated_for_state",
    to=roles.MONITORS,
    subject=_("The {year} plan of {lea} is evaluated"),
    text=_EVALUATED,
)

NOTICES = (CHECKS_DUE, CHECKS_LATE, PROGRESS_BEHIND, EVALUATED, EVALUATED_FOR_STATE)
