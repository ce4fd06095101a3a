"""What the ledger keeps of preliminary figures besides their moves."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.preliminary import notices
from monitoring.ledger.kinds import EventKind, Values


def _ends(values: Values) -> str:
    return gettext("It ends {ends}.").format(**values)


OPENED = EventKind("opened_window", sentence=_("{who} opened {what}"), details=_ends, notifies=(notices.FIGURES_SHOWN,))
MOVED_END = EventKind("moved_end_of_window", sentence=_("{who} set another end for {what}"), details=_ends)
CONTESTED = EventKind("contested", sentence=_("{who} contested {what}"), notifies=(notices.ELEMENT_CONTESTED,))

EVENTS = (OPENED, MOVED_END, CONTESTED)
