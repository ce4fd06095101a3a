"""Findings of noncompliance: what an LEA was found not to meet, what it corrected, and how that was verified."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.evidence import Stay, said_once
from determinations.uploads.models import Upload
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF, SELPA_STAFF, STATE_STAFF
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places.models import Lea
from monitoring.years.models import Year

READERS = LEA_STAFF | SELPA_STAFF | STATE_STAFF  # no one else reads about children, be it by their local numbers
OF_THE_STATE = ("draft", "dropped")  # no one else knows of these
NOTIFIED = "OLD.notified_at IS NOT NULL"
SAID = (
    "lea_id", "year_id", "source", "code", "indicator", "citation", "requirement", "found_on", "facts", "for_children",
    "in_system", "notified_at", "notified_by_id", "due_on",
)  # fmt: skip


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        """Return the findings of the LEAs for which `user` works: in them, in their SELPAs, or for the state, which alone
        sees drafts."""
        scoped = self.filter(scope.leas_in_scope(user, wanted=READERS, path="lea__"))
        return scoped if scope.is_state(user) else scoped.known_outside_the_state()

    def known_outside_the_state(self) -> "FindingQuerySet":
        """Return the findings that are no drafts, and were not dropped as such."""
        return self.exclude(status__in=OF_THE_STATE)


class Finding(models.Model):
    """That an LEA does not meet a requirement, with the facts behind it, what it corrects by when, and the verifications.

    `code` is that of the requirement in the year's definition, blank for one that it does not name. The year of the clock
    begins with the day of the notice; `due_on` is its last day. What the notice says never changes after it.
    """

    stays = (said_once(*SAID, where=NOTIFIED), Stay("DELETE", NOTIFIED))

    class Source(models.TextChoices):
        DATA = "data", _("Data")
        REVIEW = "review", _("Record review")
        COMPLAINT = "complaint", _("Complaint")
        FISCAL = "fiscal", _("Fiscal monitoring")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DROPPED = "dropped", _("Dropped")
        BEFORE_NOTICE = "before_notice", _("Corrected before the notice")
        NOTIFIED = "notified", _("LEA notified")
        EVIDENCE = "evidence", _("Evidence to verify")
        RETURNED = "returned", _("Returned to the LEA")
        CHILDREN = "child_verified", _("Each child’s correction verified")
        DATA = "data_verified", _("Verified on new data")
        CLOSED = "closed", _("Closed")

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="findings")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="findings")
    source = models.CharField(max_length=20, choices=Source)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    moved_at = models.DateTimeField(help_text="Since when it waits for whoever is next.")
    code = models.CharField(max_length=8, blank=True)
    indicator = models.CharField(max_length=8, blank=True, help_text="Of the federal report, where it counts there.")
    citation = models.CharField(max_length=200)
    requirement = models.CharField(max_length=300)
    found_on = models.DateField(help_text="The day on which the state saw it.")
    facts = models.TextField(help_text="The data behind it, in words.")
    for_children = models.TextField(blank=True, help_text="What is to be corrected for each child.")
    in_system = models.TextField(help_text="What is to be corrected so that it does not happen again.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    system_done = models.TextField(blank=True, help_text="What the LEA says that it corrected in its system.")
    children_words = models.TextField(blank=True, help_text="How the correction of each child was verified.")
    children_at = models.DateTimeField(null=True, blank=True)
    children_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data_words = models.TextField(blank=True, help_text="Which new data show that the requirement is met.")
    data_at = models.DateTimeField(null=True, blank=True)
    data_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="findings_by_due_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "dropped", "before_notice"], notified_at=None, due_on=None)
                | Q(notified_at__isnull=False, due_on__isnull=False),
                name="a_notice_starts_the_clock",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["data_verified", "closed", "before_notice"])
                | Q(children_at__isnull=False, data_at__isnull=False),
                name="correction_is_verified_twice",
            ),
            models.CheckConstraint(
                condition=~Q(status="before_notice", source="complaint"), name="no_correction_before_a_complaint"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="finding_moves",
                field="status",
                transitions=[
                    ("draft", "dropped"),
                    ("draft", "before_notice"),
                    ("draft", "notified"),
                    ("notified", "evidence"),
                    ("returned", "evidence"),
                    ("evidence", "returned"),
                    ("child_verified", "returned"),
                    ("evidence", "child_verified"),
                    ("child_verified", "data_verified"),
                    ("data_verified", "closed"),
                ],
            )
        ]

    def __str__(self) -> str:
        return gettext("finding %(number)s (%(citation)s) of %(lea)s") % {
            "number": self.pk,
            "citation": self.citation,
            "lea": self.lea,
        }

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.pk])


class Fact(models.Model):
    """A row of an uploaded file behind a finding: which meeting of which child. A meeting is behind one finding alone."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rows")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    child = models.CharField(max_length=20)
    due_on = models.DateField()
    delay_code = models.CharField(max_length=8, blank=True)
    key = models.CharField(
        max_length=80, unique=True, help_text="Requirement, LEA, child and day, so that none is twice."
    )

    def __str__(self) -> str:
        return self.key


