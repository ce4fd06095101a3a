"""XLSX workbooks: refused before they are parsed where they are not what they should be; then cells to text."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pandas as pd
import python_calamine

from determinations.ingest.problems import refuse

UNPACKED_LIMIT = 1024 * 1024 * 1024
# Real sheets pack 5 to 40 times; what packs far better and is large is made to fill a server's memory.
RATIO_LIMIT = 200
RATIO_COUNTS_FROM = 50 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel files, and of encrypted new ones


def is_zip(content: bytes) -> bool:
    """Say whether the bytes begin as a ZIP archive does, which a workbook is."""
    return content.startswith(b"PK\x03\x04")


def refuse_old(content: bytes) -> None:
    """Refuse a workbook of the old format, or one behind a password. Raises `FileRefused`."""
    if content.startswith(_OLE):
        raise refuse("locked_workbook" if "EncryptedPackage".encode("utf-16-le") in content else "old_workbook")


def sheets(content: bytes, *, name: str) -> list[list[list[Any]]]:
    """Return the cells of each sheet that has some, from its first row and column on. Raises `FileRefused`."""
    _inspect(content, name=name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in workbook.sheet_names]
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        raise refuse("broken_workbook") from fault
    return [rows for rows in found if rows]


def as_text(rows: list[list[Any]], *, width: int) -> pd.DataFrame:
    """Return the rows as columns of text, `width` of them: 1611119.0 is 1611119, a date is 2024-06-11."""
    cells = pd.DataFrame(rows, dtype=object).reindex(columns=range(width))
    text: pd.DataFrame = cells.apply(lambda column: column.map(_text)).astype("str")
    return text


def _inspect(content: bytes, *, name: str) -> None:
    """Refuse an archive that is damaged, no workbook, carries macros or would unpack to far too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_bomb(members)
            parts = {member.filename for member in members}
            if "xl/workbook.xml" not in parts:
                raise refuse("not_a_table", what="a ZIP archive or another kind of document")
            if name.lower().endswith(".xlsm") or any(part.endswith("vbaProject.bin") for part in parts):
                raise refuse("has_macros")
            # Reads every member to the size it claims and checks its sum, so that none can claim less than it holds.
            if archive.testzip() is not None:
                raise refuse("broken_workbook")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise refuse("broken_workbook") from fault


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > RATIO_LIMIT):
        raise refuse("zip_bomb", size=unpacked // (1024 * 1024))


def _text(cell: Any) -> str:
    if cell is None or cell != cell:  # a missing cell of a ragged row is NaN, which is not itself
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
