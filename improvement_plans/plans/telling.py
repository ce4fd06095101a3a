"""Tells those concerned what happened to a step."""

from datetime import datetime

from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.ledger.kinds import EventKind
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind


def tell_of_step(of: EventKind, kind: Kind, step: Step, *, at: datetime, **values: str) -> None:
    """Tell those whom `kind` names of what happened to a step, in the caller's transaction."""
    outbox.tell(
        of,
        kind,
        lea=step.lea,
        link=step.get_absolute_url(),
        at=at,
        year=step.plan.year.year,
        step=step.number,
        title=queries.title(step),
        **values,
    )
