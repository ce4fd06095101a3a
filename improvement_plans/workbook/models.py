"""What people typed: the answer that counts, every earlier version of it, and attached files."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext

from cim_portal.lib.evidence import Evidence
from improvement_plans.plans.models import Step
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places import reading


class Answer(models.Model):
    """One activity of a step as it is now. `repeat` names the element or weakness of an activity done for each.

    `value` maps the key of a field to what was typed; a table is a list of rows, each a map with its own `_id`.
    `version` counts the saves: a save says which version it started from.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="answers")
    activity = models.SlugField(max_length=60)
    repeat = models.CharField(max_length=60, blank=True)
    value = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "activity", "repeat"], name="one_answer_an_activity_and_repeat")
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.repeat}".strip()


class AnswerVersion(Evidence):
    """One save, kept for ever. `counts` is false for a text that met another one and was set next to it."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(help_text="The version this save made, or met where it does not count.")
    value = models.JSONField()
    counts = models.BooleanField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "version"], condition=models.Q(counts=True), name="one_text_that_counts_a_version"
            )
        ]

    def __str__(self) -> str:
        return gettext("%(answer)s, version %(version)s") % {"answer": self.answer, "version": self.version}


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def of_page(self, step: Step, activity: str, repeat: str) -> "RedactionQuerySet":
        """Return what was redacted in the versions of an activity, the newest first."""
        found = self.filter(answer__step=step, answer__activity=activity, answer__repeat=repeat)
        return found.select_related("by").order_by("-pk")


class Redaction(Evidence):
    """That the number of a student was replaced in versions of an answer: in how many, by whom and when, and no text.

    `redact_answer_versions` of the database writes it along with what it replaces; there is no other way to change a version.
    """

    doors = ("redact_answer_versions",)

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="redactions")
    versions = models.PositiveIntegerField(help_text="In how many versions it was replaced.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RedactionQuerySet.as_manager()

    def __str__(self) -> str:
        return gettext("a redaction in %(answer)s") % {"answer": self.answer}


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Return the files that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="step__plan__lea__", year="step__plan__year"))


class Attachment(Evidence):
    """A file that answers a field. Removed, it is hidden from the form and kept."""

    filled_later = ("removed_at",)
    of_plan = "step__plan"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="attachments")
    activity = models.SlugField(max_length=60)
    repeat = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=60)
    file = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])
