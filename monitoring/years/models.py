"""The monitoring year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from monitoring.definition.models import DefinitionVersion


@history.kept(
    _("Year"),
    words={
        "year": _("Year"),
        "definition": _("Definition in force"),
        "opened_at": _("Opened on"),
        "opened_by": _("Opened by"),
    },
    related=("definition", "opened_by"),
)
class Year(models.Model):
    """A monitoring year that was opened, under one version of its definition at a time."""

    year = models.PositiveSmallIntegerField(unique=True)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="years")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.year)
