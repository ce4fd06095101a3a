"""Risk ratios and alternate risk ratios over arrays, in exact integers."""

from dataclasses import dataclass, fields
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from determinations.ratios.categories import CATEGORIES
from monitoring.definition import Disproportionality

PIECE = 512  # LEAs that are compared at a time, so that what is in between stays in the processor's own memory

Numbers = NDArray[Any]  # of whole numbers, shaped (LEAs, 14 categories, 7 groups)
Whole = type[np.int64] | type[object]


class Kind(IntEnum):
    """Which ratio a cell has."""

    NOT_CALCULATED = 0
    RISK_RATIO = 1
    ALTERNATE_RISK_RATIO = 2


class Reason(IntEnum):
    """Why a cell has no ratio."""

    NONE = 0
    SMALL_GROUP = 1
    SMALL_COMPARISON = 2


@dataclass(frozen=True)
class Ratios:
    """The cells of a year, each array shaped (LEAs, 14, 7).

    The ratio is `numerator / denominator`, not reduced: the students with the outcome times all others, and all students
    times the others with the outcome. Both are 0 where there is none.
    """

    kind: Numbers
    reason: Numbers
    numerator: Numbers
    denominator: Numbers
    exceeds: NDArray[np.bool_]

    def ratio(self, at: tuple[int, int, int]) -> Fraction | None:
        """Return the exact ratio of one cell, or None where there is none."""
        denominator = int(self.denominator[at])
        return Fraction(int(self.numerator[at]), denominator) if denominator else None


def compare(
    *, outcome: Numbers, base: Numbers, state_outcome: Numbers, state_base: Numbers, settings: Disproportionality
) -> Ratios:
    """Return the ratio of every cell, and whether it exceeds its threshold; equal to it does not.

    `outcome` and `base` are whole numbers shaped (LEAs, 14, 7), 0 where a group is not there; those of the state, all of
    its LEAs added up, are shaped (14, 7). The order: a group that is too small has no ratio; a comparison group of the LEA
    that is large enough gives the risk ratio; else one of the state gives the alternate risk ratio; else there is none. A
    comparison group without any outcome has a risk of nothing, which no ratio can be held against, so it counts as too
    small.
    """
    whole = _wide_enough(outcome, base, state_outcome, state_base, settings)
    outcome, base = outcome.astype(whole, copy=False), base.astype(whole, copy=False)
    of_state = _others(state_outcome.astype(whole)), _others(state_base.astype(whole))
    pieces = [
        _compare(outcome[at : at + PIECE], base[at : at + PIECE], *of_state, settings)
        for at in range(0, max(1, len(outcome)), PIECE)
    ]
    return Ratios(
        **{field.name: np.concatenate([getattr(piece, field.name) for piece in pieces]) for field in fields(Ratios)}
    )


def _compare(
    outcome: Numbers, base: Numbers, all_outcome: Numbers, all_base: Numbers, settings: Disproportionality
) -> Ratios:
    """Compare the groups of some LEAs with the others of each, and of the state."""
    lea_outcome, lea_base = _others(outcome), _others(base)
    large = _large(outcome, base, settings) & (base > 0)
    by_lea = large & _large(lea_outcome, lea_base, settings) & (lea_outcome > 0)
    of_state = large & ~by_lea
    by_state = of_state & _large(all_outcome, all_base, settings) & (all_outcome > 0)
    calculated = by_lea | by_state
    in_numbers, wide = of_state.astype(outcome.dtype), calculated.astype(outcome.dtype)
    numerator = _chosen(in_numbers, all_base, lea_base)
    numerator *= outcome
    numerator *= wide
    denominator = _chosen(in_numbers, all_outcome, lea_outcome)
    denominator *= base
    denominator *= wide
    over, under = _thresholds(settings, dtype=outcome.dtype)
    scaled = numerator if (under == 1).all() else numerator * under
    return Ratios(
        kind=by_lea * np.int8(Kind.RISK_RATIO) + by_state * np.int8(Kind.ALTERNATE_RISK_RATIO),
        reason=~calculated
        * (np.int8(Reason.SMALL_GROUP) + large * np.int8(Reason.SMALL_COMPARISON - Reason.SMALL_GROUP)),
        numerator=numerator,
        denominator=denominator,
        exceeds=np.asarray(scaled > denominator * over, dtype=bool),
    )


def threshold_of(settings: Disproportionality, category: int) -> Fraction:
    """Return what a ratio of the category has to exceed."""
    return settings.thresholds.get(category, settings.threshold)


def _large(outcome: Numbers, base: Numbers, settings: Disproportionality) -> NDArray[np.bool_]:
    """Say where a group has the smallest cell and the smallest n: both under `or`, at least one under `and`.

    The words are those of the refusal: below the cell *or* below n, as the federal rule has it, or below the cell *and*
    below n, as a sheet of the state has it.
    """
    cell, n = outcome >= settings.minimum_cell, base >= settings.minimum_n
    return np.asarray(cell & n if settings.combine == "or" else cell | n, dtype=bool)


def _thresholds(settings: Disproportionality, *, dtype: "Whole | np.dtype[np.int64]") -> tuple[Numbers, Numbers]:
    """Return the thresholds of the categories as numerators and denominators, shaped (14, 1)."""
    each = [threshold_of(settings, category) for category in CATEGORIES]
    over, under = [[one.numerator] for one in each], [[one.denominator] for one in each]
    return np.array(over, dtype=dtype), np.array(under, dtype=dtype)


def _chosen(where: Numbers, these: Numbers, those: Numbers) -> Numbers:
    """Return these numbers where there is a 1, and those where there is a 0; several times as fast as `numpy.where`."""
    chosen: Numbers = these - those
    chosen *= where
    chosen += those
    return chosen


def _others(counts: Numbers) -> Numbers:
    """Return for each group the counts of all others, along the last axis."""
    others: Numbers = np.einsum("...g->...", counts)[..., np.newaxis] - counts
    return others


def _wide_enough(
    outcome: Numbers, base: Numbers, state_outcome: Numbers, state_base: Numbers, settings: Disproportionality
) -> Whole:
    """Return the kind of number that holds every product: 64 bits, or Python's own where these do not suffice."""
    thresholds = [settings.threshold, *settings.thresholds.values()]
    widest = max(max(one.numerator, one.denominator) for one in thresholds)
    cross = max(_most(outcome) * _most(state_base.sum(axis=1)), _most(base) * _most(state_outcome.sum(axis=1)))
    return np.int64 if cross * widest < 2**62 else object


def _most(counts: Numbers) -> int:
    return max(1, int(counts.max(initial=0)))
