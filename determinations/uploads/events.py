"""What the ledger keeps of uploads besides their moves."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from determinations.uploads import notices
from monitoring.ledger.kinds import EventKind, Values


def _warnings(values: Values) -> str:
    count = int(values["warnings"])
    return ngettext("{count} warning.", "{count} warnings.", count).format(count=count)


def _change(values: Values) -> str:
    return _("From {before} to {after}.").format(**values)


RECEIVED = EventKind("receive", sentence=gettext_lazy("{who} uploaded {what}"))
ACCEPTED_WARNINGS = EventKind(
    "accept_warnings", sentence=gettext_lazy("{who} accepted the warnings of {what}"), details=_warnings
)
LEA_MOVED = EventKind(
    "lea_moved",
    sentence=gettext_lazy("{who} moved {what} to another SELPA"),
    details=_change,
    notifies=(notices.LEA_LEFT_SELPA, notices.LEA_MOVED),
)
LEA_RENAMED = EventKind(
    "lea_renamed", sentence=gettext_lazy("{who} renamed {what}"), details=_change, notifies=(notices.LEA_RENAMED,)
)
LEA_GONE = EventKind(
    "lea_gone", sentence=gettext_lazy("{who} published a directory without {what}"), notifies=(notices.LEA_GONE,)
)

EVENTS = (RECEIVED, ACCEPTED_WARNINGS, LEA_MOVED, LEA_RENAMED, LEA_GONE)
