"""Checks of days, and of the numbers by which children are known to their LEA alone."""

import re
from datetime import date

import pandas as pd

from determinations.uploads import kinds
from determinations.uploads.checks.known import Check, Known
from determinations.uploads.checks.rows import each
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,19}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{4}")  # so many letters in a row are a word, perhaps a name
_OF_STATE = re.compile(r"(?<!\d)\d{10}(?!\d)")  # a Statewide Student Identifier has ten digits


def names_the_state(text: str) -> str:
    """Return what in a text looks like the state's own number of a student; blank for nothing."""
    found = _OF_STATE.search(text)
    return found[0] if found else ""


def is_local(number: str) -> bool:
    """Say whether a number of a child is one that only its LEA can read: no name, and no number of the state."""
    return bool(
        _LOCAL.fullmatch(number)
        and re.search(r"\d", number)
        and not _WORD.search(number)
        and not names_the_state(number)
    )


def is_day(text: str) -> bool:
    """Say whether a text is a day as ISO 8601 has it."""
    try:
        return date.fromisoformat(text).year >= 1990 and len(text) == 10
    except ValueError:
        return False


def local_numbers(column: str) -> Check:
    """The children are known by numbers of their LEAs; what may be a name or a number of the state is refused."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        bad = kinds.spread(frame.typed[column], lambda texts: (texts != "") & ~texts.map(is_local).astype(bool))
        return each(frame, bad, column, "not_a_local_number")

    return check


def days(*columns: str) -> Check:
    """What is in the columns is a day, or nothing."""

    def bad(texts: pd.Series) -> pd.Series:
        return (texts != "") & ~texts.map(is_day).astype(bool)

    def check(frame: Frame, known: Known) -> list[Problem]:
        stated = [column for column in columns if column in frame.stated]
        return [
            one for column in stated for one in each(frame, kinds.spread(frame.typed[column], bad), column, "not_a_day")
        ]

    return check
