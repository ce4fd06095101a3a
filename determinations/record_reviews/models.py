"""Record reviews: a list of records of an LEA, the samples that are drawn from it, and what each record was found to meet."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.evidence import Stay, said_once
from determinations.findings.models import Finding
from monitoring.access import scope
from monitoring.access.roles import STATE_STAFF
from monitoring.access.who import User
from monitoring.places.models import Lea
from monitoring.years.models import Year


class RecordReviewQuerySet(models.QuerySet["RecordReview"]):
    def visible_to(self, user: User) -> "RecordReviewQuerySet":
        """Return the reviews that the state's people may see; an LEA reads of what was found in its findings."""
        return self.filter(scope.leas_in_scope(user, wanted=STATE_STAFF, path="lea__"))


class RecordReview(models.Model):
    """A review of records of an LEA by requirements of a year. Its state is that of its last sample."""

    stays = (said_once("lea_id", "year_id", "opened_at", "opened_by_id"), Stay("DELETE", "true"))

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="record_reviews")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="record_reviews")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return gettext("record review %(number)s of %(lea)s") % {"number": self.pk, "lea": self.lea}

    def get_absolute_url(self) -> str:
        return reverse("record_review", args=[self.pk])


class Item(models.Model):
    """A requirement that the records are looked at for, as the year's definition had it, and the findings of it."""

    stays = (said_once("review_id", "code", "indicator", "citation", "name", "counted"),)

    review = models.ForeignKey(RecordReview, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=8)
    indicator = models.CharField(max_length=8, blank=True)
    citation = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    counted = models.CharField(max_length=20, help_text="Whether all records are one finding, or each is one.")
    findings = models.ManyToManyField(Finding, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "code"], name="a_requirement_once_a_review")]

    def __str__(self) -> str:
        return f"{self.name} ({self.citation})"


class Sample(models.Model):
    """Records that were drawn at one time: `size` of them, in the order that `seed` gives those that were not drawn before.

    The first is about every requirement of the review, a further one about those of `items` that were corrected since. One
    that was called off says nothing, and what it drew is drawn by no other.
    """

    stays = (
        said_once("review_id", "number", "size", "seed", "drawn_at", "drawn_by_id", "called_off_because"),
        Stay("DELETE", "true"),
    )

    class Status(models.TextChoices):
        DRAWN = "drawn", _("Drawn")
        LOCKED = "locked", _("Locked, records to read")
        FINISHED = "finished", _("Finished")
        CALLED_OFF = "called_off", _("Called off")

    review = models.ForeignKey(RecordReview, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAWN)
    moved_at = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    items = models.ManyToManyField(Item, related_name="samples")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_off_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_sample_a_number"),
            models.CheckConstraint(
                condition=Q(status="called_off") ^ Q(called_off_because=""), name="called_off_with_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="sample_moves",
                field="status",
                transitions=[
                    ("drawn", "locked"),
                    ("drawn", "called_off"),
                    ("locked", "finished"),
                    ("locked", "called_off"),
                ],
            )
        ]

    def __str__(self) -> str:
        return gettext("sample %(number)s of %(review)s") % {"number": self.number, "review": self.review}

    def get_absolute_url(self) -> str:
        return f"{self.review.get_absolute_url()}?sample={self.number}"

    @property
    def lea(self) -> Lea:
        """The LEA whose records they are."""
        return self.review.lea


class Record(models.Model):
    """A record of the list, by the LEA's own number of the child. Never a name.

    `listed_for` is the number of the first sample that could draw it. One that was drawn is in that sample for good: where it
    was replaced, with the reason.
    """

    stays = (
        said_once("review_id", "number", "sample_id", "replaced_at", "replaced_by_id", "reason"),
        Stay("DELETE", "true"),
    )

    review = models.ForeignKey(RecordReview, on_delete=models.PROTECT, related_name="records")
    number = models.CharField(max_length=20)
    listed_for = models.PositiveSmallIntegerField()
    sample = models.ForeignKey(Sample, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why it was replaced.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="a_record_once_a_review"),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | (Q(sample__isnull=False) & ~Q(reason="")), name="replaced_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("reviewed_record", args=[self.review_id, self.pk])


class Answer(models.Model):
    """Whether a record meets a requirement, with a note."""

    class Value(models.TextChoices):
        MET = "met", _("Met")
        NOT_MET = "not_met", _("Not met")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=20, choices=Value)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "item"], name="one_answer_a_record_and_requirement")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.item_id} {self.value}"
