"""The documents that an administrator edits as text: a year's definition, and step forms."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from monitoring.definition import (
    DefinitionRefused,
    definition_of,
    newest_forms,
    parts,
    read_definition,
    read_step_forms,
    read_year,
    services,
)
from monitoring.definition.comparison import Change, compare
from monitoring.definition.loading import Definitions, StepFormsThere, step_forms_version_of, version_of
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.parts import Part
from monitoring.definition.schema import Definition, StepForms, YearDocument
from monitoring.definition.text import plain, read
from monitoring.definition.versions import forms_of

Version = DefinitionVersion | StepFormsVersion
Read = Definition | StepForms
Own: TypeAlias = Any  # a version or a reading of the document's own kind, which only its own functions are given


@dataclass(frozen=True)
class Edited:
    """A document that is edited: what it is called, where it is read, and how a text of it is read, compared and saved.

    `saved` says what a new version means. `tries` says that the text can be tried on the published data. `unfit` gives
    a sentence for each year that could not be read with it. `parts` are the lists of a version that have a form.
    """

    called: str
    page: str
    newest: int
    version: Callable[[str], Own]
    read: Callable[[str], Own]
    said: Callable[[Own], Own]
    save: Callable[..., Own]
    saved: str
    tries: bool = False
    unfit: Callable[[Own], list[str]] = lambda read: []
    parts: Callable[[Own], dict[str, Part]] = lambda version: {}

    @property
    def address(self) -> str:
        """Where it is edited."""
        return f"{self.page}edit/"

    def changes(self, *, before: Own, after: object) -> list[Change]:
        """Return what differs, in words."""
        return compare(before=before, after=after)


def of_year(definitions: Definitions) -> Edited:
    """Return the definition of a year to be edited."""
    year, opened = definitions.year, definitions.in_force is not None
    return Edited(
        called=_("definition of %(year)s") % {"year": year},
        page=f"/years/{year}/definition/",
        newest=definitions.newest,
        version=partial(version_of, year=year),
        read=read_definition,
        said=definition_of,
        save=partial(services.save_definition, year=year),
        saved=_("It counts once you put it in force.") if opened else _("The year opens under it."),
        tries=opened,
        parts=_parts_of_year,
    )


def of_step_forms(forms: StepFormsThere) -> Edited:
    """Return step forms to be edited."""
    return Edited(
        called=_("step forms %(name)s") % {"name": forms.name},
        page=f"/step-forms/{forms.name}/",
        newest=forms.newest,
        version=partial(step_forms_version_of, name=forms.name),
        read=read_step_forms,
        said=forms_of,
        save=partial(services.save_step_forms, name=forms.name),
        saved=_("A year uses it once its definition is saved again; the versions that are there keep theirs."),
        unfit=_unfit,
        parts=lambda version: parts.of_forms(forms_of(version)),
    )


def _parts_of_year(version: DefinitionVersion) -> dict[str, Part]:
    """Return the lists of a version of a year that have a form, with the step forms that a new version is read with."""
    document = YearDocument.model_validate(plain(read(version.source)))
    return parts.of_year(
        definition_of(version), document, newest_forms(document.step_forms) or forms_of(version.step_forms)
    )


def _unfit(read: StepForms) -> list[str]:
    """Return a sentence for each year whose newest definition names what the step forms do not have any more."""
    found = []
    versions = DefinitionVersion.objects.filter(step_forms__name=read.name)
    for version in versions.order_by("-year", "-number").distinct("year"):
        try:
            read_year(version.source, forms=lambda name: read)
        except DefinitionRefused as refused:
            found.append(f"{version.year}: {refused.problems[0]}")
    return found
