"""Tells those concerned what happened to a step."""

from datetime import datetime

from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.notices import outbox


def tell_of_step(kind: str, step: Step, *, at: datetime, **words: object) -> None:
    outbox.tell(
        kind,
        lea=step.lea,
        link=step.get_absolute_url(),
        at=at,
        year=step.plan.year.year,
        step=step.number,
        title=queries.title(step),
        **words,
    )
