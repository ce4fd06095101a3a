"""To whom at the state an LEA is assigned, now and before: a monitor or a unit; and the notes of the state's people on an LEA."""

from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext

from cim_portal.lib.evidence import Evidence
from monitoring.access import scope
from monitoring.access.roles import MONITORS, ROLES
from monitoring.access.who import User
from monitoring.people.models import Person, StateGrant
from monitoring.places.models import Lea

Row = TypeVar("Row", bound="Assigned")


class Unit(models.Model):
    """A part of the state's office: monitors to whom LEAs and steps are assigned together."""

    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Person, related_name="units", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(closed_at__isnull=True), name="units_have_names_of_their_own"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssignedQuerySet(models.QuerySet[Row]):
    def in_force(self) -> "AssignedQuerySet[Row]":
        """Return those that count: they have not ended, and they name a unit, or a person who still monitors for the state."""
        holding = StateGrant.objects.filter(
            user=OuterRef("monitor"), permission__codename__in=[ROLES[name].codename for name in MONITORS]
        )
        counting = Q(unit__isnull=False) | (Q(monitor__is_active=True) & Exists(holding))
        return self.filter(counting, ended_at__isnull=True)


class Assigned(Evidence):
    """Something assigned to a monitor or to a unit, to one at a time.

    What was before stays, with the moment at which it ended.
    """

    filled_later: ClassVar[tuple[str, ...]] = ("ended_at", "ended_by")

    monitor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(monitor__isnull=True) ^ Q(unit__isnull=True), name="%(class)s_to_a_monitor_or_a_unit"
            ),
        ]

    @property
    def to(self) -> Person | Unit:
        """To whom."""
        return self.unit or self.monitor  # type: ignore[return-value]  # the database sees to it that it names one


class AssignmentQuerySet(AssignedQuerySet["Assignment"]):
    def visible_to(self, user: User) -> "AssignmentQuerySet":
        """Return the assignments of the LEAs within the roles that `user` holds."""
        return self.filter(scope.leas_in_scope(user, path="lea__"))


class Assignment(Assigned):
    """An LEA assigned to a monitor or a unit."""

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="assignments")

    objects = AssignmentQuerySet.as_manager()

    class Meta(Assigned.Meta):
        constraints = [
            *Assigned.Meta.constraints,
            models.UniqueConstraint(
                fields=["lea"], condition=Q(ended_at__isnull=True), name="one_assignment_an_lea_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(lea)s, assigned to %(to)s") % {"lea": self.lea, "to": self.to}


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> "NoteQuerySet":
        """Return the notes for the state's people; no one else reads any."""
        return self.all() if scope.is_state(user) else self.none()


class Note(Evidence):
    """What one of the state's people wrote down about an LEA, for the others of the state. It stays as it was written."""

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["lea", "-at"])]

    def __str__(self) -> str:
        return gettext("a note on %(lea)s") % {"lea": self.lea}
