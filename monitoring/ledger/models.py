"""The ledger: one row for each move, written with the change itself."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from cim_portal.lib.evidence import Evidence
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF, SELPA_STAFF
from monitoring.access.who import User
from monitoring.ledger import kinds
from monitoring.places.models import Lea

# States of things of which an LEA does not know yet, and of those that only its staff and its SELPA know of.
KEPT_FROM_LEAS = ("embargoed",)
KEPT_AMONG_STAFF = ("contested", "answered", "frozen")


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> "EventQuerySet":
        """Return the moves of the LEAs within `user`'s roles; for the state's people and auditors also those of no LEA.

        What is kept from an LEA for now is seen by those of its SELPA alone.
        """
        if scope.is_state(user) or scope.is_auditor(user):
            return self.all()
        of_selpa = scope.leas_in_scope(user, wanted=SELPA_STAFF, path="lea__")
        mine = self.filter(Q(lea__isnull=False) & scope.leas_in_scope(user, path="lea__"))
        staff = scope.leas_in_scope(user, wanted=LEA_STAFF | SELPA_STAFF, path="lea__")
        mine = mine.exclude(Q(target__in=KEPT_AMONG_STAFF) & ~staff)
        for readers, names in kinds.with_readers().items():
            mine = mine.exclude(Q(move__in=names) & ~scope.leas_in_scope(user, wanted=readers, path="lea__"))
        return mine.exclude(Q(target__in=KEPT_FROM_LEAS) & ~of_selpa)

    def of(self, subject: models.Model) -> "EventQuerySet":
        """Return the moves of one thing."""
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)


class Event(Evidence):
    """Who moved what, when, from which state to which. `by` is empty where the portal itself moved it.

    `move` is the name of the kind of event. Its words are made when it is read.
    """

    move = models.CharField(max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_text = models.CharField(max_length=250)
    lea = models.ForeignKey(Lea, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True, help_text="What the person typed.")
    values = models.JSONField(default=dict, blank=True, help_text="What the kind of event says in its details.")

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"]),
            models.Index(fields=["lea", "-at"]),
            models.Index(fields=["-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.move}: {self.subject_text}"


class Seal(Evidence):
    """The place of one entry in the chain: the hash of what it says and of the seal before it. Numbered without gaps."""

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}: {self.sha256[:12]}"


def status_in_words(model: type[models.Model] | None, status: str) -> str:
    """Return a status as the pages of its model call it; one that the model does not have, as well as it goes."""
    try:
        field = model._meta.get_field("status") if model else None
    except FieldDoesNotExist:
        field = None
    choices = dict(field.flatchoices) if isinstance(field, models.Field) else {}
    return str(choices.get(status, status.replace("_", " ")))
