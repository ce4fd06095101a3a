"""Bytes to a typed frame. What is not the table it should be is refused before it is parsed."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from cim_portal.lib.sheets import MARK, MARKED
from determinations.uploads import kinds, workbooks
from determinations.uploads.archives import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from determinations.uploads.formats import FORMATS, Format, Layout
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import HIDDEN, MOST_LISTED, FileRefused, Problem, more, problem, refuse

SIZE_LIMIT = 100 * 1024 * 1024
SEPARATORS = (",", ";", "\t", "|")
HEADER_LIMIT = 100_000  # characters
HEADER_WITHIN = 20  # records: titles, dates and notes stand above the header, not whole pages
LINE_LIMIT = 1024 * 1024  # bytes

_OTHER_FILES = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document (RTF)",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
}
_OF_TABLES = frozenset(b"\t\n\f\r\x1a")  # the control characters that text files really have
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Table:
    """A table as it stands in the file: the header's cells, and rows of text with the numbers of their records.

    `header_row` is above 1 where titles stand above the header.
    """

    header: list[str]
    rows: pd.DataFrame
    problems: list[Problem]
    header_row: int = 1


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
    columns, unused = _columns(table, form=form, year=year)
    part = _part(table.header, name=name, form=form)
    if table.rows.empty:
        raise FileRefused(*table.problems, problem("no_rows"))
    _refuse_long_cells(table)
    text = _unmarked(table.rows[list(columns.values())].set_axis(list(columns), axis=1))
    typed: dict[str, pd.Series] = {}
    nothing = kinds.each_once(pd.Series("", index=text.index, dtype="str"))
    for column in form.columns:
        typed |= kinds.typed(column.kind, column.name, text[column.name] if column.name in columns else nothing)
    if "year" in typed and "year" not in columns:
        typed["year"] = pd.Series(year, index=text.index)
    if part:
        typed["part"] = kinds.each_once(pd.Series(part, index=text.index, dtype="str"))
    frame = Frame(year=year, read=text, typed=pd.DataFrame(typed), stated=frozenset(columns))
    return Reading(frame, unused + table.problems + _hidden(text), part)


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
    _refuse_lines(content)
    titles, header, below = _below_titles(_decoded(content), form=form)
    no_rows = pd.DataFrame(columns=range(len(header)), dtype="str")
    _columns(Table(header, no_rows, [], titles + 1), form=form, year=year)  # another file is not parsed to its end
    try:
        table = _text_table(below, form=form)
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
        for place, row in enumerate(rows[:HEADER_WITHIN])
        if any(str(cell).strip() for cell in row)
    ]
    if not openings:
        raise refuse("empty_file")
    place, rows, header = max(openings, key=lambda opening: _fit(form, opening[2]))
    texts = workbooks.as_text(rows[place + 1 :], width=len(header))
    cells = pd.DataFrame({column: kinds.each_once(texts[column]) for column in texts})
    cells.index = pd.RangeIndex(place + 2, place + 2 + len(cells))
    return Table(header, _without_blank_rows(cells), [], header_row=place + 1)


def _refuse_lines(content: bytes) -> None:
    """Refuse too many lines, and bytes of which a whole block has no line end: a cell, or a row, that no table has."""
    if max(content.count(b"\n"), content.count(b"\r")) > ROW_LIMIT:
        raise refuse("too_many_rows", limit=f"{ROW_LIMIT:,}")
    for start in range(0, len(content) - LINE_LIMIT, LINE_LIMIT):
        end = start + LINE_LIMIT
        if content.find(b"\n", start, end) < 0 and content.find(b"\r", start, end) < 0:
            if max(content.count(separator.encode(), start, end) for separator in SEPARATORS) >= COLUMN_LIMIT:
                raise refuse("too_many_columns", limit=f"{COLUMN_LIMIT:,}")
            raise refuse("long_cell", limit=f"{CELL_LIMIT:,}")


def _below_titles(content: bytes, *, form: Format) -> tuple[int, list[str], bytes]:
    """Return how many records stand above the header, its cells, and the text in UTF-8 from the header on.

    The header is the record, of the first few, that fits best; the first in which something stands where none fits.
    """
    opening = content[: 4 * HEADER_LIMIT].decode(errors="ignore")[:HEADER_LIMIT]
    best: tuple[int, int, list[str]] = (0, 0, [])
    most = (-1, 0, 0)
    for separator in SEPARATORS:
        for number, (start, cells) in enumerate(_records(opening, separator)):
            fit = (_fit(form, cells), -number, len(cells))
            if any(cell.strip() for cell in cells) and fit > most:
                most, best = fit, (number, start, cells)
    titles, place, cells = best
    if not cells:
        raise refuse("empty_file")
    if len(cells) > COLUMN_LIMIT:
        raise FileRefused(problem("too_many_columns", row=titles + 1, words={"limit": f"{COLUMN_LIMIT:,}"}))
    return titles, cells, content[len(opening[:place].encode()) :]


def _records(opening: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first records with the place at which each begins."""
    lines = io.StringIO(opening, newline="")
    records = csv.reader(iter(lines.readline, ""), delimiter=separator)
    for _ in range(HEADER_WITHIN):
        start = lines.tell()
        cells = next(records, None)
        if cells is None:
            return
        yield start, cells


