"""The kinds of columns: text as read to values, a whole column at a time.

A kind turns one column of text into one or more typed columns. What it cannot read it leaves empty, with the state
`bad`; saying so is the checks' part.

A million rows have few different texts. A column of text is therefore a categorical one, which keeps each text once and
a number for each row; kinds and checks are asked about the different texts, and their answers are spread over the rows.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PIECE = 100_000  # different texts that are asked about at a time

BAD = "bad"
NUMBER = ""  # the state of a cell that holds a number
BLANK = "blank"

_DASHES = ("-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212")  # each alone is how a spreadsheet shows “no value”
_SPECIAL_STATES = {"NC": "NC", "NA": "NA", "N/A": "NA", "--": "--", **dict.fromkeys(_DASHES, "--"), "*": "*", "": BLANK}
_A_NUMBER = r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)(?:[eE][-+]?[0-9]{1,2})?\s*%?"
_A_TARGET = r"^(>=|=>|≥|<=|=<|≤|>|<|=)?\s*(-?[0-9]+(?:\.[0-9]+)?)\s*%?$"
_POWER_OF_TEN = re.compile(r"^\s*([1-9])\.([0-9]+)[eE]\+?([0-9]{1,2})\s*$")
_OPERATORS = {"=>": ">=", "≥": ">=", "=<": "<=", "≤": "<="}
_MET = {"YES": "Yes", "NO": "No", "NA": "NA", "N/A": "NA", "": ""}


@dataclass(frozen=True)
class Frame:
    """A table that was read. Both frames have the row numbers of the file as their index, the header being row 1.

    `read` holds the text of each cell as it is written, under the format's column names; `typed` the values under the
    names of its kinds (`rate`, `rate_state`); `stated` names the columns that the file has. Texts are categorical
    in both, all else is not.
    """

    year: int
    read: pd.DataFrame
    typed: pd.DataFrame
    stated: frozenset[str]


# Given are the different texts of a column, each once, as plain strings; so is what comes back.
Read = Callable[[str, pd.Series], dict[str, pd.Series]]


@dataclass(frozen=True)
class Kind:
    """A kind of column: what it is called, what may be in its cells, and how they are read."""

    title: "StrOrPromise"
    holds: "StrOrPromise"
    read: Read


def each_once(cells: pd.Series) -> pd.Series:
    """Return the texts as a categorical column, which keeps each different one once; a missing one stays so."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells
    numbers, texts = pd.factorize(cells)
    return pd.Series(categorical(numbers, pd.Index(texts)), index=cells.index)


def categorical(numbers: np.ndarray, texts: pd.Index) -> pd.Categorical:
    """Return the column that has in each row the text of that number, or nothing for -1; no text is there twice.

    It is made past the door, where pandas would ask once more whether the texts differ and keep the table in which it
    looked that up: 100 MiB for each column of a million different texts.
    """
    kind = pd.CategoricalDtype._from_fastpath(texts, ordered=False)  # type: ignore[attr-defined]
    return pd.Categorical._simple_new(numbers, kind)  # type: ignore[attr-defined,no-any-return]


