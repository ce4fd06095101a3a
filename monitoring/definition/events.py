"""What the ledger keeps of definitions and step forms."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind, Values


def _taken_over(values: Values) -> str:
    return gettext("Taken over from {source}.").format(**values) if values else ""


LOADED_FORMS = EventKind("loaded_step_forms", sentence=_("{who} loaded {what}"))
LOADED = EventKind("loaded_definition", sentence=_("{who} loaded the definition of {what}"), details=_taken_over)

EVENTS = (LOADED_FORMS, LOADED)
