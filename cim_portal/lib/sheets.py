"""Tables that leave the house, as CSV and XLSX in which no cell starts a formula, and as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cim_portal.lib.dates import PACIFIC

Item = TypeVar("Item")
MARK = "'"
AT_ONCE = 500  # rows that are written together where a table is sent piece by piece
# What some spreadsheet reads as a formula: a sign, also a wide or small one, with or without blanks before it; or a tab or
# line end at the start. A text that looks marked already is marked too, so that one mark less is what it was.
_BLANKS = " \t\n\r\0\x0b\x0c\u00a0\u3000\u200b\ufeff"
_STARTS = f"{MARK}*(?:[\t\n\r\0]|[{_BLANKS}]*[=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b-])"
_STARTS_FORMULA = re.compile(_STARTS)
# Exactly what `marked` makes of a text; the import puts the group in its place.
MARKED = f"^{MARK}({_STARTS})"
CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def marked(value: object) -> object:
    """Return `value` with an apostrophe before a text that a spreadsheet would read as a formula."""
    if isinstance(value, str) and _STARTS_FORMULA.match(value):
        return MARK + value
    return value


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the table as UTF-8 CSV with a byte order mark, so that Excel reads its letters right."""
    return b"".join(csv_pieces(columns, rows))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield what `csv_bytes` returns, some hundred rows at a time."""
    yield "\ufeff".encode() + _csv_lines([columns])
    yield from map(_csv_lines, some_at_a_time(rows))


def _csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([marked(_plain(value)) for value in row] for row in rows)
    return out.getvalue().encode()


def some_at_a_time(rows: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield what is read row by row as lists of AT_ONCE rows."""
    found = iter(rows)
    while some := list(islice(found, AT_ONCE)):
        yield some


def xlsx_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str) -> bytes:
    """Return the table as a workbook of one sheet; text is written as text, numbers as numbers, dates as dates.

    A spreadsheet knows no time zones: a moment is written in Pacific time.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet[:31])
    page.freeze_panes = "A2"
    for row in chain([columns], rows):
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def json_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the table as a JSON list of objects, each with the columns as its keys: numbers as numbers, dates as ISO 8601."""
    return b"".join(json_pieces(columns, rows))


def json_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield what `json_bytes` returns, some hundred rows at a time."""
    before = "[\n"
    for some in some_at_a_time(rows):
        lines = [dict(zip(columns, row, strict=True)) for row in some]
        said = json.dumps(lines, ensure_ascii=False, indent=2, default=_as_json)
        yield (before + said.removeprefix("[\n").removesuffix("\n]")).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _as_json(value: object) -> object:
    """Return what JSON has no kind for: dates as ISO 8601, decimals as numbers, all else as text."""
    if isinstance(value, Decimal):
        return float(value)
    return plain(value) if isinstance(value, date) else str(value)


def plain(value: object) -> object:
    """Return a value as CSV and JSON hold it: a date as ISO 8601 has it, a moment with its distance from UTC."""
    if isinstance(value, datetime):
        return _in_pacific_time(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _in_pacific_time(at: datetime) -> datetime:
    return at.astimezone(PACIFIC) if at.tzinfo else at


def _cell(page: Any, value: Any) -> Any:  # openpyxl's own types do not know what it takes
    if isinstance(value, datetime):
        return WriteOnlyCell(page, value=_in_pacific_time(value).replace(microsecond=0, tzinfo=None))
    if isinstance(value, date):
        return WriteOnlyCell(page, value=value)  # type: ignore[arg-type]  # its stubs know of moments alone
    value = marked(_plain(value))
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    value = plain(value)
    if value is None or isinstance(value, str | int | float | Decimal):
        return "" if value is None else value
    return str(value)


Table = tuple[list[str], list[list[Any]]]  # each column of one kind
Rows = tuple[list[str], Iterator[list[Any]]]  # a table whose rows are read one after the other
