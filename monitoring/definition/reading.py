"""From the YAML that an administrator hands in to a `Definition`, or to everything that is wrong with it and where."""

from functools import lru_cache
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from cim_portal.lib.verdict import Refused
from monitoring.definition.places import line_of
from monitoring.definition.references import Problem, dangling
from monitoring.definition.schema import Definition

SHOWN = 120  # characters of a line that a fault shows
SIZE_LIMIT = 1_000_000  # characters; the longest year so far has 60,000


class Fault(NamedTuple):
    """One thing that is wrong: the path to it, a sentence, and the line where that can be told, with what stands there."""

    path: str
    sentence: str
    line: int | None
    there: str


class DefinitionRefused(Refused):
    """The document cannot be used. `problems` holds each fault, in the order of the text."""

    def __init__(self, problems: list[Fault]) -> None:
        super().__init__(" ".join(f"{one.path}: {one.sentence}" for one in problems))
        self.problems = problems


def read_definition(text: str) -> Definition:
    """Read a year's document from YAML. Raises DefinitionRefused with every fault, its path and its line."""
    raw, root = composed(text)
    try:
        definition = Definition.model_validate(raw)
    except ValidationError as fault:
        raise _refused(text, root, [_problem(e) for e in fault.errors()]) from fault
    if problems := list(dangling(definition=definition)):
        raise _refused(text, root, problems)
    return definition


def composed(text: str) -> tuple[dict[str, Any], yaml.MappingNode]:
    """Return what the YAML holds, unchecked, and its tree of nodes, which know their places in the text.

    Raises DefinitionRefused for what is no YAML or holds no keys.
    """
    if len(text) > SIZE_LIMIT:
        raise _refused_whole(f"is longer than {SIZE_LIMIT:,} characters.")
    try:
        loader = _StrictLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise _refused_whole("holds no keys. It begins with year, title and levels.")
        return loader.construct_document(root), root
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        words = ": ".join(words for words in (fault.context, fault.problem) if words)
        raise _refused_whole(f"is not YAML: {words}.", text=text, line=mark.line + 1 if mark else None) from fault
    except yaml.YAMLError as fault:
        raise _refused_whole(f"is not YAML: {str(fault).splitlines()[0]}.") from fault
    except RecursionError as fault:
        raise _refused_whole("is nested too deeply.") from fault


def _refused_whole(sentence: str, *, text: str = "", line: int | None = None) -> DefinitionRefused:
    return DefinitionRefused([Fault("document", sentence, line, _there(text, line))])


def _refused(text: str, root: yaml.Node, problems: list[Problem]) -> DefinitionRefused:
    faults = []
    for way, sentence in problems:
        line = line_of(root=root, way=way)
        faults.append(Fault(".".join(map(str, way)) or "document", sentence, line, _there(text, line)))
    return DefinitionRefused(sorted(faults, key=lambda fault: fault.line or 0))


def _there(text: str, line: int | None) -> str:
    lines = text.splitlines()
    return lines[line - 1].strip()[:SHOWN] if line and line <= len(lines) else ""


@lru_cache(maxsize=32)
def _from_document(sha256: str, document: "_Document") -> Definition:
    return Definition.model_validate(document.value)


class _Document:
    """Carries a document past the cache, which knows it by its hash alone."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Document)

    def __hash__(self) -> int:
        return 0


def definition_of(version: Any) -> Definition:
    """Return what a `DefinitionVersion` says; the same version is read once a process."""
    return _from_document(version.sha256, _Document(version.document))


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses aliases, which can make a small text a huge document, and keys that stand twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not read here; write the part out", problem_mark=mark
            )
        return super().compose_node(parent, index)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as fault:  # a day that no calendar has, a number of thousands of digits
            raise yaml.MarkedYAMLError(problem=str(fault), problem_mark=node.start_mark) from fault

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                mark = node.value[number][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"{key!r} stands twice", problem_mark=mark)
        return super().construct_mapping(node, deep)


def _problem(error: Any) -> Problem:
    way = tuple(error["loc"])
    if error["type"] == "missing":
        return way, "is missing."
    if error["type"] == "extra_forbidden":
        return way, "is not a key that is known here; take it out, or mend its spelling."
    return way, str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
