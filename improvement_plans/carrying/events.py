"""What the ledger keeps of taking over from an earlier year."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from monitoring.ledger.kinds import EventKind, Values


def _rows(values: Values) -> str:
    rows = int(values["rows"])
    said = ngettext("%(rows)s row of the %(year)s plan.", "%(rows)s rows of the %(year)s plan.", rows)
    return said % {"rows": rows, "year": values["year"]}


TOOK_OVER = EventKind("took_over", sentence=_("{who} took rows of an earlier plan over into {what}"), details=_rows)

EVENTS = (TOOK_OVER,)
