"""Uploaded files, what is wrong with them, and their rows."""

from collections.abc import Collection
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.uploads import problems
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.files.models import Kept
from monitoring.places.models import Lea
from monitoring.years.models import Year


class Upload(models.Model):
    """One uploaded file of a format. Its bytes are kept; its rows count for the year once it is published.

    A file replaces what is published of its kind, or `amends` it: then only its rows change. `position` numbers the
    published files of a kind: 0 is the one that replaced all before it, and the amendments follow in the order in which
    they were published. A row that an amendment changed stays, with the amendment as its `amended_by`.

    `read_as` lists how each spelling of an element was read under the definition then in force, as
    `[indicator, label, element]`: with the bytes, it is all that the stored rows follow from.

    The state's people alone see uploads, so there is no `visible_to`: the door of each page is the rule.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        CHECKING = "checking", _("Being checked")
        REFUSED = "refused", _("Refused")
        READY = "ready", _("Ready to publish")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="uploads")
    format = models.CharField(max_length=30)
    part = models.CharField(
        max_length=30, blank=True, help_text="Which of the format’s files, where a year has several."
    )
    file = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    amends = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it was made, where someone typed it in the portal.")
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    rows = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict, help_text="Rows of the file that are not stored, by what they are.")
    read_as = models.JSONField(default=list, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    warnings_accepted_at = models.DateTimeField(null=True, blank=True)
    warnings_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gone_accepted = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many rows someone said are meant to go."
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "format", "part", "position"],
                condition=Q(status="published"),
                name="one_published_upload_a_place_among_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(errors=0, published_at__isnull=False),
                name="published_without_an_error",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="upload_moves",
                field="status",
                transitions=[
                    ("received", "checking"),
                    ("checking", "refused"),
                    ("checking", "ready"),
                    ("ready", "published"),
                    ("published", "superseded"),
                    ("received", "withdrawn"),
                    ("checking", "withdrawn"),
                    ("refused", "withdrawn"),
                    ("ready", "withdrawn"),
                ],
            ),
            # In place of a foreign key from each row to its LEA: see docs/decisions/0007. It looks at each LEA once, not at
            # each row, and locks it as a foreign key does.
            pgtrigger.Trigger(
                name="rows_have_their_leas",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__status__in=["ready", "published"]),
                declare=[("leas", "bigint[]"), ("there", "bigint")],
                func="""
                    WITH RECURSIVE each_lea AS (
                        (SELECT lea_id FROM determinations_indicatorresult WHERE upload_id = NEW.id ORDER BY lea_id LIMIT 1)
                        UNION ALL
                        SELECT (
                            SELECT lea_id FROM determinations_indicatorresult
                            WHERE upload_id = NEW.id AND lea_id > each_lea.lea_id ORDER BY lea_id LIMIT 1
                        ) FROM each_lea WHERE lea_id IS NOT NULL
                    )
                    SELECT array_agg(lea_id) INTO leas FROM each_lea WHERE lea_id IS NOT NULL;
                    PERFORM FROM monitoring_lea WHERE id = ANY(leas) FOR KEY SHARE;
                    GET DIAGNOSTICS there = ROW_COUNT;
                    IF there < cardinality(leas) THEN
                        RAISE foreign_key_violation USING MESSAGE = 'rows of an LEA that is not there';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(kind)s of %(year)s, %(file)s") % {
            "kind": self.kind,
            "year": self.year,
            "file": self.file_name,
        }

    @property
    def kind(self) -> str:
        """What the file holds: its format and, where a year has several files of it, which."""
        return f"{self.format}: {self.part}" if self.part else self.format

    @property
    def stored(self) -> int:
        """How many of the file's rows are stored: none while there is an error."""
        return self.rows - sum(self.left_out.values()) if self.checked_at and not self.errors else 0


class Problem(models.Model):
    """One thing wrong in an upload. Row 1 is the header; row 0 means the file as a whole.

    `words` is what the code's sentence says besides `column` and `value`: the sentence is made when it is read.
    `count` is above one where it is that of the rows, from `row` on, that are not listed one by one.
    """

    class Severity(models.TextChoices):
        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    value = models.TextField(blank=True)
    words = models.JSONField(default=dict)
    severity = models.CharField(max_length=10, choices=Severity)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["upload", "code", "row"])]

    @property
    def message(self) -> str:
        """What is wrong and how to correct it, in the language of whoever reads it."""
        return problems.message(
            code=self.code, column=self.column, value=self.value, words=self.words, count=self.count
        )

    def __str__(self) -> str:
        words = {"row": self.row, "column": self.column, "message": self.message}
        return gettext("row %(row)s, %(column)s: %(message)s") % words


