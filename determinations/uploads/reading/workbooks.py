"""XLSX workbooks: known by their first bytes, and their cells to text."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
import python_calamine

from determinations.uploads.problems import refuse
from determinations.uploads.reading import archives, styles
from determinations.uploads.reading.table import ShownInstead
from determinations.uploads.reading.watching import Seen

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel files, and of encrypted new ones


def is_zip(content: bytes) -> bool:
    """Say whether the bytes begin as a ZIP archive does, which a workbook is."""
    return content.startswith(b"PK\x03\x04")


Cell = Any  # what calamine reads: a text, a number, a moment, or nothing


def refuse_old(content: bytes) -> None:
    """Refuse a workbook of the old format, or one behind a password. Raises `FileRefused`."""
    if content.startswith(_OLE):
        raise refuse("locked_workbook" if "EncryptedPackage".encode("utf-16-le") in content else "old_workbook")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whether it is hidden, its cells from A1 on as far as they reach, and what is seen of it."""

    name: str
    hidden: bool
    rows: list[list[Cell]]
    seen: Seen


def sheets(content: bytes, *, name: str) -> list[Sheet]:
    """Return the sheets that have cells. Raises `FileRefused`."""
    seen = archives.inspect(content, name=name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [
            Sheet(
                name=sheet.name,
                hidden=sheet.visible != python_calamine.SheetVisibleEnum.Visible,
                rows=workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                seen=seen.get(sheet.name, Seen()),
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        raise refuse("broken_workbook") from fault
    return [sheet for sheet in found if sheet.rows]


def below(sheet: Sheet, *, header: int, width: int) -> tuple[list[list[str]], list[ShownInstead]]:
    """Return the columns below the row `header` as they are seen, and the cells that do not show the number that they hold.

    There are `width` columns, of texts: 1611119.0 is 1611119, a date is 2024-06-11, a number is as its format shows it, and
    an error is its word.
    """
    rows = sheet.rows[header:]
    columns = [list(column) for column in zip(*rows, strict=True)][:width]
    for (row, place), text in sheet.seen.errors.items():
        if header < row <= len(sheet.rows) and place <= len(columns):
            columns[place - 1][row - header - 1] = text
    instead = _without_zeros(columns, header=header) if sheet.seen.hides_zeros else []
    for shows, of_rows, places in sheet.seen.shown:
        shown = _Each(shows)
        for place in np.unique(places[places <= len(columns)]).tolist():
            column = columns[place - 1]
            meant = (places == place) & (of_rows > header) & (of_rows <= len(sheet.rows))
            for row in (of_rows[meant] - header - 1).tolist():
                if type(cell := column[row]) is float:
                    column[row] = text = shown[cell]
                    if type(text) is styles.Instead:
                        instead.append(ShownInstead(row + header + 1, place - 1, styles.written(cell), text))
    numbers = _Each(styles.written)
    texts = [
        [cell if type(cell) is str else numbers[cell] if type(cell) is float else _text(cell) for cell in column]
        for column in columns
    ]
    return texts + [[""] * len(rows)] * (width - len(texts)), instead


def _without_zeros(columns: list[list[Cell]], *, header: int) -> list[ShownInstead]:
    """Put nothing in the place of each zero, and return the cells that hold one."""
    hidden = [
        (row, place)
        for place, column in enumerate(columns)
        for row, cell in enumerate(column)
        if type(cell) is float and cell == 0
    ]
    for row, place in hidden:
        columns[place][row] = styles.NOTHING
    return [ShownInstead(row + header + 1, place, "0", styles.NOTHING) for row, place in hidden]


class _Each(dict[float, str]):
    """The text of each number, made once: a table has few different ones, next to its rows."""

    def __init__(self, made: Callable[[float], str]) -> None:
        super().__init__()
        self.made = made

    def __missing__(self, number: float) -> str:
        text = self[number] = self.made(number)
        return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if type(cell) is int:
        return styles.written(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
