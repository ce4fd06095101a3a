"""To whom at the state a step is assigned: by itself, or else as its LEA is."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from improvement_plans.plans.models import Step
from improvement_plans.reviews import events
from improvement_plans.reviews.models import StepAssignment
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import Actor, User
from monitoring.ledger import ledger
from monitoring.oversight import queries as oversight
from monitoring.oversight import services
from monitoring.oversight.models import Assignment, Unit
from monitoring.people.models import Person

To = Person | Unit


def assigned_to(key: str) -> Q:
    """Return the condition on steps that they are assigned to the monitor or unit of a key; `oversight.NONE` is to no one.

    Blank lets everything through.
    """
    if not key:
        return Q()
    own = StepAssignment.objects.in_force().filter(step=OuterRef("pk"))
    as_its_lea = ~Q(Exists(own)) & oversight.assigned_to(key, path="plan__lea")
    return as_its_lea if key == oversight.NONE else Q(Exists(own.filter(oversight.theirs(key)))) | as_its_lea


def has_any(user: User) -> bool:
    """Say whether LEAs or steps are assigned to a person, or to a unit of theirs. One query."""
    mine = oversight.theirs(str(user.pk))
    leas, steps = (rows.in_force().filter(mine).values("pk") for rows in (Assignment.objects, StepAssignment.objects))
    return leas.union(steps).exists()


def own_of(step: Step) -> To | None:
    """Return to whom a step is assigned by itself, or None."""
    return _own([step]).get(step.pk)


def each_to(steps: Iterable[Step]) -> dict[int, To]:
    """Return to whom each of the steps is assigned, by its key; no one is left out. Two queries, however many they are."""
    steps = list(steps)
    of_leas = Assignment.objects.in_force().filter(lea__in={step.plan.lea_id for step in steps})
    leas = {one.lea_id: one.to for one in of_leas.select_related("monitor", "unit")}
    found = {step.pk: leas[step.plan.lea_id] for step in steps if step.plan.lea_id in leas}
    return found | _own(steps)


def assign(*, step: Step, to: To | None, by: Actor, at: datetime) -> None:
    """Assign a step to a monitor or a unit, or, with None, as its LEA is. Raises NotYou, NoMonitor."""
    if by is not None and not (verdict := can_monitor_state(by)):
        raise ledger.NotYou(verdict.reason)
    services.insist_on(to)
    with transaction.atomic():
        row = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        before = StepAssignment.objects.filter(step=row, ended_at__isnull=True)
        has = before.select_related("monitor", "unit").first()
        if (has.to if has else None) == to:
            return
        before.update(ended_at=at, ended_by=by)
        if to:
            StepAssignment.objects.create(step=row, assigned_at=at, assigned_by=by, **services.named(to))
        kind = events.ASSIGNED_STEP if to else events.UNASSIGNED_STEP
        ledger.record(kind, row, by=by, at=at, values={"to": str(to)} if to else {}, lea=row.lea)


def _own(steps: Iterable[Step]) -> dict[int, To]:
    rows = StepAssignment.objects.in_force().filter(step__in=[step.pk for step in steps])
    return {one.step_id: one.to for one in rows.select_related("monitor", "unit")}
