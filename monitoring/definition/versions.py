"""The documents that the portal keeps: what a version says, and the step forms that a year is read with."""

from functools import lru_cache

from django.conf import settings

from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.definition.reading import read_step_forms, read_year
from monitoring.definition.schema import Definition, StepForms

SHIPPED = settings.BASE_DIR / "fixtures" / "step_forms"  # what comes with the portal needs no loading


def definition_of(version: DefinitionVersion) -> Definition:
    """Return what a version says; the same version is read once a process, and so is its document where it is `unread`."""
    return _definition(version.sha256, _Document(version))


def unread(path: str = "") -> list[str]:
    """Return what a query of versions, or of rows that lead to one along `path`, defers: a document is as long as a
    thousand other rows, and each process knows already what it says."""
    return [f"{path}__{name}" if path else name for name in ("source", "document")]


def forms_of(version: StepFormsVersion) -> StepForms:
    """Return what a version of step forms says; the same version is read once a process."""
    return _forms(version.sha256, _Document(version))


def read_definition(text: str) -> Definition:
    """Read a year from YAML, with the newest of its step forms. Raises DefinitionRefused."""
    return read_year(text, forms=newest_forms)


def newest_forms(name: str) -> StepForms | None:
    """Return the newest step forms of that name: loaded, or else those that come with the portal; or None."""
    if version := newest_forms_version(name):
        return forms_of(version)
    text = shipped_text(name)
    return shipped_forms(name) if text is not None else None


def newest_forms_version(name: str) -> StepFormsVersion | None:
    """Return the newest version of the step forms of that name, or None where none was loaded."""
    return StepFormsVersion.objects.filter(name=name).order_by("-number").first()


def shipped_text(name: str) -> str | None:
    """Return the text of the step forms of that name that come with the portal, or None."""
    file = SHIPPED / f"{name}.yaml"
    return file.read_text(encoding="utf-8") if file.is_file() else None


@lru_cache(maxsize=8)
def shipped_forms(name: str) -> StepForms | None:
    """Return the step forms of that name that come with the portal, or None."""
    text = shipped_text(name)
    return None if text is None else read_step_forms(text)


@lru_cache(maxsize=64)
def _definition(sha256: str, document: "_Document") -> Definition:
    return Definition.model_validate(document.version.document)


@lru_cache(maxsize=8)
def _forms(sha256: str, document: "_Document") -> StepForms:
    return StepForms.model_validate(document.version.document)


class _Document:
    """Carries the version of a document past the cache, which knows it by its hash alone."""

    def __init__(self, version: DefinitionVersion | StepFormsVersion) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Document)

    def __hash__(self) -> int:
        return 0
