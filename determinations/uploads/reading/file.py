"""A file to a typed frame. What is not the table it should be is refused before it is parsed."""

from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
from django.utils.translation import gettext_lazy

from determinations.uploads import kinds
from determinations.uploads.declaring import Format
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import FileRefused, Problem, problem, refuse
from determinations.uploads.reading import cells as reading_cells
from determinations.uploads.reading import encoding, headers, texts, workbooks
from determinations.uploads.reading.table import Table

SIZE_LIMIT = 100 * 1024 * 1024

_OTHER_FILES = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": gettext_lazy("a text document (RTF)"),
    b"\x1f\x8b": gettext_lazy("a compressed archive"),
    b"7z\xbc\xaf": gettext_lazy("a compressed archive"),
    b"PAR1": gettext_lazy("a Parquet file"),
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"<!doctype html": gettext_lazy("a web page"),
    b"<html": gettext_lazy("a web page"),
    b"<?xml": gettext_lazy("an XML document"),
}


@dataclass(frozen=True)
class Reading:
    """What was read: the frame, and the problems of rows and columns that could not go into it.

    `part` says which file of the format it is, where the format is published as several; blank where it is not.
    """

    frame: Frame
    problems: list[Problem]
    part: str = ""


def read(content: bytes, *, name: str, form: Format, year: int, size_limit: int = SIZE_LIMIT) -> Reading:
    """Read an upload in the format `form` for `year`; `name` is the file’s name. Raises `FileRefused`.

    Everything is text first, so leading zeros stay. The frame is indexed by record, the file's first being row 1; a row
    with more or fewer cells than the header is left out and reported.
    """
    table = _table(content, name=name, form=form, year=year, size_limit=size_limit)
    columns, unused = headers.columns(table, form=form, year=year)
    part = headers.part(table.header, name=name, form=form)
    if table.rows.empty:
        raise FileRefused(*table.problems, problem("no_rows"))
    reading_cells.refuse_long(table)
    text = reading_cells.unmarked(table.rows[list(columns.values())].set_axis(list(columns), axis=1))
    typed: dict[str, pd.Series] = {}
    nothing = kinds.each_once(pd.Series("", index=text.index, dtype="str"))
    for column in form.columns:
        typed |= kinds.typed(column.kind, column.name, text[column.name] if column.name in columns else nothing)
    if "year" in typed and "year" not in columns:
        typed["year"] = pd.Series(year, index=text.index)
    if part:
        typed["part"] = kinds.each_once(pd.Series(part, index=text.index, dtype="str"))
    frame = Frame(year=year, read=text, typed=pd.DataFrame(typed), stated=frozenset(columns))
    return Reading(frame, unused + table.problems + reading_cells.hidden(text), part)


def _table(content: bytes, *, name: str, form: Format, year: int, size_limit: int) -> Table:
    """Return the table that the file holds, once it is known to be one."""
    if not content or content.isspace():
        raise refuse("empty_file")
    if len(content) > size_limit:
        raise refuse("too_large", size=-(-len(content) // 1024**2), limit=size_limit // 1024**2)
    workbooks.refuse_old(content)
    if workbooks.is_zip(content):
        return _workbook_table(content, name=name, form=form)
    opening = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, what in _OTHER_FILES.items():
        if opening.startswith(magic.lower()):
            raise refuse("not_a_table", what=what)
    texts.refuse_lines(content)
    titles, header, below = texts.below_titles(encoding.decoded(content), form=form)
    no_rows = pd.DataFrame(columns=range(len(header)), dtype="str")
    headers.columns(
        Table(header, no_rows, [], titles + 1), form=form, year=year
    )  # another file is not parsed to its end
    try:
        table = texts.table(below, form=form)
    except pa.ArrowInvalid as fault:  # not one record ends: a quotation mark in the header is never closed
        raise FileRefused(problem("open_quote", row=titles + 1)) from fault
    table.rows.index += titles
    return replace(
        table,
        problems=[replace(one, row=one.row + titles) for one in table.problems],
        header_row=titles + 1,
    )


def _workbook_table(content: bytes, *, name: str, form: Format) -> Table:
    """Return the sheet whose header fits the format best, the first of equals."""
    sheets = workbooks.sheets(content, name=name)
    if not sheets:
        raise refuse("empty_file")
    openings = [
        (place, rows, [str(cell) for cell in row])
        for rows in sheets
        for place, row in enumerate(rows[: texts.HEADER_WITHIN])
        if any(str(cell).strip() for cell in row)
    ]
    if not openings:
        raise refuse("empty_file")
    place, rows, header = max(openings, key=lambda opening: headers.fit(form, opening[2]))
    read = workbooks.as_text(rows[place + 1 :], width=len(header))
    cells = pd.DataFrame({column: kinds.each_once(read[column]) for column in read})
    cells.index = pd.RangeIndex(place + 2, place + 2 + len(cells))
    return Table(header, reading_cells.without_blank_rows(cells), [], header_row=place + 1)
