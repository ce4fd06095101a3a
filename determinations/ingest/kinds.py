"""The kinds of columns: text as read to values, a whole column at a time.

A kind turns one column of text into one or more typed columns. What it cannot read it leaves empty, with the state
`bad`; saying so is the checks' part.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

BAD = "bad"
NUMBER = ""  # the state of a cell that holds a number
BLANK = "blank"

_SPECIAL_STATES = {"NC": "NC", "NA": "NA", "N/A": "NA", "--": "--", "*": "*", "": BLANK}
_A_NUMBER = r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)(?:[eE][-+]?[0-9]{1,2})?\s*%?"
_A_TARGET = r"^(>=|=>|≥|<=|=<|≤|>|<|=)?\s*(-?[0-9]+(?:\.[0-9]+)?)\s*%?$"
_OPERATORS = {"=>": ">=", "≥": ">=", "=<": "<=", "≤": "<="}
_MET = {"YES": "Yes", "NO": "No", "NA": "NA", "N/A": "NA", "": ""}


@dataclass(frozen=True)
class Frame:
    """A table that was read. Both frames have the row numbers of the file as their index, the header being row 1.

    `read` holds the text of each cell as it stands, under the format's column names; `typed` the values under the
    names of its kinds (`rate`, `rate_state`); `stated` names the columns that stand in the file.
    """

    year: int
    read: pd.DataFrame
    typed: pd.DataFrame
    stated: frozenset[str]


Kind = Callable[[str, pd.Series], dict[str, pd.Series]]


def text(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep the text, without blanks around it."""
    return {name: cells.str.strip()}


def word(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep one of a few words, in lower case with underscores: `County office` is `county_office`."""
    return {name: cells.str.strip().str.lower().str.replace(r"[\s_-]+", "_", regex=True)}


def capitals(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep a short code in capitals."""
    return {name: cells.str.strip().str.upper()}


def year(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a year of four digits; anything else is missing."""
    stripped = cells.str.strip()
    return {name: pd.to_numeric(stripped.where(stripped.str.fullmatch("[0-9]{4}")), errors="coerce")}


def lea_code(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a code of 7 digits, or the 14 digits of a CDS code, as the LEA's code of 7 digits and its CDS code.

    A school part other than zeros is a charter school's own code, and stands for the charter. A code that lost its
    leading zero in a spreadsheet gets it back. What is no code is blank.
    """
    digits = cells.str.replace(r"[\s-]+", "", regex=True)
    lost = digits.str.fullmatch("[0-9]{6}|[0-9]{13}")
    mended = digits.where(~lost, "0" + digits)
    mended = mended.where(mended.str.fullmatch("[0-9]{7}|[0-9]{14}"), "")
    school = mended.str.slice(7)
    charter = (school != "") & (school != "0000000")
    code = mended.str.slice(0, 7).where(~charter, school)
    cds = mended.where((mended == "") | (school != ""), mended + "0000000")
    return {name: code, f"{name}_cds": cds, f"{name}_lost_zero": lost}


def selpa_code(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a SELPA's code of 4 digits; one that lost its leading zero gets it back. What is no code is blank."""
    stripped = cells.str.strip()
    lost = stripped.str.fullmatch("[0-9]{3}")
    mended = stripped.where(~lost, "0" + stripped)
    return {name: mended.where(mended.str.fullmatch("[0-9]{4}"), ""), f"{name}_lost_zero": lost}


def number(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a number, with or without a percent sign, or a special value.

    `<name>_state` is NUMBER, one of the special values, BLANK or BAD.
    """
    stripped = cells.str.strip()
    is_number = stripped.str.fullmatch(_A_NUMBER)
    plain = stripped.where(is_number, "").str.replace(r"[,%\s]", "", regex=True)
    state = stripped.str.upper().map(_SPECIAL_STATES).astype("str").where(~is_number, NUMBER)
    return {name: pd.to_numeric(plain, errors="coerce").astype("float64"), f"{name}_state": state.fillna(BAD)}


def target(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a target as operator and value. The operator is never inferred: without one it stays blank.

    `<name>_state` is NUMBER, one of the special values, BLANK or BAD.
    """
    stripped = cells.str.strip()
    parts = stripped.str.extract(_A_TARGET)
    is_target = parts[1].notna()
    state = stripped.str.upper().map(_SPECIAL_STATES).astype("str").where(~is_target, NUMBER)
    return {
        name: stripped,
        f"{name}_operator": parts[0].replace(_OPERATORS).fillna(""),
        f"{name}_value": pd.to_numeric(parts[1], errors="coerce").astype("float64"),
        f"{name}_state": state.fillna(BAD),
    }


def met(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read whether the target was met: Yes, No, NA, blank, or BAD."""
    return {name: cells.str.strip().str.upper().map(_MET).astype("str").fillna(BAD)}


def written_as_decimal(kind: Kind) -> Kind:
    """Read codes as `kind` does, also those that a spreadsheet wrote as decimal numbers: 1964659.0 is 1964659."""

    def read(name: str, cells: pd.Series) -> dict[str, pd.Series]:
        if cells.str.contains(".0", regex=False).any():
            cells = cells.str.replace(r"^(\s*[0-9]+)\.0+(\s*)$", r"\1\2", regex=True)
        return kind(name, cells)

    return read
