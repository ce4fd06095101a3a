"""What the ledger keeps of determining levels."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind, Values


def _definition(values: Values) -> str:
    return gettext("Definition of {definition}.").format(**values)


DETERMINED = EventKind("determine", sentence=_("{who} determined the levels as {what}"), details=_definition)

EVENTS = (DETERMINED,)
