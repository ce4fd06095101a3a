"""The ledger as people read it: each move a sentence, on the page and in the table that leaves the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cim_portal.lib import dates
from monitoring.ledger.models import Event

# What was done, by the name of the move; what it was done to follows in the sentence.
SAID = {
    "accept_warnings": "accepted the warnings of",
    "added_resource": "added the resource",
    "approve": "approved",
    "approve_plan": "approved",
    "begin_review": "began to review",
    "changed_resource": "changed the resource",
    "close_plan": "closed",
    "correct": "replaced by a corrected letter:",
    "determine": "determined the levels as",
    "fail_check": "found errors in",
    "finalise": "made final:",
    "follow_letter": "set under the letter that replaces its own:",
    "gave_role": "gave a role to",
    "invited_again": "sent the invitation again to",
    "issue": "issued",
    "loaded_step_forms": "loaded",
    "loaded_definition": "loaded the definition of",
    "open_plan": "opened",
    "opened_year": "opened the year",
    "pass_check": "found no errors in",
    "pass_on": "approved for the SELPA, and passed on to the state:",
    "publish": "published",
    "recall": "took back before its review:",
    "receive": "uploaded",
    "reopen": "reopened",
    "reopen_plan": "reopened",
    "restored_resource": "restored the resource",
    "return": "returned to the LEA:",
    "start_check": "began to check",
    "submit": "submitted",
    "stopped_letters": "stopped issuing the letters of",
    "supersede": "replaced by a newer upload:",
    "supersede_run": "replaced by a newer run:",
    "took_role": "took a role from",
    "used_definition": "put another version of the definition in force for",
    "withdraw": "withdrew",
    "withdrew_resource": "withdrew the resource",
    "wrote_letter_text": "wrote the text",
}
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
    who = str(event.by or "The portal")
    return EventLine(
        sentence=f"{who} {SAID.get(event.move, event.move.replace('_', ' '))} {event.subject_text}",
        who=who,
        when=dates.moment(event.at),
        lea_code=event.lea.code if event.lea else "",
        lea=event.lea.name if event.lea else "",
        source=event.source.replace("_", " "),
        target=event.target.replace("_", " "),
        note=event.note,
    )


def rows(events: Iterable[Event]) -> Iterable[tuple[str | datetime, ...]]:
    """Yield the moves as rows under `COLUMNS`; when is a moment, so that it can be sorted and calculated with."""
    for event in events:
        read = line(event)
        yield (event.at, read.who, read.sentence, read.lea_code, read.lea, read.source, read.target, read.note)
