"""An LEA's plan of a year, its steps, and what was submitted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from cim_portal.lib.evidence import Evidence, said_once
from determinations.letters.models import Letter
from monitoring.access.who import User
from monitoring.definition.models import DefinitionVersion
from monitoring.files.models import Kept
from monitoring.places import reading
from monitoring.places.models import Lea
from monitoring.years.models import Year


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """Return the plans that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user))


@history.kept(
    _("Plan"),
    words={
        "lea": _("LEA"),
        "year": _("Year"),
        "letter": _("Letter that it follows, by its number"),
        "level": _("Level"),
        "definition": _("Definition"),
        "status": _("Status"),
        "opened_at": _("Opened on"),
        "approved_at": _("Approved on"),
        "amended_at": _("Amended on"),
        "report": _("Report, by its hash"),
        "report_at": _("Report drawn on"),
        "closed_at": _("Closed on"),
        "closed_because": _("Closed because"),
    },
    related=("lea", "year", "definition"),
    lea="lea__code",
    drawn=("report", "report_at"),
)
class Plan(models.Model):
    """An LEA's improvement plan of a year, opened by its letter, under the definition that was in force then."""

    class Status(models.TextChoices):
        DRAFTING = "drafting", _("In progress")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="plans")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="plans")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="plans")
    level = models.CharField(max_length=8)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFTING)
    opened_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    report = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lea", "year"], name="one_plan_an_lea_and_year"),
            models.CheckConstraint(
                condition=Q(report__isnull=True, report_at__isnull=True)
                | Q(report__isnull=False, report_at__isnull=False),
                name="a_report_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | ~Q(status="closed") & Q(closed_at__isnull=True, closed_because=""),
                name="a_closed_plan_says_when",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="plan_moves",
                field="status",
                transitions=[
                    ("drafting", "approved"),
                    ("approved", "drafting"),
                    ("drafting", "closed"),
                    ("approved", "closed"),
                    ("drafting", "drafting"),
                    ("closed", "drafting"),
                ],
            )
        ]

    def __str__(self) -> str:
        return gettext("%(year)s plan of %(lea)s") % {"year": self.year, "lea": self.lea}

    @property
    def why_closed(self) -> str:
        """Why it was closed: what a person gave as the reason, or what the portal closes plans for."""
        return self.closed_because or gettext("The corrected letter asks for no plan.")

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.lea.code, self.year.year])


class StepQuerySet(models.QuerySet["Step"]):
    def visible_to(self, user: User) -> "StepQuerySet":
        """Return the steps that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="plan__lea__", year="plan__year"))


@history.kept(
    _("Step"),
    words={
        "plan": _("Plan"),
        "number": _("Number"),
        "period": _("Report"),
        "status": _("Status"),
        "due_on": _("Due on"),
        "due_from": _("Due date from"),
        "moved_at": _("Waiting since"),
        "seen_at": _("Review begun on"),
        "seen_by": _("Review begun by"),
    },
    related=("plan__lea", "plan__year", "seen_by"),
    lea="plan__lea__code",
)
class Step(models.Model):
    """One step of a plan. Whom it waits for follows from status and level; `moved_at` says since when.

    `seen_at` is when a reviewer began to read what was submitted; until then the LEA may take it back. `due_on` follows the
    definition in force until someone sets it for this LEA; `due_from` says who did.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED_BY_SELPA = "approved_by_selpa", _("Approved by the SELPA")
        APPROVED = "approved", _("Approved")

    class DueFrom(models.TextChoices):
        DEFINITION = "definition", _("The definition of the year")
        STATE = "state", _("Set by the state")
        EXTENSION = "extension", _("Extended")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    period = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    due_on = models.DateField(null=True, blank=True, help_text="Empty where the state has not set it.")
    due_from = models.CharField(max_length=20, choices=DueFrom, default=DueFrom.DEFINITION)
    moved_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_step_a_number"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="seen_by_someone_at_some_time",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"])]
        triggers = [
            pgtrigger.FSM(
                name="step_moves",
                field="status",
                transitions=[
                    ("open", "submitted"),
                    ("returned", "submitted"),
                    ("submitted", "open"),
                    ("submitted", "returned"),
                    ("approved_by_selpa", "returned"),
                    ("submitted", "approved_by_selpa"),
                    ("submitted", "approved"),
                    ("approved_by_selpa", "approved"),
                    ("approved", "open"),
                ],
            )
        ]

    def __str__(self) -> str:
        return gettext("Step %(number)s of the %(plan)s") % {"number": self.number, "plan": self.plan}

    @property
    def lea(self) -> Lea:
        return self.plan.lea

    def get_absolute_url(self) -> str:
        return reverse("step", args=[self.plan.lea.code, self.plan.year.year, self.number])


class Submission(Evidence):
    """What was submitted, as it was: every answer of the step, and the dated PDF once a worker has drawn it."""

    filled_later = ("pdf", "public_pdf", "return_note", "returned_at", "returned_by")
    stays = (
        said_once("pdf_id"),
        said_once("public_pdf_id"),
        said_once("return_note", "returned_at", "returned_by_id", where="OLD.returned_at IS NOT NULL"),
    )

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    period = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(help_text="By activity and repeat key, the value of each field.")
    digest = models.CharField(max_length=64, blank=True, help_text="The hash of the text that was signed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    public_pdf = models.ForeignKey(
        Kept,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Without names of people, and with small numbers hidden.",
    )
    return_note = models.TextField(
        blank=True, help_text="What the reviewers say of the whole step when they return it."
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "round"], name="one_submission_a_round")]

    def __str__(self) -> str:
        return gettext("%(step)s, submission %(round)s") % {"step": self.step, "round": self.round}

    @property
    def said_on_return(self) -> str:
        """What the reviewers said of the whole step when they returned it; a note that is not sent yet is theirs alone."""
        return self.return_note if self.returned_at else ""
