"""XLSX workbooks: known by their first bytes, and their cells to text."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import python_calamine

from determinations.uploads.problems import refuse
from determinations.uploads.reading import archives, styles
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
                rows=_as_seen(
                    workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                    seen.get(sheet.name, Seen()),
                ),
                seen=seen.get(sheet.name, Seen()),
            )
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        raise refuse("broken_workbook") from fault
    return [sheet for sheet in found if sheet.rows]


def _as_seen(rows: list[list[Cell]], seen: Seen) -> list[list[Cell]]:
    """Return the cells with the errors that are in them, which are read as nothing, and numbers as their format shows them."""
    for (row, column), text in seen.errors.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text
    for shows, places in seen.shown:
        for row, column in places:
            if row <= len(rows) and column <= len(rows[row - 1]):
                cell = rows[row - 1][column - 1]
                if type(cell) in (int, float):
                    rows[row - 1][column - 1] = shows(cell)
    return rows


def as_text(rows: list[list[Cell]], *, width: int) -> list[list[str]]:
    """Return columns of text, `width` of them: 1611119.0 is 1611119, a date is 2024-06-11."""
    columns = [[cell if type(cell) is str else _text(cell) for cell in column] for column in zip(*rows, strict=True)]
    return columns[:width] + [[""] * len(rows)] * (width - len(columns))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if type(cell) in (int, float):
        return styles.written(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
