"""From the address to a definition and its versions."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from monitoring.access.who import User
from monitoring.definition import queries
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.queries import VersionLine


@dataclass(frozen=True)
class Definitions:
    """A year's versions, the newest first; `in_force` is the number of the one in force, None before the year is open.

    Of a year that is `closed` no version comes into force any more.
    """

    year: int
    in_force: int | None
    versions: tuple[VersionLine, ...]
    closed: bool = False

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        return self.versions[0].number


def definitions_of(user: User, year: int) -> Definitions:
    """Return the versions of the year of the address. Raises Http404 for a year without one."""
    versions = tuple(queries.version_lines(year))
    if not versions:
        raise Http404("This year has no definition yet.")
    in_force, closed = queries.in_force(year)
    return Definitions(year, in_force, versions, closed)


@dataclass(frozen=True)
class StepFormsThere:
    """The versions of step forms, the newest first."""

    name: str
    versions: tuple[VersionLine, ...]

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        return self.versions[0].number


def step_forms_of(user: User, name: str) -> StepFormsThere:
    """Return the versions of the step forms of the address. Raises Http404 for those that no one loaded."""
    versions = tuple(queries.step_forms_lines(name))
    if not versions:
        raise Http404("There are no step forms of that name.")
    return StepFormsThere(name, versions)


@dataclass(frozen=True)
class PartOfYear:
    """A list of a year's definition that has a form, by its name in the address."""

    definitions: Definitions
    part: str

    @property
    def year(self) -> int:
        """The year."""
        return self.definitions.year

    @property
    def closed(self) -> bool:
        """Say whether the year is closed."""
        return self.definitions.closed


@dataclass(frozen=True)
class PartOfForms:
    """A list of step forms that has a form, by its name in the address."""

    forms: StepFormsThere
    part: str


def part_of_year(user: User, year: int, part: str) -> PartOfYear:
    """Return the list of the address, in the year of the address. Raises Http404 for a year without a definition."""
    return PartOfYear(definitions_of(user, year), part)


def part_of_forms(user: User, name: str, part: str) -> PartOfForms:
    """Return the list of the address, in the step forms of the address. Raises Http404 for those that no one loaded."""
    return PartOfForms(step_forms_of(user, name), part)


def step_forms_version_of(number: str, *, name: str) -> StepFormsVersion:
    """Return a version of step forms by its number. Raises Http404."""
    if not (number.isdecimal() and len(number) <= 9):
        raise Http404("There is no such version.")
    return get_object_or_404(StepFormsVersion.objects.select_related("loaded_by"), name=name, number=int(number))


def version_of(name: str, *, year: int) -> DefinitionVersion:
    """Return a version by its number in the year, or as another year's `2023-4`. Raises Http404."""
    first, dash, second = name.rpartition("-")
    numbers = (first, second) if dash else (str(year), second)
    if not all(number.isdecimal() and len(number) <= 9 for number in numbers):
        raise Http404("There is no such version.")
    versions = DefinitionVersion.objects.select_related("loaded_by", "step_forms")
    return get_object_or_404(versions, year=int(numbers[0]), number=int(numbers[1]))
