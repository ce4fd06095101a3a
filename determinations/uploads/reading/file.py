"""A file to a typed frame. What is not the table it should be is refused before it is parsed."""

from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
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
    text = reading_cells.unmarked(
        reading_cells.normal(table.rows[list(columns.values())].set_axis(list(columns), axis=1))
    )
    notes = _notes(text, form)
    if notes:
        text = text.drop(index=[one.row for one in notes])
    if text.empty:
        raise FileRefused(*table.problems, *notes, problem("no_rows"))
    typed: dict[str, pd.Series] = {}
    nothing = kinds.each_once(pd.Series("", index=text.index, dtype="str"))
    for column in form.columns:
        typed |= kinds.typed(column.kind, column.name, text[column.name] if column.name in columns else nothing)
    if "year" in typed and "year" not in columns:
        typed["year"] = pd.Series(year, index=text.index)
    if part:
        typed["part"] = kinds.each_once(pd.Series(part, index=text.index, dtype="str"))
    frame = Frame(year=year, read=text, typed=pd.DataFrame(typed), stated=frozenset(columns))
    return Reading(frame, unused + table.problems + notes + reading_cells.not_as_seen(table, text, columns), part)


def _notes(text: pd.DataFrame, form: Format) -> list[Problem]:
    """Return the problems of the lines under the table, which a format whose rows are of LEAs knows by their missing code."""
    codes = [column.name for column in form.columns if column.kind is kinds.lea_code and column.name in text]
    if not codes:
        return []
    last = text[codes[0]].iloc[-reading_cells.NOTES_WITHIN :]
    return reading_cells.notes(text, kinds.typed(kinds.lea_code, "code", last)["code"], column=codes[0])


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
    text, guessed = encoding.decoded(content)
    titles, header, below = texts.below_titles(text, form=form)
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
        guessed=guessed,
    )


def _workbook_table(content: bytes, *, name: str, form: Format) -> Table:
    """Return the sheet whose header fits the format best: one that is seen before one that is hidden, the first of equals."""
    openings = [
        opening for sheet in workbooks.sheets(content, name=name) if (opening := _opening(sheet, form=form)) is not None
    ]
    if not openings:
        raise refuse("empty_file")
    chosen = max(openings, key=lambda one: (one.complete, not one.sheet.hidden, one.fit))
    others = [one.sheet.name for one in openings if one is not chosen and one.complete and not one.sheet.hidden]
    problems = []
    if chosen.sheet.hidden:
        problems.append(problem("hidden_sheet", row=chosen.row, value=chosen.sheet.name))
    elif chosen.complete and others:
        words = {"others": get_text_list([f"“{name}”" for name in others], _("and"))}
        problems.append(problem("several_sheets", row=chosen.row, value=chosen.sheet.name, words=words))
    columns, instead = workbooks.below(chosen.sheet, header=chosen.row, width=len(chosen.header))
    cells = pd.DataFrame({place: kinds.each_once(pd.Series(texts, dtype="str")) for place, texts in enumerate(columns)})
    cells.index = pd.RangeIndex(chosen.row + 1, chosen.row + 1 + len(cells))
    cells, seen = reading_cells.without_blank_rows(cells), chosen.sheet.seen
    return Table(
        chosen.header,
        cells,
        problems + reading_cells.hidden_rows(cells, seen.hidden_rows),
        header_row=chosen.row,
        instead=tuple(instead),
        uncalculated=frozenset((row, column - 1) for row, column in seen.uncalculated),
        hidden_columns=frozenset(column - 1 for column in seen.hidden_columns),
    )


@dataclass(frozen=True)
class _Opening:
    """Where the table of a sheet begins: the row of its header, how well it fits, and whether no column is missing."""

    sheet: workbooks.Sheet
    row: int
    header: list[str]
    fit: int
    complete: bool


def _opening(sheet: workbooks.Sheet, *, form: Format) -> _Opening | None:
    """Return the row of the sheet's first that fits best as the header, the first of equals; None where nothing is written."""
    rows = [(number, [str(cell) for cell in row]) for number, row in enumerate(sheet.rows[: texts.HEADER_WITHIN], 1)]
    written = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not written:
        return None
    number, header = max(written, key=lambda one: headers.fit(form, one[1]))
    return _Opening(sheet, number, header, headers.fit(form, header), headers.complete(form, header))
