"""Assigns LEAs to monitors, and keeps the state's notes on them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.oversight import events, permissions, queries
from monitoring.oversight.models import Assignment, Note
from monitoring.people.models import Person
from monitoring.places.models import Lea


class NoMonitor(Refused):
    """The person does not monitor for the state."""


class Changed(Refused):
    """The LEAs are not those any more that someone looked at."""


def assign(leas: QuerySet[Lea], *, expected: int, monitor: Person | None, by: Actor, at: datetime) -> int:
    """Assign the LEAs to a monitor, or to no one, and return how many that changes. All of them or none.

    `expected` is how many LEAs the list had that `by` looked at. A few queries, however many they are. Raises NotYou,
    NoMonitor, Changed.
    """
    ledger.insist(by)
    if monitor and not queries.monitors().filter(pk=monitor.pk).exists():
        raise NoMonitor(_("%(person)s is no monitor of the state, so no LEA was assigned.") % {"person": monitor})
    with transaction.atomic():
        found = list(leas.order_by("pk").select_for_update(of=("self",), no_key=True))
        if len(found) != expected:
            raise Changed(_("The list of LEAs has changed by now, so nothing was assigned. Look at it again."))
        before = Assignment.objects.filter(lea__in=found, ended_at__isnull=True)
        has = dict(before.values_list("lea", "monitor"))
        changed = [lea for lea in found if has.get(lea.pk) != (monitor.pk if monitor else None)]
        before.filter(lea__in=changed).update(ended_at=at, ended_by=by)
        if monitor:
            Assignment.objects.bulk_create(
                [Assignment(lea=lea, monitor=monitor, assigned_at=at, assigned_by=by) for lea in changed],
                batch_size=1000,
            )
        kind = events.ASSIGNED_LEA if monitor else events.UNASSIGNED_LEA
        values = {"monitor": str(monitor)} if monitor else {}
        ledger.record_all(kind, [(lea, values) for lea in changed], by=by, at=at, leas=changed)
    return len(changed)


def note(*, lea: Lea, text: str, by: Person, at: datetime) -> Note:
    """Keep a note on an LEA. Raises NotYou, TooLong, Refused where nothing was written."""
    if not (verdict := permissions.can_note(by, lea)):
        raise ledger.NotYou(verdict.reason)
    if not text.strip():
        raise Refused(_("Write the note first; an empty one is not kept."))
    bounds.insist(text, bounds.COMMENT, what=_("The note"))
    return Note.objects.create(lea=lea, text=text.strip(), by=by, at=at)
