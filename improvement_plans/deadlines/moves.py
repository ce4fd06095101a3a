"""The moves of extensions. Each is a function named by its verb around a row of `MOVES`."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds, dates
from cim_portal.lib.verdict import Refused
from improvement_plans.deadlines import events, notices, permissions
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import notifying, queries
from improvement_plans.plans.models import Step
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.people.models import Person


class NoSuchDate(Refused):
    """The date gives no more time."""


class SayWhy(Refused):
    """More time that is not granted needs words."""


def _missing_to_grant(extension: Extension) -> list[str]:
    if queries.waits_for(extension.step) == "lea":
        return []
    return [gettext("The step does not wait for the LEA any more, so it needs no more time.")]


GRANT = Move(
    "grant_time",
    frozenset({"asked"}),
    "granted",
    who=permissions.can_answer,
    verb=_("Grant"),
    sentence=_("{who} granted {what}"),
    missing=_missing_to_grant,
    notifies=(notices.EXTENSION_GRANTED,),
)
REFUSE = Move(
    "refuse_time",
    frozenset({"asked"}),
    "refused",
    who=permissions.can_answer,
    verb=_("Do not grant"),
    sentence=_("{who} did not grant {what}"),
    notifies=(notices.EXTENSION_REFUSED,),
)

MOVES = {
    "Extension": (GRANT, REFUSE),
}


def grant(*, extension: Extension, until: date, answer: str, by: Person, at: datetime) -> Extension:
    """Give the step the later due date `until`, which need not be what was asked for, and notify the LEA.

    Raises NotYou, NotNow, Incomplete, NoSuchDate, TooLong.
    """
    bounds.insist(answer.strip(), bounds.COMMENT, what=gettext("The answer"))
    with transaction.atomic():
        # The step before its request, as everywhere else that a due date is set.
        step = (
            Step.objects.select_for_update(of=("self",))
            .select_related("plan__lea", "plan__year")
            .get(pk=extension.step_id)
        )
        with ledger.moving(GRANT, extension, by=by, at=at, note=answer.strip()) as row:
            insist_on_later(until, step=step, today=localdate(at))
            row.granted_until, row.answer, row.answered_by, row.answered_at = until, answer.strip(), by, at
            was, step.due_on, step.due_from = step.due_on, until, Step.DueFrom.EXTENSION
            step.save(update_fields=["due_on", "due_from"])
            values = {"before": was.isoformat() if was else "", "after": until.isoformat()}
            ledger.record(events.MOVED_DUE_DATE, step, by=by, at=at, values=values)
            words = {"by": str(by), "after": dates.deadline(until), "answer": answer.strip()}
            notifying.notify_of_step(GRANT, notices.EXTENSION_GRANTED, step, at=at, **words)
    return row


def refuse(*, extension: Extension, answer: str, by: Person, at: datetime) -> Extension:
    """Leave the due date as it is, say why, and notify the LEA. Raises NotYou, NotNow, SayWhy, TooLong."""
    if not answer.strip():
        raise SayWhy(gettext("Say why: the LEA will read it."))
    bounds.insist(answer.strip(), bounds.COMMENT, what=gettext("The answer"))
    with ledger.moving(REFUSE, extension, by=by, at=at, note=answer.strip()) as row:
        row.answer, row.answered_by, row.answered_at = answer.strip(), by, at
        words = {"by": str(by), "due": dates.deadline(row.step.due_on), "answer": answer.strip()}
        notifying.notify_of_step(REFUSE, notices.EXTENSION_REFUSED, row.step, at=at, **words)
    return row


def insist_on_later(until: date, *, step: Step, today: date) -> None:
    """Refuse a date that is over, or not after the one on which the step is due. Raises NoSuchDate."""
    if until < today:
        raise NoSuchDate(gettext("This day is over. Choose today or a later day."))
    if step.due_on and until <= step.due_on:
        words = {"due": dates.in_words(step.due_on)}
        raise NoSuchDate(gettext("The step is due on %(due)s. Choose a later day.") % words)