class Child(models.Model):
    """A child whose right a finding is about, by the LEA's own number, and what the LEA did for it. Never a name.

    `asked` is what is to be corrected where it differs from what the finding asks for all of them.
    """

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        LEFT = "left", _("No longer in the LEA")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="children")
    number = models.CharField(max_length=20)
    asked = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    done = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("children")
        constraints = [models.UniqueConstraint(fields=["finding", "number"], name="a_child_once_a_finding")]

    def __str__(self) -> str:
        return self.number


class Round(models.Model):
    """What the LEA gave as evidence at one time, frozen, and with which words it was returned.

    `said` holds what it said of its system and of each child, and its files by name and hash.
    """

    stays = (
        said_once("finding_id", "number", "said", "given_at", "given_by_id", "returned_at", "returned_by_id", "words"),
    )

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="one_round_a_number"),
            models.CheckConstraint(condition=Q(returned_at=None) | ~Q(words=""), name="what_is_returned_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.number}"


class EvidenceFile(models.Model):
    """A file that shows a correction. One that is removed stays, and so do its bytes."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name


class FindingLetter(models.Model):
    """The notice of a finding, or the letter that closes it: what it says, frozen, and its PDF once it is drawn.

    The same context gives the same bytes.
    """

    stays = (
        said_once("finding_id", "kind", "context", "pdf_id", "issued_at", "issued_by_id"),
        Stay("DELETE", "true"),
    )

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Notice of noncompliance")
        CLOSURE = "closure", _("Letter that closes the finding")

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind)
    context = models.JSONField()
    pdf = models.ForeignKey(Kept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "kind"], name="one_letter_a_finding_and_kind")]

    def __str__(self) -> str:
        return gettext("%(letter)s, %(finding)s") % {"letter": self.get_kind_display(), "finding": self.finding}


class Hold(models.Model):
    """What the state holds back from an LEA while a finding is not corrected, and since when. The clock goes by it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="holds")
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding"], condition=Q(lifted_at=None), name="one_hold_a_finding")
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class SampleResult(models.Model):
    """What a sample of records showed of a finding from a record review: the one that it comes from, then further ones.

    `looked` is how many records the requirement applied to; `address` is the page of the sample, which the state reads.
    """

    stays = (
        said_once("finding_id", "number", "looked", "met", "address", "finished_at", "finished_by_id"),
        Stay("DELETE", "true"),
    )

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()
    looked = models.PositiveSmallIntegerField()
    met = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=200)
    finished_at = models.DateTimeField()
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="one_result_a_sample"),
            models.CheckConstraint(condition=Q(met__lte=models.F("looked")), name="no_more_are_met_than_looked_at"),
        ]

    def __str__(self) -> str:
        words = {"number": self.number, "met": self.met, "looked": self.looked}
        return gettext("sample %(number)s: %(met)s of %(looked)s records meet the requirement") % words


class Nudge(models.Model):
    """That those for whom a finding waits were reminded of it: `days` after the day `of`, less than 0 before it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="nudges")
    of = models.DateField()
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "of", "days"], name="nudged_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.of} {self.days}"