def spread(cells: pd.Series, ask: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return what `ask` says of each cell of a categorical column; it is asked about the different texts alone.

    Texts that it answers are categorical again.
    """
    return _over_rows(_asked(lambda texts: {"": ask(texts)}, cells)[""], cells)


def typed(kind: Kind, name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Return the typed columns that `kind` makes of the categorical column `name`."""
    return {key: _over_rows(values, cells) for key, values in _asked(functools.partial(kind.read, name), cells).items()}


def _asked(ask: Callable[[pd.Series], dict[str, pd.Series]], cells: pd.Series) -> dict[str, pd.Series]:
    """Ask about the different texts, a piece at a time where there are very many, so that memory stays bounded."""
    texts = pd.Series(cells.cat.categories)
    answers = [ask(texts[start : start + PIECE]) for start in range(0, len(texts), PIECE)] or [ask(texts)]
    return answers[0] if len(answers) == 1 else {key: pd.concat([one[key] for one in answers]) for key in answers[0]}


def _over_rows(values: pd.Series, cells: pd.Series) -> pd.Series:
    """Give each row the value of its text."""
    numbers = cells.cat.codes.to_numpy()
    if values.dtype != "str":
        return pd.Series(values.array.take(numbers), index=cells.index)
    again = each_once(values).array  # two texts may mean the same
    of_rows = again.codes.take(numbers)
    return pd.Series(pd.Categorical.from_codes(of_rows, dtype=again.dtype, validate=False), index=cells.index)


def _text(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep the text, without blanks around it and with one between its words; a break of the line is one too."""
    return {name: cells.str.strip().str.replace(r"\s+", " ", regex=True)}


def _prose(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep the text with its lines, without blanks around it and with one between its words."""
    return {name: cells.str.strip().str.replace(r"[ \t]{2,}", " ", regex=True)}


def _word(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep one of a few words, in lower case with underscores: `County office` is `county_office`."""
    return {name: cells.str.strip().str.lower().str.replace(r"[\s_-]+", "_", regex=True)}


def _capitals(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Keep a short code in capitals."""
    return {name: cells.str.strip().str.upper()}


def _year(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a year of four digits; anything else is missing."""
    stripped = cells.str.strip()
    return {name: pd.to_numeric(stripped.where(stripped.str.fullmatch("[0-9]{4}")), errors="coerce")}


def _lea_code(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a code of 7 digits, or the 14 digits of a CDS code, as the LEA's code of 7 digits and its CDS code.

    A school part other than zeros is a charter school's own code, and means the charter. A code that lost its
    leading zero in a spreadsheet gets it back. What is no code is blank.
    """
    digits = cells.str.replace(rf"[\s{re.escape(''.join(_DASHES))}]+", "", regex=True)
    lost = digits.str.fullmatch("[0-9]{6}|[0-9]{13}")
    restored = digits.where(~lost, "0" + digits)
    restored = restored.where(restored.str.fullmatch("[0-9]{7}|[0-9]{14}"), "")
    school = restored.str.slice(7)
    charter = (school != "") & (school != "0000000")
    code = restored.str.slice(0, 7).where(~charter, school)
    cds = restored.where((restored == "") | (school != ""), restored + "0000000")
    return {name: code, f"{name}_cds": cds, f"{name}_lost_zero": lost}


def _selpa_code(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a SELPA's code of 4 digits; one that lost its leading zero gets it back. What is no code is blank."""
    stripped = cells.str.strip()
    lost = stripped.str.fullmatch("[0-9]{3}")
    restored = stripped.where(~lost, "0" + stripped)
    return {name: restored.where(restored.str.fullmatch("[0-9]{4}"), ""), f"{name}_lost_zero": lost}


def _number(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a number, with or without a percent sign, or a special value.

    `<name>_state` is NUMBER, one of the special values, BLANK or BAD. `<name>_exact` is the text of the number itself,
    missing where there is none: that is what is stored, so that no digit is lost on the way.
    """
    stripped = cells.str.strip()
    is_number = stripped.str.replace("\u2212", "-", regex=False).str.fullmatch(_A_NUMBER)
    plain = stripped.str.replace(r"[,%\s]", "", regex=True).str.replace("\u2212", "-", regex=False).where(is_number)
    state = stripped.str.upper().map(_SPECIAL_STATES).astype("str").where(~is_number, NUMBER)
    return {**_numbers(name, plain), f"{name}_state": state.fillna(BAD)}


def _money(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read dollars, with or without their sign, as a number; a percentage is no amount."""
    plain = cells.str.replace(r"^(\s*[-\u2212]?)\s*\$", r"\1", regex=True)
    return _number(name, plain.where(~plain.str.contains("%", regex=False), "%"))


def _target(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read a target as operator and value. The operator is never inferred: without one it stays blank.

    `<name>_state` is NUMBER, one of the special values, BLANK or BAD; `<name>_value_exact` is as for a number.
    """
    stripped = cells.str.strip()
    parts = stripped.str.extract(_A_TARGET)
    is_target = parts[1].notna()
    state = stripped.str.upper().map(_SPECIAL_STATES).astype("str").where(~is_target, NUMBER)
    return {
        name: stripped,
        f"{name}_operator": parts[0].replace(_OPERATORS).fillna(""),
        **_numbers(f"{name}_value", parts[1]),
        f"{name}_state": state.fillna(BAD),
    }


def _met(name: str, cells: pd.Series) -> dict[str, pd.Series]:
    """Read whether the target was met: Yes, No, NA, blank, or BAD."""
    return {name: cells.str.strip().str.upper().map(_MET).astype("str").fillna(BAD)}


def _numbers(name: str, plain: pd.Series) -> dict[str, pd.Series]:
    """Return the texts as numbers, and as they are written; one of more digits than anyone means is cut as numbers are."""
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    return {name: numbers, f"{name}_exact": plain.where(plain.isna() | (plain.str.len() <= 40), numbers.astype("str"))}


def _or_decimal(read: Read) -> Read:
    """Read codes also where a program wrote them as decimal numbers: 1964659.0 is 1964659, and 1.964659E6 too.

    One with a power of ten is read where all its digits are there; of another they may be lost.
    """

    def either(name: str, cells: pd.Series) -> dict[str, pd.Series]:
        if cells.str.contains(".0", regex=False).any():
            cells = cells.str.replace(r"^(\s*[0-9]+)\.0+(\s*)$", r"\1\2", regex=True)
        if cells.str.contains(r"[0-9][eE]", regex=True).any():
            cells = cells.str.replace(_POWER_OF_TEN, _all_digits, regex=True)
        return read(name, cells)

    return either


def _all_digits(written: re.Match[str]) -> str:
    """Return the whole number that a code is, where as many digits are written as it has; else what is written."""
    whole, digits, power = written[1], written[2], int(written[3])
    if len(digits) < power or digits[power:].strip("0"):
        return written[0]
    return whole + digits[:power]


NONE_GIVEN = gettext_lazy("NC, NA, --, * or nothing where there is no number")

text = Kind(gettext_lazy("text"), gettext_lazy("Any words."), _text)
prose = Kind(gettext_lazy("text"), gettext_lazy("Any words, in several lines too."), _prose)
word = Kind(
    gettext_lazy("one of a few words"),
    gettext_lazy("One of the words below; capitals and blanks do not matter."),
    _word,
)
capitals = Kind(gettext_lazy("short code"), gettext_lazy("A short code; capitals do not matter."), _capitals)
code = Kind(gettext_lazy("code"), gettext_lazy("A code or a name."), _or_decimal(_text))
year = Kind(gettext_lazy("year"), gettext_lazy("The year of the upload, in four digits."), _or_decimal(_year))
lea_code = Kind(
    gettext_lazy("LEA code"),
    gettext_lazy(
        "The 7 digits of the LEA, or the 14 digits of a CDS code. Write it as text, so that zeros at the start stay."
    ),
    _or_decimal(_lea_code),
)
selpa_code = Kind(
    gettext_lazy("SELPA code"),
    gettext_lazy("Four digits. Write it as text, so that zeros at the start stay."),
    _or_decimal(_selpa_code),
)
number = Kind(
    gettext_lazy("number"),
    format_lazy(gettext_lazy("Digits, with or without a percent sign; {none_given}."), none_given=NONE_GIVEN),
    _number,
)
money = Kind(
    gettext_lazy("dollars"),
    format_lazy(gettext_lazy("An amount such as 1582300.00 or $1,582,300; {none_given}."), none_given=NONE_GIVEN),
    _money,
)
target = Kind(
    gettext_lazy("target"),
    format_lazy(gettext_lazy("A sign and a number, such as >=51.2% or <2.76; {none_given}."), none_given=NONE_GIVEN),
    _target,
)
met = Kind(gettext_lazy("yes or no"), gettext_lazy("Yes, No or NA; nothing where it is not stated."), _met)
