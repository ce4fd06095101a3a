"""Text with separators to a table: where it begins, what separates its cells, and its records."""

import csv
import io
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from pandas.api.types import union_categoricals

from determinations.uploads import kinds
from determinations.uploads.declaring import Format
from determinations.uploads.problems import MOST_LISTED, FileRefused, Problem, more, problem, refuse
from determinations.uploads.reading import cells as reading_cells
from determinations.uploads.reading import headers
from determinations.uploads.reading.table import Table
from determinations.uploads.reading.watching import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT

SEPARATORS = (",", ";", "\t", "|")
HEADER_LIMIT = 100_000  # characters
HEADER_WITHIN = 20  # records: titles, dates and notes are above the header, not whole pages
LINE_LIMIT = 1024 * 1024  # bytes


def refuse_lines(content: bytes) -> None:
    """Refuse too many lines, and bytes of which a whole block has no line end: a cell, or a row, that no table has."""
    if max(content.count(b"\n"), content.count(b"\r")) > ROW_LIMIT:
        raise refuse("too_many_rows", limit=f"{ROW_LIMIT:,}")
    for start in range(0, len(content) - LINE_LIMIT, LINE_LIMIT):
        end = start + LINE_LIMIT
        if content.find(b"\n", start, end) < 0 and content.find(b"\r", start, end) < 0:
            if max(content.count(separator.encode(), start, end) for separator in SEPARATORS) >= COLUMN_LIMIT:
                raise refuse("too_many_columns", limit=f"{COLUMN_LIMIT:,}")
            raise refuse("long_cell", limit=f"{CELL_LIMIT:,}")


def below_titles(content: bytes, *, form: Format) -> tuple[int, list[str], bytes]:
    """Return how many records are above the header, its cells, and the text in UTF-8 from the header on.

    The header is the record, of the first few, that fits best; the first in which something is written where none fits.
    """
    opening = content[: 4 * HEADER_LIMIT].decode(errors="ignore")[:HEADER_LIMIT]
    best: tuple[int, int, list[str]] = (0, 0, [])
    most = (-1, 0, 0)
    for separator in SEPARATORS:
        for number, (start, cells) in enumerate(_records(opening, separator)):
            fit = (headers.fit(form, cells), -number, len(cells))
            if any(cell.strip() for cell in cells) and fit > most:
                most, best = fit, (number, start, cells)
    titles, place, cells = best
    if not cells:
        raise refuse("empty_file")
    if len(cells) > COLUMN_LIMIT:
        raise FileRefused(problem("too_many_columns", row=titles + 1, words={"limit": f"{COLUMN_LIMIT:,}"}))
    return titles, cells, content[len(opening[:place].encode()) :]


def table(content: bytes, *, form: Format) -> Table:
    """Return the table of CSV text in UTF-8. Cells may hold quoted line breaks; rows are counted by record."""
    content = content.lstrip(b"\r\n")  # the header is the first line in which something is written
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
    cells, malformed = _with_blanks(cells, skipped, separator=separator, cut_off=not content.endswith((b"\n", b"\r")))
    return Table(header, reading_cells.without_blank_rows(cells), malformed)


def _with_blanks(
    cells: pd.DataFrame, skipped: list[pa.csv.InvalidRow], *, separator: str, cut_off: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the cells with the records that only lack blank cells at their end or have some too many, as spreadsheets
    write them, and a problem for each other record whose cells are not as many as the header's.

    With `cut_off` the text ends within a line: the last record, where it lacks more than one cell, is then not all there.
    """
    fitting: dict[int, list[str]] = {}
    others = []
    width = cells.shape[1]
    last = max([*cells.index[-1:], *(row.number for row in skipped)], default=0)
    for row in skipped:
        record = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=separator), [])
        lost = cut_off and row.number == last and 1 < len(record) < width - 1
        if lost or any(cell.strip() for cell in record[width:]):
            others.append(row)
        else:
            fitting[row.number] = [*record, *[""] * (width - len(record))][:width]
    malformed = [
        problem(
            "wrong_number_of_cells",
            row=row.number,
            value=row.text,
            words={"found": row.actual_columns, "expected": row.expected_columns},
        )
        for row in others[:MOST_LISTED]
    ]
    if rest := len(others) - len(malformed):
        malformed.append(more("wrong_number_of_cells", row=others[MOST_LISTED].number, count=rest))
    if not fitting:
        return cells, malformed
    added = pd.DataFrame.from_dict(fitting, orient="index", columns=range(width), dtype="str")
    together = {
        name: union_categoricals([cells[name].array, kinds.each_once(added[name]).array]) for name in range(width)
    }
    return pd.DataFrame(together, index=cells.index.append(added.index)).sort_index(), malformed


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


def _header(text: str, *, form: Format) -> tuple[list[str], str]:
    """Return the cells of the first record and the separator: the one under which the header fits best."""
    opening = text[:HEADER_LIMIT]
    cells = {
        separator: next(csv.reader(io.StringIO(opening, newline=""), delimiter=separator)) for separator in SEPARATORS
    }
    separator = max(SEPARATORS, key=lambda one: (headers.fit(form, cells[one]), len(cells[one])))
    return cells[separator], separator


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
    if not len(cells) + len(skipped):
        return
    last = max([*cells.index[-1:], *(row.number for row in skipped)])
    tail = [row.text for row in skipped if row.number == last] or list(cells.loc[last])
    if any("\n" in cell or "\r" in cell for cell in tail) and content.count(b'"') % 2:
        raise FileRefused(problem("open_quote", row=int(last)))
