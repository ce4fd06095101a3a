"""The rows of uploads, each with the row of the file it came from. They count while their upload is published."""

from typing import Any

from django.db import models

from determinations.models.uploads import Upload
from monitoring import grants
from monitoring.models import Lea


class LeaRowQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "LeaRowQuerySet":
        """Return the rows of the LEAs within `user`'s roles."""
        return self.filter(grants.leas_in_scope(user, path="lea__"))

    def published(self, year: int) -> "LeaRowQuerySet":
        """Return the rows that count for `year`."""
        return self.filter(upload__status=Upload.Status.PUBLISHED, upload__year__year=year)


class DirectoryRow(models.Model):
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


class IndicatorResult(models.Model):
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


class Rank(models.Model):
    """Where an LEA stands in an evaluation: `percent_rank` from 0, the lowest performing, to 100."""

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


class DisproportionalityCount(models.Model):
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


class OfficialLevel(models.Model):
    """The state's own decision on an LEA's level. It counts, beside what the rules compute."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="official_levels")
    level = models.CharField(max_length=8, blank=True)

    objects = LeaRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "lea"], name="one_official_level_an_lea")]

    def __str__(self) -> str:
        return f"{self.lea_id} {self.level}"


class OfficialDetermination(models.Model):
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
