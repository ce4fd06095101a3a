"""From the address to a definition and its versions."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from monitoring.definition import queries
from monitoring.definition.models import DefinitionVersion
from monitoring.definition.queries import VersionLine


@dataclass(frozen=True)
class Definitions:
    """A year's versions, the newest first; `in_force` is the number of the one in force, None before the year is open."""

    year: int
    in_force: int | None
    versions: tuple[VersionLine, ...]

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        return self.versions[0].number


def definitions_of(user: Any, year: int) -> Definitions:
    """Return the versions of the year of the address. Raises Http404 for a year without one."""
    versions = tuple(queries.version_lines(year))
    if not versions:
        raise Http404("This year has no definition yet.")
    in_force = DefinitionVersion.objects.filter(years__year=year).values_list("number", flat=True).first()
    return Definitions(year, in_force, versions)


def version_of(name: str, *, year: int) -> DefinitionVersion:
    """Return a version by its number in the year, or as another year's `2023-4`. Raises Http404."""
    first, dash, second = name.rpartition("-")
    numbers = (first, second) if dash else (str(year), second)
    if not all(number.isdecimal() and len(number) <= 9 for number in numbers):
        raise Http404("There is no such version.")
    versions = DefinitionVersion.objects.select_related("loaded_by", "step_forms")
    return get_object_or_404(versions, year=int(numbers[0]), number=int(numbers[1]))
