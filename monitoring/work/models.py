"""Work for a worker. A job is a row; Celery only wakes the worker."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work: `kind` names the task, the subject what it is about. Only `jobs.py` writes `state`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=80)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was put off for a fault that passes.")
    again_at = models.DateTimeField(null=True, blank=True, help_text="Not to be tried before then.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rung_at = models.DateTimeField(null=True, help_text="When a worker was last notified of it; empty where none was.")
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True, help_text="What went wrong, for an operator.")

    class Meta:
        indexes = [
            models.Index(fields=["state", "rung_at"], condition=Q(state__in=["waiting", "running"]), name="open_jobs"),
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="failed_jobs"),
            models.Index(fields=["-ended_at"], name="ended_jobs"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at__isnull=True),
                name="an_ended_job_has_its_end",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state="waiting"),
                name="one_waiting_job_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return gettext("job %(number)s") % {"number": self.pk}


class Heartbeat(models.Model):
    """The last sign of life of a process that works in the background."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_heartbeat_a_process")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
