"""Reads of assignments: to whom at the state something can be assigned, and which LEAs are whose."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from monitoring.access.roles import MONITORS, ROLES
from monitoring.access.who import User
from monitoring.oversight.models import Assignment, Note, Unit
from monitoring.people.models import Person, StateGrant
from monitoring.places.models import Lea

NONE = "none"  # in place of a monitor, for what is assigned to no one
OF_UNIT = "unit-"  # in front of the key of a unit, where others are monitors'
NOTHING = Q(pk__in=[])


class Share(NamedTuple):
    """A monitor or a unit, and how many LEAs are theirs; those of a monitor's units are the monitor's too."""

    to: Person | Unit
    key: str
    leas: int

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit."""
        return isinstance(self.to, Unit)


def monitors() -> QuerySet[Person]:
    """Return the people to whom something can be assigned, by name."""
    codenames = [ROLES[name].codename for name in MONITORS]
    holding = StateGrant.objects.filter(user=OuterRef("pk"), permission__codename__in=codenames)
    return Person.objects.filter(Exists(holding), is_active=True).order_by("name", "email")


def units() -> QuerySet[Unit]:
    """Return the units to which something can be assigned, by name."""
    return Unit.objects.filter(closed_at__isnull=True).order_by("name")


def key_of(to: Person | Unit) -> str:
    """Return what an address says in place of a monitor or a unit."""
    return f"{OF_UNIT}{to.pk}" if isinstance(to, Unit) else str(to.pk)


def of_key(key: str) -> Person | Unit | None:
    """Return the monitor or unit of a key to which something can be assigned, or None."""
    number = key.removeprefix(OF_UNIT)
    if not _is_number(number):
        return None
    rows: QuerySet[Person] | QuerySet[Unit] = units() if key.startswith(OF_UNIT) else monitors()
    return rows.filter(pk=int(number)).first()


def theirs(key: str) -> Q:
    """Return the condition on assignments that they are to the monitor or unit of a key; those of a monitor's units are the
    monitor's too. What is no key finds nothing."""
    number = key.removeprefix(OF_UNIT)
    if not _is_number(number):
        return NOTHING
    if key.startswith(OF_UNIT):
        return Q(unit=int(number))
    return Q(monitor=int(number)) | Q(unit__members=int(number))


def assigned_to(key: str, *, path: str = "lea") -> Q:
    """Return the condition on rows that their LEA, at `path`, is assigned to the monitor or unit of a key; `NONE` is to no one.

    Blank lets everything through.
    """
    if not key:
        return Q()
    of_lea = Assignment.objects.in_force().filter(lea=OuterRef(path))
    if key == NONE:
        return ~Q(Exists(of_lea))
    return Q(Exists(of_lea.filter(theirs(key))))


def choices() -> list[tuple[str, str]]:
    """Return what a list can be asked for: the key and name of each unit and monitor, and no one."""
    return [*targets(), (NONE, _("No one"))]


def targets() -> list[tuple[str, str]]:
    """Return to whom something can be assigned: the key and name of each unit and monitor."""
    return [*((key_of(unit), str(unit)) for unit in units()), *((key_of(one), str(one)) for one in monitors())]


def shares() -> list[Share]:
    """Return each unit and monitor with the number of their LEAs. A few queries, however many they are."""
    rows = Assignment.objects.in_force().order_by()
    of_units = dict(rows.filter(unit__isnull=False).values_list("unit").annotate(count=Count("pk")))
    of_monitors = dict(rows.filter(monitor__isnull=False).values_list("monitor").annotate(count=Count("pk")))
    known = list(units().prefetch_related("members"))
    for unit in known:
        for member in unit.members.all():
            of_monitors[member.pk] = of_monitors.get(member.pk, 0) + of_units.get(unit.pk, 0)
    return [
        *(Share(unit, key_of(unit), of_units.get(unit.pk, 0)) for unit in known),
        *(Share(person, key_of(person), of_monitors.get(person.pk, 0)) for person in monitors()),
    ]


def left_behind() -> int:
    """Return how many LEAs are assigned to someone who does not monitor any more."""
    counting = Assignment.objects.in_force().values("pk")
    return Assignment.objects.filter(ended_at__isnull=True).exclude(pk__in=counting).count()


def current_of(lea: Lea) -> Assignment | None:
    """Return the assignment of an LEA that counts, or None."""
    return Assignment.objects.in_force().filter(lea=lea).select_related("monitor", "unit").first()


def notes_on(lea: Lea, *, to: User) -> list[Note]:
    """Return the notes on an LEA that `to` may read, the newest first."""
    return list(Note.objects.visible_to(to).filter(lea=lea).select_related("by").order_by("-at", "-pk"))


def lea(user: User, code: str) -> Lea:
    """Return the LEA of an address, if `user` may see it. Raises Http404."""
    return get_object_or_404(Lea.objects.visible_to(user), code=code)


def unit(user: User, pk: int) -> Unit:
    """Return the unit of an address. Raises Http404."""
    return get_object_or_404(units(), pk=pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
