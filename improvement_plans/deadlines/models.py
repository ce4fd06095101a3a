"""Extensions of a step's due date, and who was reminded of what."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from improvement_plans.plans.models import Step
from monitoring.access.who import User
from monitoring.places import reading
from monitoring.places.models import Lea


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: User) -> "ExtensionQuerySet":
        """Return the requests about steps that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="step__plan__lea__", year="step__plan__year"))


class Extension(models.Model):
    """More time for a step: until when an approver asked for it and why, and what a reviewer answered."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Not answered yet")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Not granted")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="extensions")
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    was_due = models.DateField()
    until = models.DateField(help_text="Asked for.")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_until = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(status="asked"), name="one_open_request_a_step"),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True)
                | ~Q(status="asked") & Q(answered_at__isnull=False),
                name="an_answered_request_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="granted", granted_until__isnull=False)
                | ~Q(status="granted") & Q(granted_until__isnull=True),
                name="a_granted_request_has_its_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="extension_moves", field="status", transitions=[("asked", "granted"), ("asked", "refused")]
            )
        ]

    def __str__(self) -> str:
        return gettext("the request for more time for %(step)s") % {"step": self.step}

    @property
    def lea(self) -> Lea:
        return self.step.plan.lea

    def get_absolute_url(self) -> str:
        return reverse("extension", args=[self.pk])


class Reminder(models.Model):
    """That those for whom a step waits were reminded of it: `days` after the day `of`, less than 0 before it.

    `of` is the day on which the step is due, or since when it waits for a review. Another due date has reminders of its own.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="reminders")
    of = models.DateField()
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "of", "days"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.of} {self.days}"
