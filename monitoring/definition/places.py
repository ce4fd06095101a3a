"""Where something stands in a document's text: from the way to it, as `("rules", 3, "when")`, to the number of its line."""

from collections.abc import Iterator, Sequence

import yaml

Way = tuple[str | int, ...]
NAMES = ("code", "slug", "key", "indicator", "number")  # the keys by which a part of a list is called


def line_of(*, root: yaml.Node, way: Sequence[str | int]) -> int:
    """Return the line, from 1, of what `way` leads to, or of the last part on the way that is there.

    A part of a list is named by its index, or by its code, slug, key, indicator or number.
    """
    mark, node = root.start_mark, root
    for step in way:
        found = _inside(node, step) or next((f for child in _lists(node) if (f := _inside(child, step))), None)
        if found is None:
            break
        mark, node = found
    return int(mark.line) + 1


def _inside(node: yaml.Node, step: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    """Return where the step leads from `node`, and the node there."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == str(step)), None)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if isinstance(step, int):
        return (node.value[step].start_mark, node.value[step]) if step < len(node.value) else None
    return next(((one.start_mark, one) for one in node.value if step in _names(one)), None)


def _lists(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the lists in a part of the document: a field of an activity is named without saying `fields`."""
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value if isinstance(value, yaml.SequenceNode))


def _names(node: yaml.Node) -> list[str]:
    if not isinstance(node, yaml.MappingNode):
        return []
    named = {key.value: value.value for key, value in node.value if isinstance(value, yaml.ScalarNode)}
    return [named[name] for name in NAMES if name in named]
