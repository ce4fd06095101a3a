"""Checks of cells as texts: filled, short enough, one of some words, and no row twice."""

import pandas as pd
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from determinations.uploads import kinds
from determinations.uploads.checks.known import Check, Known
from determinations.uploads.checks.rows import each, numbered, written
from determinations.uploads.damage import SPREADSHEET_ERROR
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem


def filled(*columns: str) -> Check:
    """Each of the columns that the file has has something in every row."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return [
            one
            for column in columns
            if column in frame.stated
            for one in each(frame, ~written(frame, column), column, "blank_cell")
        ]

    return check


def at_most(limit: int, *columns: str) -> Check:
    """The texts fit where they are kept; an element is said at its indicator."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            place = "indicator" if column == "element" else column
            if place in frame.stated:
                long = kinds.spread(frame.typed[column], lambda texts: texts.str.len() > limit)
                found += each(frame, long, place, "too_long", limit=limit)
        return found

    return check


def one_of(column: str, allowed: tuple[str, ...], code: str) -> Check:
    """The word is one of those that are allowed."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        given = frame.typed[column]
        bad = (given != "") & ~given.isin(list(allowed))
        return each(frame, bad, column, code, allowed=", ".join(allowed))

    return check


def yes_or_no(column: str) -> Check:
    """The cell is Yes, No, NA or blank."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return each(frame, frame.typed[column] == kinds.BAD, column, "bad_target_met")

    return check


def no_spreadsheet_error(*columns: str) -> Check:
    """The text is none that a spreadsheet shows in place of a value, such as #REF!."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            if column in frame.stated:
                broken = kinds.spread(
                    frame.read[column], lambda texts: texts.str.strip().str.fullmatch(SPREADSHEET_ERROR)
                )
                found += each(frame, broken, column, "spreadsheet_error")
        return found

    return check


def no_lost_letter(*columns: str) -> Check:
    """The name has no question mark in a word, which programs write for a letter that they do not know."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            if column in frame.stated:
                lost = kinds.spread(
                    frame.read[column], lambda texts: texts.str.contains(r"[^\W\d_]\?[^\W\d_]", regex=True)
                )
                found += each(frame, lost, column, "lost_letter")
        return found

    return check


def unique(*key: str) -> Check:
    """No two rows say the same; named is the earlier one."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        numbers = numbered(frame.typed[list(key)])
        repeated = numbers.duplicated()
        if not repeated.any():
            return []
        for one in key:
            repeated &= frame.typed[one] != ""
        first = pd.Series(frame.read.index, index=frame.read.index).groupby(numbers).transform("min")
        said = get_text_list(["indicator" if one == "element" else one for one in key], _("and"))
        column = "indicator" if key[-1] == "element" else key[-1]
        return each(frame, repeated, column, "duplicate_row", other=first, key=said)

    return check
