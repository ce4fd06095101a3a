"""A table as it is in a file, before its columns are known."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from determinations.uploads.problems import Problem


class ShownInstead(NamedTuple):
    """A cell that shows `shown` and holds the number `held`: the number of its row, and its place, from 0."""

    row: int
    place: int
    held: str
    shown: str


@dataclass(frozen=True)
class Table:
    """A table as it is in the file: the header's cells, and rows of text with the numbers of their records.

    `header_row` is above 1 where titles are above the header. `instead` are cells that do not show the number that they hold,
    `uncalculated` those, by row and place, whose formula has no value yet, and `hidden_columns` the places of columns that no
    one sees; all three are of workbooks. `guessed` says that nothing but the bytes themselves says the encoding.
    """

    header: list[str]
    rows: pd.DataFrame
    problems: list[Problem]
    header_row: int = 1
    instead: tuple[ShownInstead, ...] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    guessed: bool = False
