"""XLSX workbooks: known by their first bytes, and their cells to text."""

import io
from datetime import date, datetime, time
from typing import Any

import pandas as pd
import python_calamine

from determinations.uploads.problems import refuse
from determinations.uploads.reading import archives

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel files, and of encrypted new ones


def is_zip(content: bytes) -> bool:
    """Say whether the bytes begin as a ZIP archive does, which a workbook is."""
    return content.startswith(b"PK\x03\x04")


Cell = Any  # what calamine reads: a text, a number, a moment, or nothing


def refuse_old(content: bytes) -> None:
    """Refuse a workbook of the old format, or one behind a password. Raises `FileRefused`."""
    if content.startswith(_OLE):
        raise refuse("locked_workbook" if "EncryptedPackage".encode("utf-16-le") in content else "old_workbook")


def sheets(content: bytes, *, name: str) -> list[list[list[Cell]]]:
    """Return the cells of each sheet that has some, from A1 on. Raises `FileRefused`."""
    errors = archives.inspect(content, name=name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [
            _with_errors(workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False), errors.get(sheet, {}))
            for sheet in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        raise refuse("broken_workbook") from fault
    return [rows for rows in found if rows]


def _with_errors(rows: list[list[Cell]], errors: archives.Errors) -> list[list[Cell]]:
    """Return the cells with the errors that are in them, such as #REF!, which are read as nothing."""
    for (row, column), text in errors.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text
    return rows


def as_text(rows: list[list[Cell]], *, width: int) -> pd.DataFrame:
    """Return the rows as columns of text, `width` of them: 1611119.0 is 1611119, a date is 2024-06-11."""
    cells = pd.DataFrame(rows, dtype=object).reindex(columns=range(width))
    text: pd.DataFrame = cells.apply(lambda column: column.map(_text)).astype("str")
    return text


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # a missing cell of a ragged row is NaN, which is not itself
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
