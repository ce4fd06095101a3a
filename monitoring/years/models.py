"""The monitoring year."""

import pgtrigger
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
        "status": _("Status"),
        "opened_at": _("Opened on"),
        "opened_by": _("Opened by"),
    },
    related=("definition", "opened_by"),
)
class Year(models.Model):
    """A monitoring year that was opened, under one version of its definition at a time.

    One that is being prepared, because it was opened by mistake, is seen by administrators alone. Of one that is closed
    nothing that counts changes any more: files, runs, letters, and the definition in force; its plans continue.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    year = models.PositiveSmallIntegerField(unique=True)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="years")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        triggers = [
            pgtrigger.FSM(
                name="year_moves",
                field="status",
                transitions=[("open", "preparing"), ("preparing", "open"), ("open", "closed"), ("closed", "open")],
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
