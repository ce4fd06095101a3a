"""Checks of numbers: counts, shares, and rates that agree with what they were calculated from."""

import numpy as np
import pandas as pd

from determinations.uploads import kinds
from determinations.uploads.checks.known import Check, Known
from determinations.uploads.checks.rows import each
from determinations.uploads.kinds import Frame
from determinations.uploads.problems import Problem

LEAST_OF_SHARES = 3  # one or two low percentages may well be meant


def is_number(*columns: str) -> Check:
    """The cell is a number or a special value."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        return [
            one
            for column in columns
            for one in each(frame, frame.typed[f"{column}_state"] == kinds.BAD, column, "not_a_number")
        ]

    return check


def is_count(*columns: str) -> Check:
    """The cell is a whole number from 0, or a special value; a percentage counts nothing."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        found = []
        for column in columns:
            count, state = frame.typed[column], frame.typed[f"{column}_state"]
            broken = count.notna() & ((count < 0) | (count != np.floor(count)) | (count > 2**31 - 1))
            if column in frame.stated:
                broken |= kinds.spread(frame.read[column], lambda texts: texts.str.contains("%", regex=False))
            found += each(frame, broken | (state == kinds.BAD), column, "not_a_count")
        return found

    return check


def is_given(*columns: str) -> Check:
    """The cell is a number, and not one of the values that say that there is none."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        nothing = [kinds.NUMBER, kinds.BLANK, kinds.BAD]
        return [
            one
            for column in columns
            for one in each(frame, ~frame.typed[f"{column}_state"].isin(nothing), column, "not_given_count")
        ]

    return check


def between(low: int, high: int, column: str) -> Check:
    """The number lies within the two ends."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        value = frame.typed[column]
        return each(frame, (value < low) | (value > high), column, "out_of_range", low=low, high=high)

    return check


def not_shares(column: str) -> Check:
    """The percentages of a whole column are not all shares of one; said at each, since each would count as nearly nothing."""

    def check(frame: Frame, known: Known) -> list[Problem]:
        value = frame.typed[column]
        given = value[value.notna()]
        if len(given) < LEAST_OF_SHARES or not given.between(0, 1).all() or (given % 1 == 0).all():
            return []
        if kinds.spread(frame.read[column], lambda texts: texts.str.contains("%", regex=False)).any():
            return []
        return each(
            frame,
            value.notna(),
            column,
            "shares_of_one",
            first=int(given.index[0]),
            last=int(given.index[-1]),
            meant=(100 * value).round(6).map("{:g}".format),
        )

    return check


def part_of_whole(frame: Frame, known: Known) -> list[Problem]:
    """A numerator is no larger than its denominator."""
    numerator, denominator = frame.typed["numerator"], frame.typed["denominator"]
    return each(
        frame,
        numerator > denominator,
        "numerator",
        "numerator_over_denominator",
        denominator=frame.read["denominator"] if "denominator" in frame.stated else "",
    )


def rate_of_counts(frame: Frame, known: Known) -> list[Problem]:
    """The rate is that of its numerator and denominator, as far as its digits go.

    Zeros at the end of a rate may be a spreadsheet's formatting, so 85.70 allows for what rounds to 85.7. And published
    figures are often rounded twice, from 61.246 by way of 61.25 to 61.3, so a little more than half a digit is allowed.
    """
    rate, numerator, denominator = (frame.typed[name] for name in ("rate", "numerator", "denominator"))
    computed = 100 * numerator / denominator.where(denominator > 0)
    allowed = kinds.spread(frame.read["rate"], _half_a_digit)
    beyond = rate.between(0, 100) & ((rate - computed).abs() > allowed)
    if not beyond.any():
        return []
    fraction = beyond & (rate <= 1) & ((100 * rate - computed).abs() <= 1)
    words = {
        "numerator": numerator.fillna(0).clip(upper=2**53).astype("int64"),
        "denominator": denominator.fillna(0).clip(upper=2**53).astype("int64"),
        "computed": computed.round(2),
    }
    return each(frame, beyond & ~fraction, "rate", "rate_contradicts_counts", **words) + each(
        frame, fraction, "rate", "rate_is_a_fraction", **words
    )


def _half_a_digit(rates: pd.Series) -> pd.Series:
    """Return by how much a rate may be off, a little more than half of its last digit that is no zero at the end."""
    digits = rates.str.extract(r"\.([0-9]*?)0*\s*%?\s*$")[0].str.len().fillna(0).clip(upper=2)
    return 0.555 * 10.0 ** -digits.astype("float64")
