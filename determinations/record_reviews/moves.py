"""The moves of samples. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from determinations.findings.moves import insist_on_words
from determinations.record_reviews import outcomes, permissions, queries
from determinations.record_reviews.models import Answer, Sample
from monitoring.access.roles import STATE_STAFF
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.people.models import Person


def _missing_to_finish(sample: Sample) -> list[str]:
    missing = []
    if count := queries.unanswered(sample).count():
        missing.append(
            ngettext("Answers for %(count)s record.", "Answers for %(count)s records.", count) % {"count": count}
        )
    without = Answer.objects.filter(
        record__sample=sample, record__replaced_at=None, value=Answer.Value.NOT_MET, note=""
    )
    numbers = sorted(set(without.values_list("record__number", flat=True)))
    return missing + [gettext("A note on what is not met in record %(number)s.") % {"number": one} for one in numbers]


LOCK = Move(
    "lock_sample",
    frozenset({"drawn"}),
    "locked",
    who=permissions.can_review,
    verb=_("Lock the sample"),
    sentence=_("{who} locked {what}"),
    readers=STATE_STAFF,
)
FINISH = Move(
    "finish_sample",
    frozenset({"locked"}),
    "finished",
    who=permissions.can_review,
    verb=_("Finish the sample"),
    missing=_missing_to_finish,
    sentence=_("{who} finished {what}"),
    readers=STATE_STAFF,
)
CALL_OFF = Move(
    "call_off_sample",
    frozenset({"drawn", "locked"}),
    "called_off",
    who=permissions.can_review,
    verb=_("Call off the sample"),
    sentence=_("{who} called off {what}"),
    readers=STATE_STAFF,
)

MOVES = {"Sample": (LOCK, FINISH, CALL_OFF)}


def lock(*, sample: Sample, by: Person, at: datetime) -> Sample:
    """Lock a sample: no record is replaced any more, and the records are read. Raises NotYou, NotNow."""
    with ledger.moving(LOCK, sample, by=by, at=at) as row:
        row.moved_at = at
    return row


def finish(*, sample: Sample, by: Person, at: datetime) -> Sample:
    """Finish a sample that is read to the end: findings are drafted, or learn of it. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(FINISH, sample, by=by, at=at) as row:
        row.moved_at = at
        outcomes.follow(row, by=by, at=at)
    return row


def call_off(*, sample: Sample, words: str, by: Person, at: datetime) -> Sample:
    """Call off a sample that should not have been drawn: nothing follows from it. `words` say why.

    Raises NotYou, NotNow, Incomplete, TooLong, NotLocal.
    """
    said = insist_on_words(words, what=gettext("The reason"))
    with ledger.moving(CALL_OFF, sample, by=by, at=at, note=said) as row:
        row.moved_at, row.called_off_because = at, said
    return row
