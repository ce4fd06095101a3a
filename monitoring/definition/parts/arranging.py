"""A list of a document in another order, shorter, or longer: the lines that stay are moved as they are, comments too."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from cim_portal.lib.shapes import Json
from monitoring.definition.places import Way
from monitoring.definition.text import opened, plain, read, written

Put = Callable[[CommentedMap], None]


@dataclass(frozen=True)
class Edit:
    """A part of a list as it is to be: which one it was, None for a new one, and what is written into it."""

    was: int | None
    put: Put


def with_list(*, text: str, way: Way, edits: Sequence[Edit], in_a_line: bool = False) -> str:
    """Return the text with the list at `way` as the edits say, in their order. What is not named is removed.

    A list that is not there yet is made. Comments go with the part below them. `in_a_line` writes new parts as
    `{name: value}`.
    """
    order: list[int | CommentedMap] = []
    for edit in edits:
        if edit.was is None:
            new = CommentedMap()
            edit.put(new)
            if in_a_line:
                new.fa.set_flow_style()
            order.append(new)
        else:
            order.append(edit.was)
    text = _arranged(text, way, order)
    root = opened(text)
    there = at(root, way) or ()
    before = plain(root)
    for place, edit in enumerate(edits):
        if edit.was is not None:
            edit.put(there[place])
    return text if plain(root) == before else with_comments(written(root), of=text)


def with_comments(text: str, *, of: str) -> str:
    """Return the text with the lines of comments of another one that it lost, each above the line that it was above."""
    lines, there = text.splitlines(keepends=True), of.splitlines(keepends=True)
    kept = Counter(line.strip() for line in lines)
    for number, line in enumerate(there):
        if not line.lstrip().startswith("#"):
            continue
        kept[line.strip()] -= 1
        if kept[line.strip()] < 0:
            below = next((one for one in there[number + 1 :] if not _is_between(one)), "")
            lines.insert(lines.index(below) if below in lines else 0, line)
    return "".join(lines)


def at(root: CommentedMap, way: Way) -> Json:
    """Return what `way` leads to, or None."""
    node: Json = root
    for step in way:
        if isinstance(node, CommentedMap):
            node = node.get(step)
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def _arranged(text: str, way: Way, order: Sequence[int | CommentedMap]) -> str:
    """Return the text with the parts of a list in another order, by lines where it is written in lines."""
    if order == list(range(len(at(read(text), way) or ()))):
        return text
    root = opened(text)
    there = at(root, way)
    wanted = [plain(there[one]) if isinstance(one, int) else plain(one) for one in order]
    by_lines = _by_lines(text, root, way, order)
    if by_lines is not None and plain(at(read(by_lines), way) or []) == wanted:
        return by_lines
    holder = at(root, way[:-1])
    parts = CommentedSeq([there[one] if isinstance(one, int) else one for one in order])
    if isinstance(there, CommentedSeq):
        there[:] = parts
    else:
        holder[way[-1]] = parts
    return written(root)


def _by_lines(text: str, root: CommentedMap, way: Way, order: Sequence[int | CommentedMap]) -> str | None:
    """Return the text with the lines of the parts arranged, or None where they are not each in lines of its own."""
    holder, there, lines = at(root, way[:-1]), at(root, way), text.splitlines(keepends=True)
    if not isinstance(holder, CommentedMap) or way[-1] not in (holder.lc.data or {}):
        return None
    key_line = holder.lc.data[way[-1]][0]
    if not there:
        opening = re.match(r"(\s*(?:- )?)[^:]+:", lines[key_line])
        if opening is None:
            return None
        indent = len(opening[1]) + 2
        after = re.sub(r":\s*\[\s*\]", ":", lines[key_line], count=1)
        new = [line for one in order for line in _lines_of(one, indent)]
        return "".join([*lines[:key_line], after, *new, *lines[key_line + 1 :]])
    blocks = _blocks(lines, there)
    if blocks is None:
        return None
    indent = len(lines[there.lc.data[0][0]]) - len(lines[there.lc.data[0][0]].lstrip())
    if not order:
        empty = re.sub(r"^(\s*(?:- )?[^:]+:)", r"\1 []", lines[key_line], count=1)
        return "".join([*lines[:key_line], empty, *lines[key_line + 1 : blocks[0][0]], *lines[blocks[-1][1] :]])
    parts = [
        line
        for one in order
        for line in (lines[blocks[one][0] : blocks[one][1]] if isinstance(one, int) else _lines_of(one, indent))
    ]
    return "".join([*lines[: blocks[0][0]], *parts, *lines[blocks[-1][1] :]])


def _blocks(lines: Sequence[str], there: CommentedSeq) -> list[tuple[int, int]] | None:
    """Return where the lines of each part begin and end, its comment above it among them; None where they share lines."""
    starts = [there.lc.data[place][0] for place in range(len(there))]
    if len(set(starts)) < len(starts) or not all(lines[one].lstrip().startswith("- ") for one in starts):
        return None
    dash = len(lines[starts[0]]) - len(lines[starts[0]].lstrip())
    begins = [starts[0], *(_with_comment(lines, start) for start in starts[1:])]
    end = starts[-1] + 1
    while end < len(lines) and (_is_between(lines[end]) or len(lines[end]) - len(lines[end].lstrip()) > dash):
        end += 1
    while end > starts[-1] + 1 and _is_between(lines[end - 1]):
        end -= 1
    return list(zip(begins, [*begins[1:], end], strict=True))


def _with_comment(lines: Sequence[str], start: int) -> int:
    while lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _is_between(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _lines_of(part: Json, indent: int) -> list[str]:
    """Return a new part as lines of a list that is indented so far."""
    lines = written(CommentedMap(new=CommentedSeq([part]))).splitlines(keepends=True)[1:]
    return [" " * indent + line[2:] for line in lines]
