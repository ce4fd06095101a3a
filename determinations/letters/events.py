"""What the ledger keeps of letters besides their moves."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from determinations.letters import notices
from monitoring.ledger.kinds import EventKind, Values


def _drafts(values: Values) -> str:
    count = int(values["letters"])
    return ngettext("{count} letter stays a draft.", "{count} letters stay drafts.", count).format(count=count)


def _own_sentences(values: Values) -> str:
    return "" if values.get("written") else gettext("The letter's own sentences apply again.")


def _moment(values: Values) -> str:
    return gettext("At {moment}.").format(**values)


def _from_to(values: Values) -> str:
    return gettext("From {before} to {moment}.").format(**values)


STOPPED = EventKind("stopped_letters", sentence=_("{who} stopped issuing the letters of {what}"), details=_drafts)
WROTE_TEXT = EventKind("wrote_letter_text", sentence=_("{who} wrote the text {what}"), details=_own_sentences)

NOTIFIED_AGAIN = EventKind(
    "notified_of_letter_again", sentence=_("{who} notified again of {what}"), notifies=notices.OF_ISSUED
)
SET_RELEASE = EventKind("set_release", sentence=_("{who} set when to release {what}"), details=_moment)
MOVED_RELEASE = EventKind("moved_release", sentence=_("{who} moved the release of {what}"), details=_from_to)

EVENTS = (STOPPED, WROTE_TEXT, NOTIFIED_AGAIN, SET_RELEASE, MOVED_RELEASE)
