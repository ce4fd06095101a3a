"""What checks find: a problem for each row that is bad, and what is asked of rows to find them."""

import numpy as np
import pandas as pd

from determinations.uploads import kinds
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import MOST_LISTED, Problem, more, problem


def each(frame: Frame, bad: pd.Series, column: str, code: str, **words: object) -> list[Problem]:
    """Return a problem for each row that is bad; a word that is a column gives its cell of that row.

    Many rows are not all listed: one last problem says how many more there are.
    """
    count = int(bad.sum())
    if not count:
        return []
    all_rows = frame.read.index[bad]
    rows = all_rows[:MOST_LISTED]
    cells = frame.read.loc[rows, column]
    columns = {name: list(of[rows]) if isinstance(of, pd.Series) else [of] * len(rows) for name, of in words.items()}
    found = [
        problem(
            code, row=int(row), column=column, value=str(cell).strip(), words=dict(zip(columns, filling, strict=True))
        )
        for row, cell, filling in zip(rows, cells, _transposed(columns, len(rows)), strict=True)
    ]
    if count > len(rows):
        found.append(more(code, row=int(all_rows[MOST_LISTED]), column=column, count=count - len(rows)))
    return found


def written(frame: Frame, column: str) -> pd.Series:
    """Say for each row whether something is written in the column."""
    return kinds.spread(frame.read[column], lambda texts: texts.str.strip() != "")


def numbered(columns: pd.DataFrame) -> pd.Series:
    """Return a number for each row, the same for rows that say the same and for no others."""
    numbers = np.zeros(len(columns), dtype="int64")
    for name in columns:
        column = kinds.each_once(columns[name])
        numbers = numbers * (len(column.cat.categories) + 1) + column.cat.codes.to_numpy() + 1
        if numbers.size and numbers.max() > 2**31:  # so that the next column cannot take it over what an integer holds
            numbers = pd.factorize(numbers)[0]
    return pd.Series(numbers, index=columns.index)


def _transposed(columns: dict[str, list[object]], length: int) -> list[tuple[object, ...]]:
    return list(zip(*columns.values(), strict=True)) if columns else [()] * length
