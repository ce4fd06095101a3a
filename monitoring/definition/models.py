"""Versions of the documents that define a year."""

from django.conf import settings
from django.db import models


class DefinitionVersion(models.Model):
    """One version of a year's definition. Never changed: an edit makes a new version.

    `source` is the YAML as it was handed in, `document` what it says, `sha256` the hash of the canonical document.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    source = models.TextField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_number_a_version"),
            models.UniqueConstraint(fields=["year", "sha256"], name="one_version_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.year}, version {self.number}"
