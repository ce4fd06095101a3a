"""The cells of a table: what no cell may hold, the mark that an export puts on, and rows in which there is nothing."""

import re
import unicodedata

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from cim_portal.lib.sheets import MARK, MARKED
from determinations.uploads import kinds
from determinations.uploads.problems import HIDDEN, MOST_LISTED, FileRefused, Problem, more, problem
from determinations.uploads.reading.archives import CELL_LIMIT
from determinations.uploads.reading.table import Table


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


def hidden(text: pd.DataFrame) -> list[Problem]:
    """Return a problem for each cell with a character that no one sees, the first of each cell by its name."""
    found = []
    for column in text.columns:
        bad = text.loc[kinds.spread(text[column], lambda texts: texts.str.contains(HIDDEN, regex=True)), column]
        for row, cell in zip(bad.index[:MOST_LISTED], bad, strict=False):
            first = re.search(HIDDEN, cell)
            words = {"name": _named(first[0])} if first else {"name": _("a hidden character")}
            found.append(problem("hidden_character", row=row, column=column, value=cell, words=words))
        if (rest := len(bad) - MOST_LISTED) > 0:
            found.append(more("hidden_character", row=bad.index[MOST_LISTED], column=column, count=rest))
    return found


def unmarked(cells: pd.DataFrame) -> pd.DataFrame:
    """Take off exactly the mark that an export puts before a text that would start a formula."""
    marked = [name for name in cells if cells[name].cat.categories.str.startswith(MARK).any()]
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
    plain: pd.Series = texts.str.replace(MARKED, r"\1", regex=True)
    return plain
