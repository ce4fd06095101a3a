"""The ratios of a state: 2,200 LEAs of 98 cells for three years, next to a plain loop of Python's own fractions.

Both sides get the same counts in memory and say of each cell its exact ratio and whether it exceeds the threshold; that they say
the same, cell for cell, is asked before anything is timed.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from determinations.ratios import arithmetic
from determinations.ratios.arithmetic import Numbers, Ratios
from determinations.ratios.categories import CATEGORIES, GROUPS
from monitoring.definition import Disproportionality
from tests.bench.measuring import Comparison, Side

LEAS, YEARS = 2_200, 3
SETTINGS = Disproportionality(threshold=Fraction(3), minimum_cell=10, minimum_n=20, combine="or", years=3, assumed=True)
Counts = tuple[Numbers, Numbers]


def measure() -> Iterator[Comparison]:
    """Yield what is measured of ratios."""
    counts = [made(year) for year in range(YEARS)]
    for one in counts:
        assert_the_same(compared(one), looped(one))
    yield Comparison(
        f"ratios of {LEAS:,} LEAs x 98 cells x {YEARS} years",
        ours=Side("portal", lambda: [compared(one) for one in counts]),
        theirs=Side("loop of fractions", lambda: [looped(one) for one in counts]),
        times_as_fast=100,
        rounds=7,
    )


def made(year: int) -> Counts:
    """Return outcomes and bases of groups of all sizes, two of three large enough for a ratio, some far from the others."""
    chance = np.random.default_rng(year)
    base = (900 * chance.random((LEAS, len(CATEGORIES), len(GROUPS))) ** 2).astype(np.int64)
    share = chance.normal(0.12, 0.05, base.shape).clip(0, 1)
    return np.rint(base * share).astype(np.int64), base


def compared(counts: Counts) -> Ratios:
    """Compare as the portal does."""
    outcome, base = counts
    return arithmetic.compare(
        outcome=outcome, base=base, state_outcome=outcome.sum(axis=0), state_base=base.sum(axis=0), settings=SETTINGS
    )


def looped(counts: Counts) -> list[tuple[Fraction | None, bool]]:
    """Compare cell by cell, as the rule is written: a fraction for each risk. The state is added up once a category."""
    outcome, base = (count.tolist() for count in counts)
    state = [[[sum(lea[c][g] for lea in of) for g in range(7)] for of in (outcome, base)] for c in range(14)]
    return [
        _cell(own, of, state[category], group)
        for of_lea, bases in zip(outcome, base, strict=True)
        for category, (own, of) in enumerate(zip(of_lea, bases, strict=True))
        for group in range(7)
    ]


def _cell(own: list[int], of: list[int], state: list[list[int]], group: int) -> tuple[Fraction | None, bool]:
    if own[group] < SETTINGS.minimum_cell or of[group] < SETTINGS.minimum_n:
        return None, False
    for outcomes, bases in ((own, of), state):
        with_outcome = sum(count for other, count in enumerate(outcomes) if other != group)
        students = sum(count for other, count in enumerate(bases) if other != group)
        if with_outcome >= SETTINGS.minimum_cell and students >= SETTINGS.minimum_n:
            ratio = Fraction(own[group], of[group]) / Fraction(with_outcome, students)
            return ratio, ratio > SETTINGS.threshold
    return None, False


def assert_the_same(found: Ratios, plainly: list[tuple[Fraction | None, bool]]) -> None:
    """Insist that both sides say the same of every cell."""
    places = np.ndindex(found.kind.shape)
    assert all(
        (found.ratio(place), bool(found.exceeds[place])) == cell for place, cell in zip(places, plainly, strict=True)
    )
