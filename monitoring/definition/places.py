"""Where something is in a document's text: from the way to it, as `("rules", 3, "when")`, to the number of its line."""

from collections.abc import Iterator, Sequence

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from cim_portal.lib.shapes import Json

Way = tuple[str | int, ...]
NAMES = ("code", "slug", "key", "indicator", "activity", "number")  # the keys by which a part of a list is called


def line_of(*, root: CommentedMap, way: Sequence[str | int]) -> int:
    """Return the line, from 1, of what `way` leads to, or of the last part on the way that is there.

    A part of a list is named by its index, or by its code, slug, key, indicator, activity or number.
    """
    line, node = int(root.lc.line or 0), root
    for step in way:
        found = _inside(node, step) or next((f for child in _lists(node) if (f := _inside(child, step))), None)
        if found is None:
            break
        line, node = found
    return line + 1


def _inside(node: object, step: str | int) -> tuple[int, Json] | None:
    """Return the line, from 0, to which the step leads from `node`, and what is there."""
    if isinstance(node, CommentedMap):
        key = next((key for key in node if str(key) == str(step)), None)
        return None if key is None or key not in (node.lc.data or {}) else (node.lc.data[key][0], node[key])
    if not isinstance(node, CommentedSeq):
        return None
    if isinstance(step, str):
        step = next((number for number, one in enumerate(node) if step in _names(one)), len(node))
    return (node.lc.data[step][0], node[step]) if step < len(node) and step in (node.lc.data or {}) else None


def _lists(node: Json) -> Iterator[CommentedSeq]:
    """Yield the lists in a part of the document: a field of an activity is named without saying `fields`."""
    if isinstance(node, CommentedMap):
        yield from (value for value in node.values() if isinstance(value, CommentedSeq))


def _names(node: Json) -> list[str]:
    return [str(node[name]) for name in NAMES if name in node] if isinstance(node, CommentedMap) else []
