"""Amendments of approved plans: what each changes, why, and who decided."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import seen
from cim_portal.lib.evidence import Evidence
from improvement_plans.plans.models import Plan, Step
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places import reading
from monitoring.places.models import Lea


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: User) -> "AmendmentQuerySet":
        """Return the amendments of plans that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="plan__lea__", year="plan__year"))


class Amendment(models.Model):
    """A change of an approved plan. Until it is approved, the plan says what it said; one that is refused changes nothing."""

    class Status(models.TextChoices):
        DRAFTING = "drafting", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED_BY_SELPA = "approved_by_selpa", _("Approved by the SELPA")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.DRAFTING, Status.SUBMITTED, Status.RETURNED, Status.APPROVED_BY_SELPA)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFTING)
    reason = models.TextField(blank=True)
    board_date = models.DateField(null=True, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True, help_text="What the reviewers said of it last.")
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_amendment_a_number"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status__in=["drafting", "submitted", "returned", "approved_by_selpa"]),
                name="one_open_amendment_a_plan",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="amendment_moves",
                field="status",
                transitions=[
                    ("drafting", "submitted"),
                    ("returned", "submitted"),
                    ("submitted", "returned"),
                    ("approved_by_selpa", "returned"),
                    ("submitted", "approved_by_selpa"),
                    ("submitted", "approved"),
                    ("approved_by_selpa", "approved"),
                    ("submitted", "refused"),
                    ("approved_by_selpa", "refused"),
                    ("drafting", "withdrawn"),
                    ("returned", "withdrawn"),
                    ("submitted", "withdrawn"),
                ],
            )
        ]

    def __str__(self) -> str:
        return gettext("amendment %(number)s of the %(plan)s") % {"number": self.number, "plan": self.plan}

    @property
    def lea(self) -> Lea:
        return self.plan.lea

    @property
    def why(self) -> str:
        """A word for why it is and when the board took it up, which forms send back as what they showed."""
        return seen.token(self.reason, self.board_date)

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.status in self.OPEN

    def get_absolute_url(self) -> str:
        return reverse("amendment", args=[self.plan.lea.code, self.plan.year.year, self.number])


class AmendedPage(models.Model):
    """One page of the plan as an amendment changes it: what it says without the amendment, and what it says with it.

    `base` is the version of the answer that the amendment is written on; `version` counts the saves.
    """

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="pages")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    activity = models.SlugField(max_length=60)
    repeat = models.CharField(max_length=60, blank=True)
    was = models.JSONField()
    value = models.JSONField()
    base = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "activity", "repeat"], name="one_page_an_amendment")
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.repeat}".strip()


class AmendmentFileQuerySet(models.QuerySet["AmendmentFile"]):
    def visible_to(self, user: User) -> "AmendmentFileQuerySet":
        """Return the files of amendments that `user` may read, by LEA and year."""
        return self.filter(reading.in_scope(user, path="amendment__plan__lea__", year="amendment__plan__year"))


class AmendmentFile(Evidence):
    """A file of an amendment, such as the minutes of the board. Removed, it is hidden from the page and kept."""

    filled_later = ("removed_at",)
    of_plan = "amendment__plan"

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("amendment_file", args=[self.pk])
