"""What the ledger keeps of LEAs and their monitors."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.ledger.kinds import EventKind, Values


def _monitor(values: Values) -> str:
    return _("to %(monitor)s") % {"monitor": values["monitor"]}


ASSIGNED_LEA = EventKind("assigned_lea", sentence=gettext_lazy("{who} assigned {what} to a monitor"), details=_monitor)
UNASSIGNED_LEA = EventKind("unassigned_lea", sentence=gettext_lazy("{who} ended the assignment of {what} to a monitor"))

EVENTS = (ASSIGNED_LEA, UNASSIGNED_LEA)
