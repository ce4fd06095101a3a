"""The ledger as people read it: each move a sentence, on the page and in the table that leaves the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from monitoring.ledger import kinds
from monitoring.ledger.models import Event, status_in_words

COLUMNS = ("when", "who", "what", "LEA code", "LEA", "from", "to", "note")


@dataclass(frozen=True)
class EventLine:
    """A move as it is read: `sentence` begins with who did it; `lea_code` is blank where it is about no LEA."""

    sentence: str
    who: str
    when: str
    lea_code: str
    lea: str
    source: str
    target: str
    note: str


def line(event: Event) -> EventLine:
    """Return a move as people read it."""
    who = str(event.by or _("The portal"))
    model = ContentType.objects.get_for_id(event.subject_type_id).model_class()
    return EventLine(
        sentence=kinds.sentence(event.move, who=who, what=event.subject_text),
        who=who,
        when=dates.moment(event.at),
        lea_code=event.lea.code if event.lea else "",
        lea=event.lea.name if event.lea else "",
        source=status_in_words(model, event.source),
        target=status_in_words(model, event.target),
        note=" ".join(said for said in (kinds.details(event.move, event.values), event.note) if said),
    )


def rows(found: Iterable[Event]) -> Iterable[tuple[str | datetime, ...]]:
    """Yield the moves as rows under `COLUMNS`; when is a moment, so that it can be sorted and calculated with."""
    for event in found:
        read = line(event)
        yield (event.at, read.who, read.sentence, read.lea_code, read.lea, read.source, read.target, read.note)
