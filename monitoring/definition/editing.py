"""A document's text with some of its parts replaced; what stands around them stays as it was typed."""

from typing import Any

import yaml

from monitoring.definition.reading import composed

WIDTH = 120  # characters of a line, as in the documents that come with the portal


def rewritten(*, text: str, parts: dict[str, Any]) -> str:
    """Return `text` with the parts of these names, such as `targets`, saying these values; None takes a part out.

    Comments within a part that is replaced are lost, all others stay. Raises DefinitionRefused for what is no YAML.
    """
    was, root = composed(text)
    wanted = {name: value for name, value in {**was, **parts}.items() if value is not None or name not in parts}
    return _patched(text, root, was, wanted) or _dumped(wanted)


def _patched(text: str, root: yaml.MappingNode, was: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Return the text with what differs replaced in its place; blank where it is not written so that this can be."""
    if root.flow_style:
        return ""
    patched = text if text.endswith("\n") else text + "\n"
    for key, value in reversed(root.value):
        if key.value not in wanted:
            patched = patched[: key.start_mark.index] + patched[_end(value) :].lstrip("\n")
        elif wanted[key.value] != was.get(key.value):
            part = _dumped({key.value: wanted[key.value]}).rstrip("\n")
            patched = patched[: key.start_mark.index] + part + patched[_end(value) :]
    patched += "".join(f"\n{_dumped({name: value})}" for name, value in wanted.items() if name not in was)
    return patched if composed(patched)[0] == wanted else ""


def _end(node: yaml.Node) -> int:
    """Return where the text of a node ends; that of a list over many lines ends with its last part."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _dumped(document: dict[str, Any]) -> str:
    """Return the values as YAML, laid out as in the documents that come with the portal."""
    return yaml.dump(
        document, Dumper=_Dumper, default_flow_style=None, sort_keys=False, allow_unicode=True, width=WIDTH
    )


class _Dumper(yaml.SafeDumper):
    """Writes the document over lines and its smallest parts on one; no anchors, which are not read here."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def serialize(self, node: Any) -> None:
        node.flow_style = False
        super().serialize(node)
