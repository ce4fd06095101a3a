"""Puts together what two people made of one text or one table, both from the same one; where they met, it keeps both.

What one of them did elsewhere is taken over: another paragraph, another row, another cell of the same row. Only where
both changed the same paragraph or the same cell in different ways did their texts meet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain


@dataclass(frozen=True)
class Met:
    """Two texts for the same place. `where` says which part of the field it is; blank for all of it."""

    theirs: object
    mine: object
    where: str = ""


@dataclass(frozen=True)
class Merged:
    """What became of a field that two people saved.

    `value` counts: where texts met, theirs. `as_mine` is the same with mine there, for the form in which one of the two is
    chosen. `settled` is from what the next save of the same form is to be merged: mine, but where texts met what was
    there before.
    """

    value: object
    as_mine: object
    settled: object
    met: tuple[Met, ...] = ()


Row = dict[str, object]
Cells = Callable[[str, object, object, object], Merged]  # column, before, theirs, mine → what became of the cell


def whole(before: object, theirs: object, mine: object) -> Merged:
    """Merge what has no parts."""
    if mine in (before, theirs):
        return Merged(theirs, theirs, mine)
    if theirs == before:
        return Merged(mine, mine, mine)
    return Merged(theirs, mine, before, (Met(theirs, mine),))


@dataclass(frozen=True)
class _Edit:
    """Lines `start` to `end` of the text before became `lines`."""

    start: int
    end: int
    lines: list[str]


def paragraphs(before: str, theirs: str, mine: str) -> Merged:
    """Merge two texts line by line, as they are typed: a paragraph is a line."""
    if not before or mine in (before, theirs) or theirs == before:
        return whole(before, theirs, mine)
    base = before.split("\n")
    value: list[str] = []
    as_mine: list[str] = []
    settled: list[str] = []
    met, at = [], 0
    for start, end, of_theirs, of_mine in _together(_edits(base, theirs), _edits(base, mine)):
        for one in (value, as_mine, settled):
            one += base[at:start]
        was, there, here = base[start:end], _applied(base, start, end, of_theirs), _applied(base, start, end, of_mine)
        if of_theirs and of_mine and there != here:
            met.append(Met("\n".join(there), "\n".join(here)))
            value, as_mine, settled = value + there, as_mine + here, settled + was
        else:
            value, as_mine = value + (here if of_mine else there), as_mine + (here if of_mine else there)
            settled += here
        at = end
    for one in (value, as_mine, settled):
        one += base[at:]
    return Merged("\n".join(value), "\n".join(as_mine), "\n".join(settled), tuple(met))


def _edits(base: list[str], text: str) -> list[_Edit]:
    lines = text.split("\n")
    codes = SequenceMatcher(None, base, lines, autojunk=False).get_opcodes()
    return [_Edit(i1, i2, lines[j1:j2]) for code, i1, i2, j1, j2 in codes if code != "equal"]


def _together(theirs: list[_Edit], mine: list[_Edit]) -> Iterable[tuple[int, int, list[_Edit], list[_Edit]]]:
    """Yield the edits that touch the same lines together: from which line to which, theirs and mine."""
    waiting = sorted(
        [*((e, True) for e in theirs), *((e, False) for e in mine)], key=lambda one: (one[0].start, one[0].end)
    )
    group: list[tuple[_Edit, bool]] = []
    for edit, is_theirs in waiting:
        if group and not _touches([one for one, _ in group], edit):
            yield _group(group)
            group = []
        group.append((edit, is_theirs))
    if group:
        yield _group(group)


def _touches(group: Sequence[_Edit], edit: _Edit) -> bool:
    """Say whether an edit is about lines of the group, or adds lines at the very place where one of it does."""
    end = max(one.end for one in group)
    return edit.start < end or any(one.start == one.end == edit.start == edit.end for one in group)


def _group(group: Sequence[tuple[_Edit, bool]]) -> tuple[int, int, list[_Edit], list[_Edit]]:
    edits = [edit for edit, _ in group]
    start, end = min(e.start for e in edits), max(e.end for e in edits)
    return start, end, [e for e, theirs in group if theirs], [e for e, theirs in group if not theirs]


def _applied(base: list[str], start: int, end: int, edits: Sequence[_Edit]) -> list[str]:
    lines, at = [], start
    for edit in edits:
        lines += base[at : edit.start] + edit.lines
        at = edit.end
    return lines + base[at:end]


def rows(
    before: Sequence[Row], theirs: Sequence[Row], mine: Sequence[Row], *, cells: Cells, name: Callable[[int], str]
) -> Merged:
    """Merge two tables row by row and cell by cell; a row is known by its `_id`. `name` names a row by its number.

    A row that one removed and the other changed stays. Rows are in the order of whoever moved some, theirs where both did.
    """
    was, there, here = _by_id(before), _by_id(theirs), _by_id(mine)
    value: list[Row] = []
    as_mine: list[Row] = []
    settled: dict[str, Row] = {}
    met: list[Met] = []
    for row_id in _order(list(was), list(there), list(here)):
        merged = _row_or_none(
            row_id, was.get(row_id), there.get(row_id), here.get(row_id), cells=cells, label=name(len(as_mine) + 1)
        )
        for rows, row in ((value, merged.value), (as_mine, merged.as_mine)):
            if isinstance(row, dict):
                rows.append(row)
        if isinstance(merged.settled, dict):
            settled[row_id] = merged.settled
        met += merged.met
    kept = [settled.pop(row_id) for row_id in here if row_id in settled]
    return Merged(value, as_mine, [*kept, *settled.values()], tuple(met))


def _row_or_none(
    row_id: str, before: Row | None, theirs: Row | None, mine: Row | None, *, cells: Cells, label: str
) -> Merged:
    """Merge one row; None is a row that is not there."""
    if mine in (before, theirs) or theirs == before:
        return whole(before, theirs, mine)
    if mine is None:  # they changed what I removed
        return Merged(theirs, None, before, (Met(_said(theirs or {}), "", label),))
    return _row(row_id, before or {}, theirs or before or {}, mine, cells=cells, label=label)


def _row(row_id: str, before: Row, theirs: Row, mine: Row, *, cells: Cells, label: str) -> Merged:
    value: Row = {"_id": row_id}
    as_mine: Row = {"_id": row_id}
    settled: Row = {"_id": row_id}
    met: list[Met] = []
    for key in dict.fromkeys(chain(mine, theirs)):
        if key != "_id":
            was = before.get(key)
            merged = cells(key, was, theirs.get(key, was), mine.get(key, was))
            value[key], as_mine[key], settled[key] = merged.value, merged.as_mine, merged.settled
            met += (Met(one.theirs, one.mine, f"{label}, {one.where}" if one.where else label) for one in merged.met)
    return Merged(value, as_mine, settled, tuple(met))


def _said(row: Row) -> str:
    return "; ".join(str(text) for key, text in row.items() if key != "_id" and text)


def _by_id(rows: Sequence[Row]) -> Mapping[str, Row]:
    return {str(row["_id"]): row for row in rows}


def _order(before: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Return the rows of both in one order: that of whoever moved some; each new row after the one it was put after."""
    both = set(before) & set(theirs) & set(mine)
    shared = [one for one in before if one in both]
    i_moved = [one for one in mine if one in both] != shared
    they_moved = [one for one in theirs if one in both] != shared
    first, second = (mine, theirs) if i_moved and not they_moved else (theirs, mine)
    order = list(first)
    for at, one in enumerate(second):
        if one in order:
            continue
        above = next((other for other in reversed(second[:at]) if other in order), None)
        order.insert(order.index(above) + 1 if above is not None else 0, one)
    return order