def _text_table(content: bytes, *, form: Format) -> Table:
    """Return the table of CSV text in UTF-8. Cells may hold quoted line breaks; rows are counted by record."""
    content = content.lstrip(b"\r\n")  # the header is the first line in which something stands
    # The last characters may be cut in the middle; they are far beyond the header.
    header, separator = _header(content[: 4 * HEADER_LIMIT].decode(errors="ignore"), form=form)
    names = [str(number) for number in range(len(header))]
    parsed, skipped = _parsed(content, separator=separator, names=names, use_threads=True)
    if skipped:  # on one thread alone are records numbered
        parsed, skipped = _parsed(content, separator=separator, names=names, use_threads=False)
    cells = pd.DataFrame({number: _categorical(column) for number, column in enumerate(parsed.columns)})
    numbers = pd.RangeIndex(2, len(cells) + len(skipped) + 2)
    cells.index = numbers.difference(pd.Index([row.number for row in skipped], dtype="int64")) if skipped else numbers
    _refuse_open_quote(content, cells, skipped)
    written = [row for row in skipped if row.text.strip()]
    malformed = [
        problem(
            "wrong_number_of_cells",
            row=row.number,
            value=row.text,
            words={"found": row.actual_columns, "expected": row.expected_columns},
        )
        for row in written[:MOST_LISTED]
    ]
    if rest := len(written) - len(malformed):
        malformed.append(more("wrong_number_of_cells", row=written[MOST_LISTED].number, count=rest))
    return Table(header, _without_blank_rows(cells), malformed)


def _parsed(
    content: bytes, *, separator: str, names: list[str], use_threads: bool
) -> tuple[pa.Table, list[pa.csv.InvalidRow]]:
    """Return the records below the header, and those that have more or fewer cells than it."""
    skipped: list[pa.csv.InvalidRow] = []

    def skip(row: pa.csv.InvalidRow) -> str:
        skipped.append(row)
        return "skip"

    parsed = pa.csv.read_csv(
        pa.BufferReader(content if content.endswith(b"\n") else content + b"\n"),
        # One block, so that a cell may be of any length; threads share its columns.
        read_options=pa.csv.ReadOptions(
            use_threads=use_threads, block_size=len(content) + 1, column_names=names, skip_rows_after_names=1
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            strings_can_be_null=False, column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
        ),
    )
    return parsed, skipped


def _categorical(column: pa.ChunkedArray) -> pd.Categorical:
    """Return a column that was read as a dictionary: each different text once, and a number for each row."""
    read = column.combine_chunks() if column.num_chunks else pa.array([], column.type)
    texts = pd.Index(read.dictionary.to_pandas(), dtype="str")
    return kinds.categorical(read.indices.to_numpy(), texts)


