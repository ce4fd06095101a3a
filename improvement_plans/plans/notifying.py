"""Tells those concerned what happened to a step."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from cim_portal.lib import dates
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.ledger.kinds import EventKind
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind


def notify_of_step(of: EventKind, kind: Kind, step: Step, *, at: datetime, **values: str) -> None:
    """Tell those whom `kind` names of what happened to a step, in the caller's transaction, and when it is due."""
    outbox.notify_all(of, kind, [_about(step, values)], at=at)


def notify_one_of_step(of: EventKind, kind: Kind, step: Step, *, person: int, at: datetime, **values: str) -> None:
    """Tell the one person of that number, if they are among those whom `kind` names."""
    outbox.notify_all(of, kind, [replace(_about(step, values), only=person)], at=at)


def when_due(step: Step) -> str:
    """Say by when the LEA submits a step; blank where it does not wait for the LEA, or no day is set."""
    if step.due_on is None or queries.waits_for(step) != "lea":
        return ""
    return _("The step is due by the end of %(day)s, Pacific time.") % {"day": dates.in_words(step.due_on)}


def _about(step: Step, values: dict[str, str]) -> outbox.About:
    words: dict[str, str | int] = {
        "year": step.plan.year.year,
        "step": step.number,
        "title": queries.title(step),
        "when_due": when_due(step),
        **values,
    }
    return outbox.About(step.lea, step.get_absolute_url(), words)
