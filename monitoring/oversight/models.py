"""Which monitor an LEA is assigned to, now and before; and the notes of the state's people on an LEA."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from cim_portal.lib.evidence import Evidence
from monitoring.access import scope
from monitoring.access.roles import MONITORS, ROLES
from monitoring.access.who import User
from monitoring.people.models import Person, StateGrant
from monitoring.places.models import Lea


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> "AssignmentQuerySet":
        """Return the assignments of the LEAs within the roles that `user` holds."""
        return self.filter(scope.leas_in_scope(user, path="lea__"))

    def in_force(self) -> "AssignmentQuerySet":
        """Return those that count: they have not ended, and whom they name still monitors for the state."""
        holding = StateGrant.objects.filter(
            user=OuterRef("monitor"), permission__codename__in=[ROLES[name].codename for name in MONITORS]
        )
        return self.filter(Exists(holding), ended_at__isnull=True, monitor__is_active=True)


class Assignment(Evidence):
    """An LEA assigned to a monitor, one at a time. What was before stays, with the moment at which it ended."""

    filled_later: ClassVar[tuple[str, ...]] = ("ended_at", "ended_by")

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="assignments")
    monitor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lea"], condition=Q(ended_at__isnull=True), name="one_assignment_an_lea_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(lea)s, assigned to %(monitor)s") % {"lea": self.lea, "monitor": self.monitor}


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
