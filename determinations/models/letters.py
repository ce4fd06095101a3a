"""The Annual Determination Letter of an LEA."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from determinations.models.runs import Run
from monitoring import grants
from monitoring.models import Kept, Lea, Year


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Return the letters of the LEAs within `user`'s roles; drafts for the state's people alone."""
        scoped = self.filter(grants.leas_in_scope(user, path="lea__"))
        return scoped if grants.is_state(user) else scoped.exclude(status=Letter.Status.DRAFT)


class Letter(models.Model):
    """One letter. Issued, its bytes, their SHA-256 and what they say stay for ever; a correction is a new letter.

    `context` is everything the letter says, as plain values; its `elements` are what the plan is prefilled with.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"
        CORRECTED = "corrected", "Corrected"

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="letters")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="letters")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="letters")
    level = models.CharField(max_length=8)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    context = models.JSONField(default=dict)
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lea", "year"], condition=Q(status="issued"), name="one_issued_letter_an_lea_and_year"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(pdf__isnull=False, issued_at__isnull=False),
                name="an_issued_letter_is_frozen",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="letter_moves", field="status", transitions=[("draft", "issued"), ("issued", "corrected")]
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} letter of {self.lea}"
