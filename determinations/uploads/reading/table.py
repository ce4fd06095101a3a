"""A table as it is in a file, before its columns are known."""

from dataclasses import dataclass

import pandas as pd

from determinations.uploads.problems import Problem


@dataclass(frozen=True)
class Table:
    """A table as it is in the file: the header's cells, and rows of text with the numbers of their records.

    `header_row` is above 1 where titles are above the header. `uncalculated` are cells, by row and place, whose formula has
    no value yet, and `hidden_columns` the places of columns that no one sees; both are of workbooks. `guessed` says that
    nothing but the bytes themselves says the encoding.
    """

    header: list[str]
    rows: pd.DataFrame
    problems: list[Problem]
    header_row: int = 1
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    guessed: bool = False
