"""Bytes to a typed frame. What is not the table it should be is refused before it is parsed."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from cim_portal.lib.sheets import MARK, MARKED
from determinations.ingest import kinds, workbooks
from determinations.ingest.formats import FORMATS, Format, Layout
from determinations.ingest.kinds import Frame
from determinations.ingest.problems import MOST_LISTED, FileRefused, Problem, more, problem, refuse

SIZE_LIMIT = 100 * 1024 * 1024
SEPARATORS = (",", ";", "\t")
HEADER_LIMIT = 100_000  # characters

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
    """A table as it stands in the file: the header's cells, and rows of text with the numbers of their records."""

    header: list[str]
    rows: pd.DataFrame
    problems: list[Problem]


@dataclass(frozen=True)
class Reading:
    """What was read: the frame, and the problems of rows and columns that could not go into it."""

    frame: Frame
    problems: list[Problem]


def read(content: bytes, *, name: str, form: Format, year: int, size_limit: int = SIZE_LIMIT) -> Reading:
    """Read an upload in the format `form` for `year`; `name` is the file’s name. Raises `FileRefused`.

    Everything is text first, so leading zeros stay. The frame is indexed by record, the header being row 1; a row with
    more or fewer cells than the header is left out and reported.
    """
    table = _table(content, name=name, form=form, size_limit=size_limit)
    columns, unused = _columns(table, form=form, year=year)
    if table.rows.empty:
        raise FileRefused(*table.problems, problem("no_rows"))
    text = _unmarked(table.rows[list(columns.values())].set_axis(list(columns), axis=1))
    typed: dict[str, pd.Series] = {}
    nothing = kinds.each_once(pd.Series("", index=text.index, dtype="str"))
    for column in form.columns:
        typed |= kinds.typed(column.kind, column.name, text[column.name] if column.name in columns else nothing)
    if "year" in typed and "year" not in columns:
        typed["year"] = pd.Series(year, index=text.index)
    frame = Frame(year=year, read=text, typed=pd.DataFrame(typed), stated=frozenset(columns))
    return Reading(frame, unused + table.problems)


def _table(content: bytes, *, name: str, form: Format, size_limit: int) -> Table:
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
    return _text_table(_decoded(content), form=form)


def _workbook_table(content: bytes, *, name: str, form: Format) -> Table:
    """Return the sheet whose header fits the format best, the first of equals."""
    sheets = workbooks.sheets(content, name=name)
    if not sheets:
        raise refuse("empty_file")
    rows = max(sheets, key=lambda sheet: _fit(form, [str(cell) for cell in sheet[0]]))
    header = [str(cell) for cell in rows[0]]
    texts = workbooks.as_text(rows[1:], width=len(header))
    cells = pd.DataFrame({place: kinds.each_once(texts[place]) for place in texts})
    cells.index = pd.RangeIndex(2, len(cells) + 2)
    return Table(header, _without_blank_rows(cells), [])


def _text_table(content: bytes, *, form: Format) -> Table:
    """Return the table of CSV text in UTF-8. Cells may hold quoted line breaks; rows are counted by record."""
    content = content.lstrip(b"\r\n")  # the header is the first line in which something stands
    # The last characters may be cut in the middle; they are far beyond the header.
    header, separator = _header(content[: 4 * HEADER_LIMIT].decode(errors="ignore"), form=form)
    skipped: list[pa.csv.InvalidRow] = []

    def skip(row: pa.csv.InvalidRow) -> str:
        skipped.append(row)
        return "skip"

    names = [str(number) for number in range(len(header))]
    parsed = pa.csv.read_csv(
        pa.BufferReader(content if content.endswith(b"\n") else content + b"\n"),
        # One block on one thread, so that records are numbered and a cell may be of any length.
        read_options=pa.csv.ReadOptions(
            use_threads=False, block_size=len(content) + 1, column_names=names, skip_rows_after_names=1
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            strings_can_be_null=False, column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
        ),
    )
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


def _categorical(column: pa.ChunkedArray) -> pd.Categorical:
    """Return a column that was read as a dictionary: each different text once, and a number for each row."""
    read = column.combine_chunks() if column.num_chunks else pa.array([], column.type)
    texts = pd.Index(read.dictionary.to_pandas(), dtype="str")
    return pd.Categorical.from_codes(read.indices.to_numpy(), categories=texts, validate=False)


def _refuse_open_quote(content: bytes, cells: pd.DataFrame, skipped: list[pa.csv.InvalidRow]) -> None:
    """Refuse a file whose last record runs over several lines only because a quotation mark was never closed."""
    if content.count(b'"') % 2 == 0:
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
            faults.append(problem("duplicate_column", row=1, column=column, value=cell.strip()))
        elif column:
            places[column] = place
        elif plain not in layout.unused and (plain or (table.rows[place].str.strip() != "").any()):
            name = cell.strip() or f"({place + 1})"
            unused.append(problem("unknown_column", row=1, column=name[:60], value=name))
    missing = [column for column in _needed(form, layout) if column not in places]
    if missing and (other := _looks_like(table.header, but=form)):
        raise FileRefused(problem("wrong_format", row=1, words={"looks_like": other.name, "format": form.name}))
    present = ", ".join(cell.strip() for cell in table.header if cell.strip()) or "nothing"
    faults += [problem("missing_column", row=1, column=column, words={"present": present}) for column in missing]
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


def _plain(cell: str) -> str:
    """Return a header cell as columns are named: ` LEA Code` is lea_code, `Target Met?` is target_met."""
    return re.sub(r"[^0-9a-z]+", "_", cell.casefold()).strip("_")


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