def _refuse_open_quote(content: bytes, cells: pd.DataFrame, skipped: list[pa.csv.InvalidRow]) -> None:
    """Refuse a file whose last record runs over several lines only because a quotation mark was never closed."""
    if content.count(b'"') % 2 == 0 or not len(cells) + len(skipped):
        return
    last = max([*cells.index[-1:], *(row.number for row in skipped)])
    tail = [row.text for row in skipped if row.number == last] or list(cells.loc[last])
    if any("\n" in cell or "\r" in cell for cell in tail):
        raise FileRefused(problem("open_quote", row=int(last)))


def _header(text: str, *, form: Format) -> tuple[list[str], str]:
    """Return the cells of the first record and the separator: the one under which the header fits best."""
    opening = text[:HEADER_LIMIT]
    headers = {
        separator: next(csv.reader(io.StringIO(opening, newline=""), delimiter=separator)) for separator in SEPARATORS
    }
    separator = max(SEPARATORS, key=lambda one: (_fit(form, headers[one]), len(headers[one])))
    return headers[separator], separator


def _decoded(content: bytes) -> bytes:
    """Return the text in UTF-8: by its byte-order mark, as UTF-16 without one, as UTF-8, or else as Windows text."""
    encoding = _encoding(content)
    if encoding != "utf-8":
        try:
            content = content.decode(encoding).encode()
        except UnicodeError as fault:
            raise refuse("not_text") from fault
    controls = _controls(content)
    if 0 in controls:
        raise refuse("nul_bytes")
    if controls:
        raise refuse("not_text")
    return content.removeprefix(b"\xef\xbb\xbf")


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:4096]
    # Plain letters in UTF-16 have a NUL in every other byte; that is how it is known without a byte-order mark.
    if sample[1::2].count(0) > len(sample) * 0.4 and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) * 0.4 and not sample[1::2].count(0):
        return "utf-16-be"
    return "utf-8" if _is_utf8(content) else "cp1252"


