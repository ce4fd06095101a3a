"""Versions of the documents that define a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from cim_portal.lib.evidence import Evidence


class StepFormsVersion(Evidence):
    """One version of step forms. Never changed: a document that says something else is a new version.

    `source` is the YAML as it was loaded, `document` what it says, `sha256` the hash of the canonical document.
    """

    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    source = models.TextField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="one_number_a_step_forms_version"),
            models.UniqueConstraint(fields=["name", "sha256"], name="one_version_a_step_forms_document"),
        ]

    def __str__(self) -> str:
        return gettext("step forms %(name)s, version %(number)s") % {"name": self.name, "number": self.number}


@history.kept(
    _("Definition"),
    words={
        "year": _("Year"),
        "number": _("Version"),
        "step_forms": _("Step forms"),
        "source": _("Text"),
        "document": _("What it says"),
        "sha256": _("Hash of what it says"),
        "loaded_at": _("Loaded on"),
        "loaded_by": _("Loaded by"),
    },
    related=("step_forms", "loaded_by"),
)
class DefinitionVersion(Evidence):
    """One version of a year's definition. Never changed: an edit makes a new version.

    `source` is the YAML as it was loaded, `document` what it says together with its step forms, `sha256` the hash of the
    canonical document. `step_forms` is the version that it was read with.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    step_forms = models.ForeignKey(StepFormsVersion, on_delete=models.PROTECT, related_name="definitions")
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
        return gettext("%(year)s, version %(number)s") % {"year": self.year, "number": self.number}
