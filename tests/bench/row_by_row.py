"""django-import-export on the same rows, as its documentation has it: once as it comes, once with all that makes it fast.

It fills a table of the same columns as Django makes one, with a number as its key, foreign keys, and one unique constraint.
It is asked to do less than the portal: percent signs and operators are taken apart, and nothing is checked against anything.
"""

from typing import Any

import tablib
from django.db import connection, models
from import_export import fields, resources, widgets

from determinations.uploads.models import Upload
from monitoring.places.models import Lea


class OrdinaryResult(models.Model):
    """An indicator result in a table as Django makes it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    rate_text = models.CharField(max_length=40, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    target_text = models.CharField(max_length=40, blank=True)
    target_operator = models.CharField(max_length=2, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    target_met = models.CharField(max_length=3, blank=True)
    monitoring_activities = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "determinations"
        db_table = "ordinary_result"
        constraints = [models.UniqueConstraint(fields=["upload", "lea", "indicator"], name="one_ordinary_result")]

    def __str__(self) -> str:
        return f"{self.lea} {self.indicator}"


class ByDefault(resources.ModelResource):
    """The resource that a user writes: it looks up each row's LEA, and whether the row is there already."""

    lea = fields.Field(attribute="lea", column_name="lea_code", widget=widgets.ForeignKeyWidget(Lea, "code"))

    class Meta:
        model = OrdinaryResult
        exclude = ("id",)
        import_id_fields = ("upload", "lea", "indicator")

    def before_import(self, dataset: tablib.Dataset, **words: Any) -> None:
        """Add the upload, because a row that may be there already is looked up by columns of the file."""
        dataset.append_col([words["upload"]] * len(dataset), header="upload")

    def before_import_row(self, row: dict[str, Any], row_number: int = 0, **words: Any) -> None:
        """Number the row, and take rate and target apart."""
        row["row"] = row_number + 1
        row["rate_text"], row["target_text"] = row["rate"], row["target"]
        row["rate"] = "" if row["rate"] == "NC" else row["rate"].rstrip("%")
        row["target"] = row["target_text"].lstrip(">=<").rstrip("%")
        row["target_operator"] = row["target_text"].removesuffix(row["target"] + "%")


class InBulk(ByDefault):
    """The same with the options that its documentation names for speed; no row is looked up."""

    lea = fields.Field(attribute="lea", column_name="lea_code", widget=widgets.CachedForeignKeyWidget(Lea, "code"))

    class Meta(ByDefault.Meta):
        use_bulk = True
        batch_size = 1000
        force_init_instance = True
        skip_diff = True
        skip_html_diff = True
        report_skipped = False


def make_table() -> None:
    """Make the table."""
    with connection.schema_editor() as editor:
        editor.create_model(OrdinaryResult)


def empty() -> None:
    """Empty the table."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ordinary_result")
        cursor.execute("CHECKPOINT")


def load(resource: type[resources.ModelResource], text: str, upload: Upload) -> None:
    """Import the text, in one transaction as its documentation advises."""
    rows = tablib.Dataset().load(text, format="csv")
    resource().import_data(rows, raise_errors=True, use_transactions=True, upload=upload.pk)
    assert OrdinaryResult.objects.count() == len(rows)
