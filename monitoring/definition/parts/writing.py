"""From what was typed in a form to the document's text, and from a fault of the text to the cell that it is about."""

from collections.abc import Mapping, Sequence
from functools import partial

from ruamel.yaml.comments import CommentedMap

from monitoring.definition.faults import Fault
from monitoring.definition.parts import arranging
from monitoring.definition.parts.arranging import Edit
from monitoring.definition.parts.declaring import Cell, Part, Row, Typed, put
from monitoring.definition.text import opened, plain, written

Stays = list[tuple[Row, Typed]]


def write(text: str, part: Part, stays: Stays) -> str:
    """Return the text with the list as it was typed."""
    edits = [Edit(row.was, partial(_put, row=row, typed=typed)) for row, typed in stays]
    return arranging.with_list(text=text, way=part.way, edits=edits, in_a_line=part.in_a_line)


def write_single(text: str, part: Part, stays: Stays) -> str:
    """Return the text with a part that is no list as it was typed; one that is not there yet is made."""
    root = opened(text)
    before = plain(root)
    item = root
    for name in part.way:
        if item.get(name) is None:
            item[name] = CommentedMap()
        item = item[name]
    for row, typed in stays:
        put(item, row.changed(typed), typed)
    return text if plain(root) == before else written(root)


def _put(item: CommentedMap, *, row: Row, typed: Typed) -> None:
    put(item, changed(row, typed), typed)


def changed(row: Row, typed: Typed) -> list[Cell]:
    """Return the cells to write: those in which something else is typed, and of a new row all that are not blank."""
    if row.was is not None:
        return row.changed(typed)
    return [cell for cell in row.cells if typed[cell.name]]


def in_order(rows: Sequence[tuple[Row, Typed, int]]) -> Stays:
    """Return the rows in the order of the places typed for them; one that is moved goes before or after who was there."""

    def place(numbered: tuple[int, tuple[Row, Typed, int]]) -> tuple[float, int]:
        number, (row, _typed, wanted) = numbered
        if row.was is None or wanted == row.was + 1:
            return wanted, number
        return (wanted - 0.5 if wanted < row.was + 1 else wanted + 0.5), number

    return [(row, typed) for _number, (row, typed, _wanted) in sorted(enumerate(rows), key=place)]


def cell_of(fault: Fault, part: Part, stays: Stays, names: Mapping[int, str]) -> str:
    """Return the name of the form's field that a fault is about, or blank. `names` are those of the rows, by their order."""
    steps = fault.path.split(".")
    ways = [list(map(str, part.way)), *([list(part.also)] if part.also else [])]
    way = next((way for way in ways if steps[: len(way)] == way), None)
    if way is None:
        return ""
    steps = steps[len(way) :]
    row = 0 if part.single else _row_of(steps[0], stays) if steps else None
    if row is None:
        return ""
    cells = stays[row][0].cells
    wanted = part.place(steps if part.single else steps[1:])
    found = next((cell for cell in cells if wanted == cell.name or wanted.startswith(f"{cell.name}.")), None)
    found = found or next((cell for cell in cells if wanted and cell.name.startswith(f"{wanted}.")), None)
    if found is None and not way:  # it is about what else there is in the document
        return ""
    return f"{names[row]}.{(found or cells[0]).name}"


def _row_of(step: str, stays: Stays) -> int | None:
    if step.isdecimal() and int(step) < len(stays):
        return int(step)
    for number, (row, typed) in enumerate(stays):
        if step == row.called or step in (typed.get(name) for name in ("code", "slug", "key", "activity")):
            return number
    return None
