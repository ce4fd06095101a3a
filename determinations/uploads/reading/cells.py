"""The cells of a table: what no cell may hold, the mark that an export puts on, and rows in which there is nothing."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence, Set

import ftfy
import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from cim_portal.lib.sheets import MARK, MARKED
from determinations.uploads import kinds
from determinations.uploads.characters import HIDDEN
from determinations.uploads.problems import MOST_LISTED, FileRefused, Problem, more, problem
from determinations.uploads.reading.table import Table
from determinations.uploads.reading.watching import CELL_LIMIT

NOTES_WITHIN = 50  # rows from the end: notes are a few lines
_NOTE = re.compile(
    r"(?:sub|grand |state |statewide |county |selpa )?totals?\b|all leas\b|statewide\b|sums?\b|averages?\b|means?\b|"
    r"sources?\b|notes?\b|prepared\b|data as of\b|\*|†|‡|n\s*=",
    re.IGNORECASE,
)
_OF_A_WEB_PAGE = r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8});"
_REPLACEMENT = "\ufffd"
_BLANKS = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_APOSTROPHES = "[\u2018\u2019\u02bc]"


def _plain(cell: str) -> dict[str, str]:
    return {}


def refuse_long(table: Table) -> None:
    """Refuse a table with a cell that no one means to upload."""
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


def not_as_seen(table: Table, text: pd.DataFrame, columns: Mapping[str, int]) -> list[Problem]:
    """Return the problems of cells that do not say what was seen by whoever made the file.

    `text` has the cells under the names of their columns, `columns` the places of these in the table.
    """
    found = [*_hidden_columns(table, columns), *_uncalculated(table, columns), *_shown_instead(table, columns)]
    for name in columns:
        found += _every("encoded_twice", text[name], _is_of_a_web_page, lambda cell: {"meant": html.unescape(cell)})
        found += _every(
            "hidden_character", text[name], lambda texts: texts.str.contains(HIDDEN, regex=True), _first_hidden
        )
        if not _is_ascii(text[name]):
            found += _every("replacement_character", text[name], _has_replacement)
            found += _every("encoded_twice", text[name], _is_twice, lambda cell: {"meant": ftfy.fix_encoding(cell)})
            if table.guessed:
                found += _every("guessed_letters", text[name], _is_guess)
    return found


def hidden_rows(cells: pd.DataFrame, hidden: Set[int]) -> list[Problem]:
    """Return a warning for each row of the table that its workbook hides."""
    rows = [int(row) for row in cells.index if row in hidden] if hidden else []
    found = [problem("hidden_row", row=row) for row in rows[:MOST_LISTED]]
    return found + _rest("hidden_row", rows)


def notes(text: pd.DataFrame, codes: pd.Series, *, column: str) -> list[Problem]:
    """Return a problem for each line under the table that is a note or a total, by how the last lines look.

    `codes` has the LEA's code of each row, blank where its cell in `column` is none. A line that has none is a note where
    nothing else is written in it, or where it, or what is in the place of the code, begins as notes do.
    """
    found = []
    for row in reversed(text.index[-NOTES_WITHIN:]):
        written = [(str(name), cell.strip()) for name, cell in text.loc[row].items() if cell.strip()]
        if codes.loc[row]:
            break
        says = written[:1] + [one for one in written[1:] if one[0] == column]
        note = written[0] if len(written) == 1 else next((one for one in says if _NOTE.match(one[1])), None)
        if note is None:
            break
        found.append(problem("note_under_table", row=int(row), column=note[0], value=note[1]))
    return found[::-1]


def normal(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with one spelling of what looks alike: letters composed, plain blanks and plain apostrophes."""
    return cells.assign(
        **{str(name): kinds.spread(cells[name], _normal_texts) for name in cells if not _is_ascii(cells[name])}
    )


def unmarked(cells: pd.DataFrame) -> pd.DataFrame:
    """Take off what makes a spreadsheet take a cell as text: the mark that an export puts before a text that would start
    a formula, an apostrophe before a number, and `="…"` around it."""
    marked = [name for name in cells if cells[name].cat.categories.str.startswith((MARK, "=")).any()]
    return cells.assign(**{str(name): kinds.spread(cells[name], _unmarked_texts) for name in marked})


