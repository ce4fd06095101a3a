"""What the ledger keeps of LEAs, their monitors, and the units of the state's office."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.ledger.kinds import EventKind, Values


def said_to(values: Values) -> str:
    """Say to whom something was assigned."""
    return _("to %(to)s") % {"to": values["to"]}


def _members(values: Values) -> str:
    return _("with %(members)s") % {"members": values["members"] or _("no one")}


ASSIGNED_LEA = EventKind("assigned_lea", sentence=gettext_lazy("{who} assigned {what}"), details=said_to)
UNASSIGNED_LEA = EventKind("unassigned_lea", sentence=gettext_lazy("{who} ended the assignment of {what}"))
MADE_UNIT = EventKind("made_unit", sentence=gettext_lazy("{who} made the unit {what}"), details=_members)
CHANGED_UNIT = EventKind("changed_unit", sentence=gettext_lazy("{who} changed the unit {what}"), details=_members)
CLOSED_UNIT = EventKind("closed_unit", sentence=gettext_lazy("{who} closed the unit {what}"))

EVENTS = (ASSIGNED_LEA, UNASSIGNED_LEA, MADE_UNIT, CHANGED_UNIT, CLOSED_UNIT)
