"""What people are notified of when a directory is published."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

LEA_LEFT_SELPA = Kind(
    "lea_left_selpa",
    to=roles.SELPA_STAFF,
    subject=_("{lea} is now in {after}"),
    text=_(
        "The state’s {year} directory moves {lea} from {before} to {after}. {after} reviews its open steps from now on.\n\n"
        "If this is wrong, ask the state to correct the directory."
    ),
)
LEA_MOVED = Kind(
    "lea_moved",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("{lea} is now in {after}"),
    text=_(
        "The state’s {year} directory moves {lea} from {before} to {after}. Its plans move with it, and {after} reviews its"
        " open steps from now on.\n\nIf this is wrong, ask the state to correct the directory."
    ),
)
LEA_RENAMED = Kind(
    "lea_renamed",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("{before} is now called {after}"),
    text=_(
        "The state’s {year} directory calls {before} {after} from now on. Earlier years keep the earlier name.\n\n"
        "If this is wrong, ask the state to correct the directory."
    ),
)
LEA_GONE = Kind(
    "lea_gone",
    to=roles.LEA_STAFF | roles.SELPA_STAFF,
    subject=_("{lea} is not in the {year} directory"),
    text=_(
        "The state’s {year} directory does not have {lea}, so it gets no level and no letter for {year}. Its earlier years"
        " stay as they are.\n\nIf this is wrong, ask the state to correct the directory."
    ),
)

NOTICES = (LEA_LEFT_SELPA, LEA_MOVED, LEA_RENAMED, LEA_GONE)
