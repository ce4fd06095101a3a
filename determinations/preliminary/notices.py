"""What people are notified of about preliminary figures."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

FIGURES_SHOWN = Kind(
    "figures_shown",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    daily_for=roles.SELPA_STAFF,
    subject=_("Review the preliminary {year} figures of {lea}"),
    text=_(
        "The state shows you the preliminary {year} figures of {lea}, and the level that would follow from them. They are "
        "under embargo: please share them with no one.\n\n"
        "If an element is wrong, an approver of the LEA can contest it with a reason, {ends}."
    ),
)
ELEMENT_CONTESTED = Kind(
    "element_contested",
    to=roles.ADMINISTRATORS,
    subject=_("{lea} contests a preliminary {year} figure"),
    text=_("{by} contests element {indicator} of {lea} in {year}:\n\n{reason}\n\nPlease answer in the portal."),
)
CONTEST_ANSWERED = Kind(
    "contest_answered",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("Answer about a preliminary {year} figure of {lea}"),
    text=_("The state answered about element {indicator} of {lea} in {year}: {decision}.\n\n{answer}"),
)

NOTICES = (FIGURES_SHOWN, ELEMENT_CONTESTED, CONTEST_ANSWERED)
