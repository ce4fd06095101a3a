"""From the YAML that an administrator hands in to a `Process`, or to everything that is wrong with it and where."""

from functools import lru_cache
from typing import Any

import yaml
from pydantic import ValidationError

from cim_portal.lib.verdict import Refused
from monitoring.process.references import dangling
from monitoring.process.schema import Process

SIZE_LIMIT = 1_000_000  # characters; the longest year so far has 60,000


class ProcessRefused(Refused):
    """The document cannot be used. `problems` holds (path, sentence) for each fault."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(f"{path}: {sentence}" for path, sentence in problems))
        self.problems = problems


def read(text: str) -> Process:
    """Read a year's document from YAML. Raises ProcessRefused with every fault and its path."""
    if len(text) > SIZE_LIMIT:
        raise ProcessRefused([("document", f"is longer than {SIZE_LIMIT:,} characters.")])
    try:
        raw = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader that also refuses twice-named keys
    except yaml.YAMLError as fault:
        raise ProcessRefused([("document", f"is not YAML: {fault}")]) from fault
    if not isinstance(raw, dict):
        raise ProcessRefused([("document", "holds no keys. It begins with year, title and levels.")])
    try:
        process = Process.model_validate(raw)
    except ValidationError as fault:
        raise ProcessRefused([_problem(e) for e in fault.errors()]) from fault
    if problems := list(dangling(process=process)):
        raise ProcessRefused(problems)
    return process


@lru_cache(maxsize=32)
def _from_document(sha256: str, document: "_Document") -> Process:
    return Process.model_validate(document.value)


class _Document:
    """Carries a document past the cache, which knows it by its hash alone."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Document)

    def __hash__(self) -> int:
        return 0


def of(version: Any) -> Process:
    """Return what a `ProcessVersion` says; the same version is read once a process."""
    return _from_document(version.sha256, _Document(version.document))


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses aliases, which can make a small text a huge document, and keys that stand twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read here; write the part out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"{key!r} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep)


def _problem(error: Any) -> tuple[str, str]:
    path = ".".join(str(part) for part in error["loc"]) or "document"
    if error["type"] == "missing":
        return path, "is missing."
    if error["type"] == "extra_forbidden":
        return path, "is not a key that is known here; take it out, or mend its spelling."
    return path, str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
