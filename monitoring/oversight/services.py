"""Assigns LEAs to monitors and units, and keeps the state's notes on them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.oversight import events, permissions, queries
from monitoring.oversight.models import Assignment, Note, Unit
from monitoring.people.models import Person
from monitoring.places.models import Lea


class NoMonitor(Refused):
    """The person does not monitor for the state."""


class Changed(Refused):
    """The LEAs are not those any more that someone looked at."""


def insist_on(to: Person | Unit | None) -> None:
    """Ask whether something can be assigned to a person or a unit. Raises NoMonitor."""
    if to and queries.of_key(queries.key_of(to)) is None:
        raise NoMonitor(
            _("%(to)s is no monitor of the state and no unit of its office, so nothing was assigned.") % {"to": to}
        )


def assign(leas: QuerySet[Lea], *, expected: int, to: Person | Unit | None, by: Actor, at: datetime) -> int:
    """Assign the LEAs to a monitor or a unit, or to no one, and return how many that changes. All of them or none.

    `expected` is how many LEAs the list had that `by` looked at. A few queries, however many they are. Raises NotYou,
    NoMonitor, Changed.
    """
    ledger.insist(by)
    insist_on(to)
    with transaction.atomic():
        found = list(leas.order_by("pk").select_for_update(of=("self",), no_key=True))
        if len(found) != expected:
            raise Changed(_("The list of LEAs has changed by now, so nothing was assigned. Look at it again."))
        before = Assignment.objects.filter(lea__in=found, ended_at__isnull=True)
        has = {one.lea_id: one.to for one in before.select_related("monitor", "unit")}
        changed = [lea for lea in found if has.get(lea.pk) != to]
        before.filter(lea__in=changed).update(ended_at=at, ended_by=by)
        if to:
            Assignment.objects.bulk_create(
                [Assignment(lea=lea, assigned_at=at, assigned_by=by, **named(to)) for lea in changed],
                batch_size=1000,
            )
        kind = events.ASSIGNED_LEA if to else events.UNASSIGNED_LEA
        values = {"to": str(to)} if to else {}
        ledger.record_all(kind, [(lea, values) for lea in changed], by=by, at=at, leas=changed)
    return len(changed)


def named(to: Person | Unit) -> dict[str, Person | Unit]:
    """Return the field of an assignment that says to whom it is."""
    return {"unit" if isinstance(to, Unit) else "monitor": to}


def note(*, lea: Lea, text: str, by: Person, at: datetime) -> Note:
    """Keep a note on an LEA. Raises NotYou, TooLong, Refused where nothing was written."""
    if not (verdict := permissions.can_note(by, lea)):
        raise ledger.NotYou(verdict.reason)
    if not text.strip():
        raise Refused(_("Write the note first; an empty one is not kept."))
    bounds.insist(text, bounds.COMMENT, what=_("The note"))
    return Note.objects.create(lea=lea, text=text.strip(), by=by, at=at)