def _is_utf8(content: bytes) -> bool:
    """Say whether the bytes are text in UTF-8, piece by piece, so that no second copy is held."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(content):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _controls(content: bytes) -> set[int]:
    """Return which control characters that no table has stand in the text."""
    found: set[int] = set()
    for piece in _pieces(content):
        characters = np.frombuffer(piece, dtype="uint8")
        found |= set(np.unique(characters[characters < 32]).tolist())
    return found - _OF_TABLES


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + _PIECE] for start in range(0, len(view), _PIECE))


def _columns(table: Table, *, form: Format, year: int) -> tuple[dict[str, int], list[Problem]]:
    """Return which cell of the header is which column, and a warning for each that means nothing here.

    Raises `FileRefused` for another format's file, for what is missing and for what stands there twice.
    """
    layout = _layout(form, table.header, year=year)
    places: dict[str, int] = {}
    faults: list[Problem] = []
    unused: list[Problem] = []
    for place, cell in enumerate(table.header):
        plain = _plain(cell)
        column = layout.headers.get(plain)
        if column in places:
            faults.append(problem("duplicate_column", row=table.header_row, column=column, value=cell.strip()))
        elif column:
            places[column] = place
        elif plain not in layout.unused and (plain or (table.rows[place].str.strip() != "").any()):
            name = cell.strip() or f"({place + 1})"
            unused.append(problem("unknown_column", row=table.header_row, column=name, value=name))
    missing = [column for column in _needed(form, layout) if column not in places]
    if missing and (other := _looks_like(table.header, but=form)):
        words = {"looks_like": other.name, "format": form.name}
        raise FileRefused(problem("wrong_format", row=table.header_row, words=words))
    present = ", ".join(cell.strip()[:60] for cell in table.header[:60] if cell.strip()) or "nothing"
    faults += [
        problem("missing_column", row=table.header_row, column=column, words={"present": present}) for column in missing
    ]
    if faults:
        raise FileRefused(*faults)
    return places, unused


def _layout(form: Format, header: list[str], *, year: int) -> Layout:
    """Return the layout of the file: the format's own, or another that has more of the header's cells."""
    cells = {_plain(cell) for cell in header}
    usable = [form.own_layout, *(layout for layout in form.layouts if layout.years is None or year in layout.years)]
    return max(usable, key=lambda layout: len(cells & (layout.headers.keys() | layout.unused)))


def _needed(form: Format, layout: Layout) -> list[str]:
    """Return the columns that a file in this layout must have."""
    return [column.name for column in form.columns if column.required and column.name in layout.headers.values()]


def _looks_like(header: list[str], *, but: Format) -> Format | None:
    """Return the other format of which the header has every column, or None."""
    for other in FORMATS.values():
        if other is not but and _has_all(other, header):
            return other
    return None


def _has_all(form: Format, header: list[str]) -> bool:
    layout = _layout(form, header, year=0)
    found = {layout.headers.get(_plain(cell)) for cell in header}
    return found.issuperset(_needed(form, layout))


def _fit(form: Format, header: list[str]) -> int:
    """Return how many cells of the header some format knows, its own before any other."""
    cells = {_plain(cell) for cell in header}
    known = {name for one in FORMATS.values() for layout in (one.own_layout, *one.layouts) for name in layout.headers}
    return 2 * len(cells & set(_layout(form, header, year=0).headers)) + len(cells & known)


def _part(header: list[str], *, name: str, form: Format) -> str:
    """Return which of the format's files this is: by a column that only one has, else by the file's name.

    Blank where the format is one file. Raises `FileRefused` where neither says it.
    """
    cells = {_plain(cell) for cell in header}
    file = re.split(r"[/\\]", name)[-1].lower()
    for part in form.parts:
        if cells & part.headers:
            return part.name
    for part in form.parts:
        if part.in_name in file:
            return part.name
    if form.parts:
        raise refuse("unknown_part", words=" or ".join(part.in_name for part in form.parts))
    return ""


def _plain(cell: str) -> str:
    """Return a header cell as columns are named: ` LEA Code` is lea_code, `Target Met?` is target_met."""
    return re.sub(r"[^0-9a-z]+", "_", cell.casefold()).strip("_")


def _refuse_long_cells(table: Table) -> None:
    """Refuse a table with a cell that nobody means to upload."""
    for place, column in enumerate(table.rows.columns):
        long = kinds.spread(table.rows[column], lambda texts: texts.str.len() > CELL_LIMIT)
        if long.any():
            raise FileRefused(
                problem(
                    "long_cell",
                    row=int(table.rows.index[long][0]),
                    column=table.header[place].strip(),
                    words={"limit": f"{CELL_LIMIT:,}"},
                )
            )


def _hidden(text: pd.DataFrame) -> list[Problem]:
    """Return a problem for each cell with a character that nobody sees, the first of each cell by its name."""
    found = []
    for column in text.columns:
        bad = text.loc[kinds.spread(text[column], lambda texts: texts.str.contains(HIDDEN, regex=True)), column]
        for row, cell in zip(bad.index[:MOST_LISTED], bad, strict=False):
            first = re.search(HIDDEN, cell)
            words = {"name": _named(first[0])} if first else {"name": "a hidden character"}
            found.append(problem("hidden_character", row=row, column=column, value=cell, words=words))
        if (rest := len(bad) - MOST_LISTED) > 0:
            found.append(more("hidden_character", row=bad.index[MOST_LISTED], column=column, count=rest))
    return found


def _named(character: str) -> str:
    """Return a character by its number and, where it has one, its name."""
    name = unicodedata.name(character, "a control character").lower()
    return f"U+{ord(character):04X} ({name})"


def _unmarked(cells: pd.DataFrame) -> pd.DataFrame:
    """Take off exactly the mark that an export puts before a text that would start a formula."""
    marked = [name for name in cells if cells[name].cat.categories.str.startswith(MARK).any()]
    return cells.assign(**{str(name): kinds.spread(cells[name], _unmarked_texts) for name in marked})


def _unmarked_texts(texts: pd.Series) -> pd.Series:
    plain: pd.Series = texts.str.replace(MARKED, r"\1", regex=True)
    return plain


def _without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows in which nothing stands, such as those that spreadsheets put at the end."""
    blank = np.ones(len(cells), dtype=bool)
    for name in cells:
        blank &= kinds.spread(cells[name], lambda texts: texts.str.strip() == "").to_numpy()
        if not blank.any():
            return cells
    return cells.loc[~blank]
