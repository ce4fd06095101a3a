"""Reads of the versions of definitions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from monitoring.definition.models import DefinitionVersion, StepFormsVersion


@dataclass(frozen=True)
class VersionLine:
    """A version of a year's definition."""

    number: int
    sha256: str
    loaded_at: datetime
    loaded_by: str


def version_lines(year: int) -> list[VersionLine]:
    """Return the versions of a year's definition, the newest first; none for a year without one."""
    rows = DefinitionVersion.objects.filter(year=year).select_related("loaded_by").defer("source", "document")
    return [
        VersionLine(row.number, row.sha256, row.loaded_at, str(row.loaded_by or _("the command line")))
        for row in rows.order_by("-number")
    ]


def newest_step_forms() -> list[StepFormsVersion]:
    """Return the newest version of each step forms, by name."""
    return list(StepFormsVersion.objects.order_by("name", "-number").distinct("name").defer("source", "document"))


def newer_step_forms(version: DefinitionVersion) -> int | None:
    """Return the number of the newest step forms where it is not the one that the definition was read with."""
    newest = StepFormsVersion.objects.filter(name=version.step_forms.name).aggregate(number=Max("number"))["number"]
    return newest if newest != version.step_forms.number else None


def all_versions() -> list[DefinitionVersion]:
    """Return the versions of every year's definition, the newest first, without what they say."""
    return list(DefinitionVersion.objects.defer("source", "document").order_by("-year", "-number"))
