"""What the ledger keeps of a step that is filled in."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.notices import TEXT_REPLACED
from monitoring.ledger.kinds import EventKind

REPLACED_TEXT = EventKind(
    "replaced_text", sentence=_("{who} replaced a text that met another in {what}"), notifies=(TEXT_REPLACED,)
)

REDACTED = EventKind("redacted_versions", sentence=_("{who} redacted the number of a student in versions of {what}"))

EVENTS = (REPLACED_TEXT, REDACTED)
