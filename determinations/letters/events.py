"""What the ledger keeps of letters besides their moves."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind, Values


def _drafts(values: Values) -> str:
    count = int(values["letters"])
    return ngettext("{count} letter stays a draft.", "{count} letters stay drafts.", count).format(count=count)


def _own_sentences(values: Values) -> str:
    return "" if values.get("written") else gettext("The letter's own sentences apply again.")


STOPPED = EventKind("stopped_letters", sentence=_("{who} stopped issuing the letters of {what}"), details=_drafts)
WROTE_TEXT = EventKind("wrote_letter_text", sentence=_("{who} wrote the text {what}"), details=_own_sentences)

EVENTS = (STOPPED, WROTE_TEXT)
