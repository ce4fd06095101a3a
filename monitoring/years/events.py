"""What the ledger keeps of years."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind, Values


def _definition(values: Values) -> str:
    return gettext("Definition of {definition}.").format(**values)


OPENED = EventKind("opened_year", sentence=_("{who} opened the year {what}"), details=_definition)
USED_DEFINITION = EventKind(
    "used_definition",
    sentence=_("{who} put another version of the definition in force for {what}"),
    details=_definition,
)

EVENTS = (OPENED, USED_DEFINITION)
