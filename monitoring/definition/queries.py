"""Reads of the versions of definitions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from monitoring.definition.models import DefinitionVersion, StepFormsVersion


@dataclass(frozen=True)
class VersionLine:
    """A version of a year's definition, or of step forms."""

    number: int
    sha256: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True)
class YearLine:
    """A version of a year's definition, the version of the step forms that it was read with, and whether it counts."""

    year: int
    number: int
    forms: int
    in_force: bool


CLOSED = "closed"  # as the status of a year that is closed is called


def in_force(year: int) -> tuple[int | None, bool]:
    """Return the number of the version in force, None before the year is open, and whether the year is closed."""
    found = DefinitionVersion.objects.filter(years__year=year).values_list("number", "years__status").first()
    return (found[0], found[1] == CLOSED) if found else (None, False)


def version_lines(year: int) -> list[VersionLine]:
    """Return the versions of a year's definition, the newest first; none for a year without one."""
    rows = DefinitionVersion.objects.filter(year=year).select_related("loaded_by").defer("source", "document")
    return [_line(row) for row in rows.order_by("-number")]


def step_forms_lines(name: str) -> list[VersionLine]:
    """Return the versions of step forms, the newest first; none for those that no one loaded."""
    rows = StepFormsVersion.objects.filter(name=name).select_related("loaded_by").defer("source", "document")
    return [_line(row) for row in rows.order_by("-number")]


def _line(row: DefinitionVersion | StepFormsVersion) -> VersionLine:
    return VersionLine(row.number, row.sha256, row.loaded_at, str(row.loaded_by or _("the command line")))


def years_with(name: str) -> list[YearLine]:
    """Return the definitions that were read with step forms, the newest year and version first."""
    rows = DefinitionVersion.objects.filter(step_forms__name=name).annotate(in_force=Count("years"))
    rows = rows.order_by("-year", "-number")
    found = rows.values_list("year", "number", "step_forms__number", "in_force")
    return [YearLine(year, number, forms, bool(in_force)) for year, number, forms, in_force in found]


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
