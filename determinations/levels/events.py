"""What the ledger keeps of determining levels."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.levels import doubts
from monitoring.ledger.kinds import EventKind, Values


def _definition(values: Values) -> str:
    return gettext("Definition of {definition}.").format(**values)


def _accepted(values: Values) -> str:
    return "; ".join(f"{kind.title}: {int(values[name]):,}" for name, kind in doubts.KINDS.items() if name in values)


DETERMINED = EventKind("determine", sentence=_("{who} determined the levels as {what}"), details=_definition)

ACCEPTED_DOUBTS = EventKind(
    "accept_doubts", sentence=_("{who} accepted what looks wrong about {what}"), details=_accepted
)

EVENTS = (DETERMINED, ACCEPTED_DOUBTS)