def without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows in which nothing is written, such as those that spreadsheets put at the end."""
    blank = np.ones(len(cells), dtype=bool)
    for name in cells:
        blank &= kinds.spread(cells[name], lambda texts: texts.str.strip() == "").to_numpy()
        if not blank.any():
            return cells
    return cells.loc[~blank]


def _named(character: str) -> str:
    """Return a character by its number and, where it has one, its name."""
    name = unicodedata.name(character, _("a control character")).lower()
    return f"U+{ord(character):04X} ({name})"


def _unmarked_texts(texts: pd.Series) -> pd.Series:
    plain: pd.Series = texts.str.replace(MARKED, r"\1", regex=True).str.replace(
        rf"^{MARK}(\s*[0-9])", r"\1", regex=True
    )
    quoted = plain.str.extract(r'^="(.*)"\s*$')[0].str.replace('""', '"', regex=False)
    return quoted.fillna(plain)


def _normal_texts(texts: pd.Series) -> pd.Series:
    plain: pd.Series = texts.str.normalize("NFC").str.replace(_BLANKS, " ", regex=True)
    return plain.str.replace(_APOSTROPHES, "'", regex=True)


def _is_ascii(cells: pd.Series) -> bool:
    return bool(cells.cat.categories.str.isascii().all())


def _every(
    code: str,
    cells: pd.Series,
    ask: Callable[[pd.Series], pd.Series],
    words: Callable[[str], Mapping[str, str]] = _plain,
) -> list[Problem]:
    """Return the problem for each cell of which `ask` says so, up to as many as are listed; `words` are of the cell."""
    bad, column = cells[kinds.spread(cells, ask)], str(cells.name)
    found = [
        problem(code, row=int(row), column=column, value=str(cell).strip(), words=words(str(cell)))
        for row, cell in zip(bad.index[:MOST_LISTED], bad, strict=False)
    ]
    return found + _rest(code, list(bad.index), column)


def _rest(code: str, rows: Sequence[int], column: str = "") -> list[Problem]:
    rest = len(rows) - MOST_LISTED
    return [more(code, row=int(rows[MOST_LISTED]), column=column, count=rest)] if rest > 0 else []


def _first_hidden(cell: str) -> dict[str, str]:
    """Return the first character of the cell that no one sees, by its name."""
    first = re.search(HIDDEN, cell)
    return {"name": _named(first[0]) if first else _("a hidden character")}


def _has_replacement(texts: pd.Series) -> pd.Series:
    return texts.str.contains(_REPLACEMENT, regex=False)


def _is_twice(texts: pd.Series) -> pd.Series:
    """Say which texts were made into bytes in one encoding and read in another, as “PeÃ±a” was."""
    unclear = _has_replacement(texts) | texts.str.contains(HIDDEN, regex=True)
    return ~unclear & (texts.map(ftfy.fix_encoding) != texts)


def _is_of_a_web_page(texts: pd.Series) -> pd.Series:
    """Say which texts have signs as web pages write them: “Caf&eacute;”."""
    return texts.str.contains(_OF_A_WEB_PAGE, regex=True) & (texts.map(html.unescape) != texts)


def _is_guess(texts: pd.Series) -> pd.Series:
    return ~texts.str.isascii() & ~_has_replacement(texts) & ~_is_twice(texts)


def _hidden_columns(table: Table, columns: Mapping[str, int]) -> list[Problem]:
    return [
        problem("hidden_column", row=table.header_row, column=name)
        for name, place in columns.items()
        if place in table.hidden_columns
    ]


def _uncalculated(table: Table, columns: Mapping[str, int]) -> list[Problem]:
    names = {place: name for name, place in columns.items()}
    bad = sorted((row, names[place]) for row, place in table.uncalculated if place in names and row > table.header_row)
    found = [problem("formula_without_value", row=row, column=name) for row, name in bad[:MOST_LISTED]]
    return found + _rest("formula_without_value", [row for row, name in bad])


def _shown_instead(table: Table, columns: Mapping[str, int]) -> list[Problem]:
    found = []
    for name, place in columns.items():
        of_column = sorted(cell for cell in table.instead if cell.place == place)
        for code, cells in (
            ("hidden_number", [cell for cell in of_column if not cell.shown]),
            ("shown_as_text", [cell for cell in of_column if cell.shown]),
        ):
            found += [
                problem(code, row=cell.row, column=name, value=cell.held, words={"shown": cell.shown})
                for cell in cells[:MOST_LISTED]
            ]
            found += _rest(code, [cell.row for cell in cells], name)
    return found