class LeaRowQuerySet(models.QuerySet[Any]):  # of every model whose rows are of an LEA and an upload
    def visible_to(self, user: User) -> "LeaRowQuerySet":
        """Return the rows of the LEAs within `user`'s roles."""
        return self.filter(scope.leas_in_scope(user, path="lea__"))

    def published(self, year: int) -> "LeaRowQuerySet":
        """Return the rows that count for `year`."""
        return self.counting().filter(upload__year__year=year)

    def counting(self) -> "LeaRowQuerySet":
        """Return the rows that count for their years: of published files, and not changed by an amendment."""
        return self.filter(upload__status=Upload.Status.PUBLISHED, amended_by=None)

    def of(self, uploads: Collection[int]) -> "LeaRowQuerySet":
        """Return the rows that count where these uploads do and no others."""
        return self.filter(Q(amended_by=None) | ~Q(amended_by__in=uploads), upload__in=uploads)


class LeaRow(models.Model):
    """A row of an upload. `amended_by` is the amendment whose row counts in its place.

    It is no foreign key in the database, and has no index: it is filled in once, for a few rows (docs/decisions/0007).
    """

    amended_by = models.ForeignKey(
        Upload,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class DirectoryRow(LeaRow):
    """An LEA as a year's directory has it. `lea` is empty until the upload is published, when the LEA is made."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=7)
    cds_code = models.CharField(max_length=14)
    name = models.CharField(max_length=120)
    county = models.CharField(max_length=60)
    selpa_code = models.CharField(max_length=4)
    selpa_name = models.CharField(max_length=120, blank=True)
    lea_type = models.CharField(max_length=20)
    swd_count = models.PositiveIntegerField(null=True, help_text="Students with disabilities on census day.")

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "code"], name="one_directory_row_an_lea")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class IndicatorResult(LeaRow):
    """One element of an LEA: rate, target, and whether the state says that it was met.

    `rate_text` and `target_text` are what the file says; `rate` is empty for NC, NA, -- and *. A target is an operator
    and a value: neither is ever inferred. `target_met` is what the file states, empty where it states nothing.
    """

    # No foreign keys and one index: what holds instead, and what each would cost, is in docs/decisions/0007.
    pk = models.CompositePrimaryKey("upload", "lea", "indicator")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(
        Lea, on_delete=models.PROTECT, related_name="indicator_results", db_constraint=False, db_index=False
    )
    indicator = models.CharField(max_length=60)
    label = models.CharField(max_length=200, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    rate_text = models.CharField(max_length=40, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    target_text = models.CharField(max_length=40, blank=True)
    target_operator = models.CharField(max_length=2, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    target_met = models.CharField(max_length=3, blank=True)
    monitoring_activities = models.CharField(max_length=200, blank=True)

    objects = LeaRowQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.lea_id} {self.indicator} {self.rate_text}"


class Rank(LeaRow):
    """Where an LEA is in an evaluation: `percent_rank` from 0, the lowest performing, to 100."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="ranks")
    evaluation = models.CharField(max_length=20)
    percent_rank = models.DecimalField(max_digits=7, decimal_places=4)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "lea", "evaluation"], name="one_rank_an_lea_and_evaluation")
        ]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.evaluation} {self.percent_rank}"


class DisproportionalityCount(LeaRow):
    """How many students of a group of an LEA have the outcome of a category, among how many.

    `category` is a number from 1 to 14, `group` one of the seven of the federal rule; `row` is the first of the file
    where a group was folded into another.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="disproportionality_counts")
    category = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=2)
    outcome = models.PositiveBigIntegerField()
    base = models.PositiveBigIntegerField()

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "lea", "category", "group"], name="one_count_an_lea_and_cell")
        ]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.category} {self.group} {self.outcome}/{self.base}"


class Timeline(LeaRow):
    """A meeting of one child, by the LEA's own number: when it was due, when it was held if it was, and why it is late."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="timelines")
    child = models.CharField(max_length=20)
    meeting = models.CharField(max_length=20)
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    delay_code = models.CharField(max_length=8, blank=True)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "lea", "child", "meeting"], name="one_row_a_child_and_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.child} {self.meeting}"


class MoeCeis(LeaRow):
    """Allocations, maintenance of effort, what was reserved for CEIS and for how many children; empty is not stated."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="moe_ceis")
    allocation_611 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    allocation_619 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    moe_met = models.CharField(max_length=3, blank=True)
    moe_reduction = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reserve = models.CharField(max_length=9, blank=True)
    reserved = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    children_served = models.PositiveIntegerField(null=True)
    children_later_eligible = models.PositiveIntegerField(null=True)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "lea"], name="one_moe_ceis_an_lea")]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.reserve} {self.reserved}"


class OfficialLevel(LeaRow):
    """The state's own decision on an LEA's level. It counts, next to what the rules calculate."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="official_levels")
    level = models.CharField(max_length=8, blank=True)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "lea"], name="one_official_level_an_lea")]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.level}"


class OfficialDetermination(LeaRow):
    """The state's own determination of an LEA: a category of the year's definition, blank where none applies."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="official_determinations")
    determination = models.CharField(max_length=60, blank=True)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "lea"], name="one_official_determination_an_lea")]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.determination}"
