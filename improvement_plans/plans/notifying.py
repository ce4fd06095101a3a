"""Tells those concerned what happened to a step."""

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
    day = dates.in_words(step.due_on) if step.due_on else ""
    outbox.notify(
        of,
        kind,
        lea=step.lea,
        link=step.get_absolute_url(),
        at=at,
        year=step.plan.year.year,
        step=step.number,
        title=queries.title(step),
        when_due=_("It is due by the end of %(day)s, Pacific time.") % {"day": day} if day else "",
        **values,
    )
