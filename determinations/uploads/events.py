"""What the ledger keeps of uploads besides their moves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from monitoring.ledger.kinds import EventKind, Values


def _warnings(values: Values) -> str:
    count = int(values["warnings"])
    return ngettext("{count} warning.", "{count} warnings.", count).format(count=count)


RECEIVED = EventKind("receive", sentence=_("{who} uploaded {what}"))
ACCEPTED_WARNINGS = EventKind("accept_warnings", sentence=_("{who} accepted the warnings of {what}"), details=_warnings)

EVENTS = (RECEIVED, ACCEPTED_WARNINGS)
