"""From the YAML that an administrator gives to a `Definition` or to step forms, or to everything that is wrong and where."""

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap

from cim_portal.lib.verdict import Refused
from monitoring.definition import faults, text
from monitoring.definition.faults import Fault
from monitoring.definition.merging import merged
from monitoring.definition.places import Way, line_of
from monitoring.definition.references import Problem, of_forms, of_year, of_year_with_forms
from monitoring.definition.schema import Definition, StepForms, YearDocument

Forms = Callable[[str], StepForms | None]  # from the name of step forms to them, or to None where there are none
_Read = TypeVar("_Read", bound=BaseModel)
OLD_SHAPE = gettext_lazy(
    "A year and its activities are two documents now. Put vocabularies and activities into step "
    "forms (fixtures/step_forms/cim.yaml shows how), write step_forms: with their name here, and "
    "list under each step which of the activities it has (fixtures/definitions/2024.yaml shows "
    "how)."
)
NEITHER = gettext_lazy(
    "This is neither the definition of a year, which begins with year, title and step_forms, nor "
    "step forms, which begin with name, title and activities."
)


class DefinitionRefused(Refused):
    """The document cannot be used. `problems` holds each fault, in the order of the text."""

    def __init__(self, problems: list[Fault]) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


def is_step_forms(given: str) -> bool:
    """Say whether a text holds step forms, and not a year. Raises DefinitionRefused for what is neither."""
    return _are_step_forms(_opened(given)[1])


def read_step_forms(given: str) -> StepForms:
    """Read step forms from YAML. Raises DefinitionRefused with every fault, its place and its line."""
    root, raw = _opened(given)
    read = _validated(StepForms, given, root, raw)
    _refuse(given, root, raw, list(of_forms(read)))
    return read


def read_year(given: str, *, forms: Forms) -> Definition:
    """Read a year from YAML, with its step forms. Raises DefinitionRefused with every fault, its place and its line."""
    root, raw = _opened(given)
    if _are_step_forms(raw):
        raise DefinitionRefused(
            [Fault("document", "", _("These are step forms. The definition of a year is wanted here."))]
        )
    if "activities" in raw and "step_forms" not in raw:
        raise DefinitionRefused([_fault(given, root, raw, ("activities",), str(OLD_SHAPE))])
    read = _validated(YearDocument, given, root, raw)
    found = forms(read.step_forms)
    if found is None:
        unknown = _("No step forms are called %(step_forms)s. Load them first, or correct the name.") % {
            "step_forms": read.step_forms
        }
        raise DefinitionRefused([_fault(given, root, raw, ("step_forms",), unknown)])
    _refuse(given, root, raw, list(of_year(read, found)))
    definition = merged(read, found)
    _refuse(given, root, raw, list(of_year_with_forms(definition, read)))
    return definition


def _are_step_forms(raw: dict[str, object]) -> bool:
    if "year" not in raw and "activities" not in raw:
        raise DefinitionRefused([Fault("document", "", str(NEITHER))])
    return "year" not in raw


def _opened(given: str) -> tuple[CommentedMap, dict[str, object]]:
    try:
        root = text.read(given)
        return root, text.plain(root)
    except text.NotADocumentError as fault:
        raise DefinitionRefused(
            [Fault("document", "", fault.sentence, fault.line, _there(given, fault.line))]
        ) from fault


def _validated(model: type[_Read], given: str, root: CommentedMap, raw: dict[str, object]) -> _Read:
    try:
        return model.model_validate(raw)
    except ValidationError as fault:
        problems = faults.problems_of(fault.errors(), raw)
        raise DefinitionRefused(_in_order(given, root, raw, problems)) from fault


def _refuse(given: str, root: CommentedMap, raw: dict[str, object], problems: list[Problem]) -> None:
    if problems:
        raise DefinitionRefused(_in_order(given, root, raw, problems))


def _in_order(given: str, root: CommentedMap, raw: dict[str, object], problems: list[Problem]) -> list[Fault]:
    found = [_fault(given, root, raw, way, sentence) for way, sentence in problems]
    return sorted(found, key=lambda fault: fault.line or 0)


def _fault(given: str, root: CommentedMap, raw: dict[str, object], way: Way, sentence: str) -> Fault:
    line = line_of(root=root, way=way)
    path = ".".join(map(str, way)) or "document"
    return Fault(path, faults.place_of(way, raw), sentence, line, _there(given, line))


def _there(given: str, line: int | None) -> str:
    lines = given.splitlines()
    return lines[line - 1].strip()[: faults.SHOWN] if line and line <= len(lines) else ""
