"""What a form asks of a list of a document: its rows, and in each row its cells."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from cim_portal.lib.shapes import Json
from monitoring.definition.places import Way

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Typed: TypeAlias = Mapping[str, str | list[str]]  # by the name of a cell within its row
Choices: TypeAlias = "tuple[tuple[str, StrOrPromise], ...]"  # values with the words for them
Kind = Literal["text", "long", "number", "date", "yes", "lines", "dates", "several", "numbers", "order", "drawing"]
LISTS = ("lines", "dates", "several", "numbers", "order")


@dataclass(frozen=True)
class Cell:
    """One value of a row. `way` leads to it from the row: `("name",)`, `("thresholds", 4)` in a group of its own, or
    `("status", 0, "since")` in a list of its own.

    `several` and `numbers` are chosen from `choices`, any of them; `order` is one of them that names several, joined by
    commas; `lines` and `dates` have one value a line; a `drawing` is the text of an SVG. `value` is what is there now, as it
    is typed.
    """

    way: Way
    label: "StrOrPromise"
    value: str = ""
    kind: Kind = "text"
    choices: Choices = ()
    hint: "StrOrPromise" = ""

    @property
    def name(self) -> str:
        """Its name within the row."""
        return ".".join(map(str, self.way))

    @property
    def initial(self) -> str | list[str]:
        """What its field begins with."""
        if self.kind in ("several", "numbers"):
            return self.value.split(",") if self.value else []
        return self.value


@dataclass(frozen=True)
class Row:
    """One part of the list: what it is called, and its cells. `was` is its place in the document, None for a new one."""

    was: int | None
    title: str
    cells: tuple[Cell, ...]
    called: str = ""

    def changed(self, typed: Typed) -> list[Cell]:
        """Return the cells in which something else was typed than is there."""
        return [cell for cell in self.cells if said(cell, typed[cell.name]) != cell.value]


Write = Callable[[str, "Part", list[tuple[Row, Typed]]], str]


@dataclass(frozen=True)
class Part:
    """A list of a document that has a form: where it is, its rows as they are, and what a new row asks.

    `fixed` is a list to which nothing is added, `single` one row that is no list. `ordered` says that its order counts.
    `write` returns the text with what was typed; it is given the rows that stay, new ones among them, in their order.
    `also` is another way to it, as faults name it. `place` turns the way to a fault within a row into the name of its cell.
    """

    slug: str
    title: "StrOrPromise"
    hint: "StrOrPromise"
    way: Way
    rows: tuple[Row, ...]
    blank: tuple[Cell, ...]
    write: Write
    ordered: bool = False
    as_table: bool = False
    in_a_line: bool = False
    fixed: bool = False
    single: bool = False
    also: tuple[str, ...] = ()
    place: Callable[[list[str]], str] = field(default=lambda steps: ".".join(steps))


def said(cell: Cell, typed: str | list[str]) -> str:
    """Return what was typed as the cell's own value is written."""
    if isinstance(typed, list):
        return ",".join(typed)
    if cell.kind in ("lines", "dates"):
        return "\n".join(line.strip() for line in typed.splitlines() if line.strip())
    if cell.kind == "drawing":
        return typed.replace("\r\n", "\n").strip()
    return " ".join(typed.split()) if cell.kind == "long" else typed.strip()


def put(item: CommentedMap, cells: list[Cell], typed: Typed) -> None:
    """Write what was typed in these cells into a part of the document. What is emptied is removed, its comment stays."""
    for cell in cells:
        if len(cell.way) == 1:
            put_value(item, str(cell.way[0]), cell.kind, said(cell, typed[cell.name]))
        elif len(cell.way) == 2:
            _put_in_group(item, cell, said(cell, typed[cell.name]))
    for name in dict.fromkeys(str(cell.way[0]) for cell in cells if len(cell.way) == 3):
        _put_list(item, name, [cell for cell in cells if cell.way[0] == name], typed)


def put_value(item: CommentedMap, name: str, kind: Kind, value: str) -> None:
    """Write one value, blank for none."""
    if kind in LISTS:
        _put_several(item, name, _several(kind, value))
    elif value:
        item[name] = _value(kind, value)
    elif name in item and name in item.ca.items:
        item[name] = None if kind in ("number", "date") else ""
    else:
        item.pop(name, None)


def _put_in_group(item: CommentedMap, cell: Cell, value: str) -> None:
    """Write one value of a group within a part; a group of which nothing is left is removed."""
    name, key = cell.way
    group = item.get(name)
    if group is None:
        group = item[name] = CommentedMap()
        group.fa.set_flow_style()
    if value:
        group[key] = _value(cell.kind, value)
    else:
        group.pop(key, None)
    if not group:
        del item[name]


def _put_several(item: CommentedMap, name: str, values: list[Json]) -> None:
    there = item.get(name)
    if isinstance(there, CommentedSeq):
        there[:] = values
    elif values:
        item[name] = CommentedSeq(values)
        item[name].fa.set_flow_style()
    else:
        item.pop(name, None)


def _put_list(item: CommentedMap, name: str, cells: list[Cell], typed: Typed) -> None:
    """Write the changed cells of a list within a part; one of which nothing is left is removed."""
    there = item.get(name)
    parts = there if isinstance(there, CommentedSeq) else CommentedSeq()
    for cell in cells:
        place, key = int(cell.way[1]), str(cell.way[2])
        while len(parts) <= place:
            parts.append(CommentedMap())
            parts[-1].fa.set_flow_style()
        put_value(parts[place], key, cell.kind, said(cell, typed[cell.name]))
    for place in reversed(range(len(parts))):
        if not parts[place]:
            del parts[place]
    if parts or isinstance(there, CommentedSeq):
        item[name] = parts


def _several(kind: Kind, value: str) -> list[Json]:
    if kind == "dates":
        return [_value("date", one) for one in value.splitlines()]
    values = value.splitlines() if kind == "lines" else [one for one in value.split(",") if one]
    return [int(one) if kind == "numbers" and one.isdecimal() else one for one in values]


def _value(kind: Kind, value: str) -> Json:
    """Return the typed text as YAML holds it; what is not of its kind stays a text, and is refused on reading."""
    if kind == "yes":
        return value == "yes"
    if kind == "number" and re.fullmatch(r"-?\d{1,9}", value):
        return int(value)
    if kind == "drawing" and "\n" in value:
        return LiteralScalarString(value)
    if kind == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
