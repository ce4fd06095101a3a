"""Reads of assignments: who monitors, and which LEAs are whose."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from monitoring.access.roles import MONITORS, ROLES
from monitoring.access.who import User
from monitoring.oversight.models import Assignment, Note
from monitoring.people.models import Person, StateGrant
from monitoring.places.models import Lea

NONE = "none"  # in place of a monitor, for the LEAs that are assigned to no one


def monitors() -> QuerySet[Person]:
    """Return the people to whom LEAs can be assigned, by name."""
    codenames = [ROLES[name].codename for name in MONITORS]
    holding = StateGrant.objects.filter(user=OuterRef("pk"), permission__codename__in=codenames)
    return Person.objects.filter(Exists(holding), is_active=True).order_by("name", "email")


def assigned_to(monitor: str, *, path: str = "lea") -> Q:
    """Return the condition on rows that their LEA, at `path`, is assigned to the monitor of that key; `NONE` is to no one.

    What is no key finds nothing. Blank lets everything through.
    """
    if not monitor:
        return Q()
    of_lea = Assignment.objects.in_force().filter(lea=OuterRef(path))
    if monitor == NONE:
        return ~Q(Exists(of_lea))
    if not (monitor.isascii() and monitor.isdecimal() and len(monitor) < 10):
        return Q(pk__in=[])
    return Q(Exists(of_lea.filter(monitor=int(monitor))))


def choices() -> list[tuple[str, str]]:
    """Return what a list can be asked for: the key and name of each monitor, and no one."""
    return [*((str(pk), name) for pk, name in monitors().values_list("pk", "name")), (NONE, _("No monitor"))]


def counts() -> dict[int, int]:
    """Return how many LEAs are assigned to each monitor, by key."""
    rows = Assignment.objects.in_force().order_by().values_list("monitor")
    return dict(rows.annotate(count=Count("pk")))


def left_behind() -> int:
    """Return how many LEAs are assigned to someone who does not monitor any more."""
    counting = Assignment.objects.in_force().values("pk")
    return Assignment.objects.filter(ended_at__isnull=True).exclude(pk__in=counting).count()


def has_leas(user: User) -> bool:
    """Say whether LEAs are assigned to a person."""
    return Assignment.objects.in_force().filter(monitor=user.pk).exists()


def current_of(lea: Lea) -> Assignment | None:
    """Return the assignment of an LEA that counts, or None."""
    return Assignment.objects.in_force().filter(lea=lea).select_related("monitor").first()


def notes_on(lea: Lea, *, to: User) -> list[Note]:
    """Return the notes on an LEA that `to` may read, the newest first."""
    return list(Note.objects.visible_to(to).filter(lea=lea).select_related("by").order_by("-at", "-pk"))


def lea(user: User, code: str) -> Lea:
    """Return the LEA of an address, if `user` may see it. Raises Http404."""
    return get_object_or_404(Lea.objects.visible_to(user), code=code)
