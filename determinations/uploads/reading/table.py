"""A table as it is in a file, before its columns are known."""

from dataclasses import dataclass

import pandas as pd

from determinations.uploads.problems import Problem


@dataclass(frozen=True)
class Table:
    """A table as it is in the file: the header's cells, and rows of text with the numbers of their records.

    `header_row` is above 1 where titles are above the header.
    """

    header: list[str]
    rows: pd.DataFrame
    problems: list[Problem]
    header_row: int = 1
