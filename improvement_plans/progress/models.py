"""What is looked at after a plan is approved: its progress checks by day, and what was entered of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates
from cim_portal.lib.evidence import Evidence
from improvement_plans.plans.models import Plan
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places import reading
from monitoring.places.models import Lea


class ProgressCheckQuerySet(models.QuerySet["ProgressCheck"]):
    def visible_to(self, user: User) -> "ProgressCheckQuerySet":
        """Return the checks of plans that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="plan__lea__", year="plan__year"))

    def to_enter(self) -> "ProgressCheckQuerySet":
        """Return the checks of which nothing was entered yet, of plans that are carried out."""
        return self.filter(entered_at__isnull=True, plan__status=Plan.Status.APPROVED)


class ProgressCheck(models.Model):
    """A day on which progress of one outcome or one action step of an approved plan is looked at.

    `key` names what in the plan it is from, so that a plan that is amended finds it again. `row` is the id of the outcome or
    action step, `label` what it is called. `entered_at` is when something was entered of it first.
    """

    class Of(models.TextChoices):
        OUTCOME = "outcome", _("Outcome")
        STEP = "step", _("Action step")

    class DueFrom(models.TextChoices):
        PLAN = "plan", _("The plan")
        LEA = "lea", _("Set by the LEA")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checks")
    key = models.CharField(max_length=250)
    of = models.CharField(max_length=10, choices=Of)
    row = models.CharField(max_length=100)
    label = models.CharField(max_length=120)
    due_on = models.DateField()
    due_from = models.CharField(max_length=10, choices=DueFrom, default=DueFrom.PLAN)
    entered_at = models.DateTimeField(null=True, blank=True)

    objects = ProgressCheckQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_check_a_key")]
        indexes = [models.Index(fields=["due_on"], condition=Q(entered_at__isnull=True), name="checks_to_enter")]

    def __str__(self) -> str:
        return gettext("the progress check of %(day)s: %(label)s") % {
            "day": dates.in_words(self.due_on),
            "label": self.label,
        }

    @property
    def lea(self) -> Lea:
        return self.plan.lea

    def get_absolute_url(self) -> str:
        return reverse("progress_check", args=[self.plan.lea.code, self.plan.year.year, self.pk])


class Entry(Evidence):
    """What was entered of a check. One that corrects another is the newer of the two; both stay."""

    class Reading(models.TextChoices):
        ON_COURSE = "on_course", _("On course")
        BEHIND = "behind", _("Behind")
        REACHED = "reached", _("Reached")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")
        NO_DATA = "no_data", _("No data yet")

    of_plan = "check_of__plan"

    check_of = models.ForeignKey(ProgressCheck, on_delete=models.PROTECT, related_name="entries")
    value = models.CharField(max_length=40, blank=True)
    as_of = models.DateField()
    reading = models.CharField(max_length=10, choices=Reading)
    words = models.TextField(blank=True)
    file = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name or str(self.check_of)


class CheckReminder(models.Model):
    """That an LEA was reminded of the checks of a plan that are due on the day `of`: `days` after it, less than 0 before."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_reminders")
    of = models.DateField()
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "of", "days"], name="reminded_of_checks_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.of} {self.days}"


class Evaluation(Evidence):
    """What an LEA says at the end of a plan: how it was carried out, what was learned, and what becomes of each outcome.

    The newest of a plan counts. `decisions` has by outcome the decision.
    """

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("Continue")
        CHANGE = "change", _("Change")
        STOP = "stop", _("Stop")
        PERMANENT = "make permanent", _("Make permanent")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="evaluations")
    fidelity = models.TextField()
    learned = models.TextField()
    decisions = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return gettext("the evaluation of the %(plan)s") % {"plan": self.plan}
