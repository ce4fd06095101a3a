"""Makes, changes and closes the units of the state's office."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.oversight import events
from monitoring.oversight.models import Assignment, Unit
from monitoring.people.models import Person


class Taken(Refused):
    """Another unit has the name."""


class HasLeas(Refused):
    """LEAs are assigned to the unit."""


def make(*, name: str, members: Sequence[Person], by: Actor, at: datetime) -> Unit:
    """Make a unit of the monitors. Raises NotYou, Taken."""
    return _keep(events.MADE_UNIT, Unit(), name, members, by=by, at=at)


def change(*, unit: Unit, name: str, members: Sequence[Person], by: Actor, at: datetime) -> Unit:
    """Give a unit another name or other members. Raises NotYou, Taken."""
    return _keep(events.CHANGED_UNIT, unit, name, members, by=by, at=at)


def close(*, unit: Unit, by: Actor, at: datetime) -> None:
    """Close a unit to which no LEA is assigned; what it had stays in the history of its LEAs. Raises NotYou, HasLeas."""
    ledger.insist(by)
    with transaction.atomic():
        row = Unit.objects.select_for_update().get(pk=unit.pk)
        if Assignment.objects.in_force().filter(unit=row).exists():
            raise HasLeas(_("LEAs are assigned to %(unit)s. Assign them to someone else first.") % {"unit": row})
        row.closed_at = at
        row.save()
        ledger.record(events.CLOSED_UNIT, row, by=by, at=at)


def _keep(kind: EventKind, unit: Unit, name: str, members: Sequence[Person], *, by: Actor, at: datetime) -> Unit:
    ledger.insist(by)
    unit.name = name.strip()
    try:
        with transaction.atomic():
            unit.save()
            unit.members.set(members)
            values = {"members": ", ".join(map(str, members))}
            ledger.record(kind, unit, by=by, at=at, values=values)
    except IntegrityError as fault:
        raise Taken(_("Another unit is called “%(name)s”. Choose another name.") % {"name": name}) from fault
    return unit
