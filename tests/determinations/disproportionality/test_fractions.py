"""Ratios over arrays against a plain second implementation with fractions alone."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from determinations.ratios import arithmetic
from determinations.ratios.categories import CATEGORIES, GROUPS
from monitoring.definition import Disproportionality


def plainly(
    counts: dict[tuple[int, int, int], tuple[int, int]], place: tuple[int, int, int], rules: Disproportionality
) -> tuple[Fraction | None, str, bool]:
    """One cell with fractions alone, straight from the words of the rule: (ratio, kind, exceeds)."""
    lea, category, group = place

    def added(of_leas: Callable[[int], bool]) -> tuple[int, int]:
        chosen = [v for (a, c, g), v in counts.items() if c == category and g != group and of_leas(a)]
        return sum(v[0] for v in chosen), sum(v[1] for v in chosen)

    def small(outcome: int, base: int) -> bool:
        below = (outcome < rules.minimum_cell, base < rules.minimum_n)
        return any(below) if rules.combine == "or" else all(below)

    own = counts[place]
    if small(*own) or not own[1]:
        return None, "NOT_CALCULATED", False
    for kind, (outcome, base) in (
        ("RISK_RATIO", added(lambda a: a == lea)),
        ("ALTERNATE_RISK_RATIO", added(lambda a: True)),
    ):
        if not small(outcome, base) and outcome:
            ratio = Fraction(*own) / Fraction(outcome, base)
            return ratio, kind, ratio > rules.thresholds.get(category + 1, rules.threshold)
    return None, "NOT_CALCULATED", False


COUNT = st.integers(0, 25) | st.integers(0, 400) | st.sampled_from([9, 10, 11, 19, 20, 21, 2**31 - 1])
CELL = st.tuples(COUNT, COUNT).map(sorted).map(tuple)
THRESHOLD = st.sampled_from([Fraction(3), Fraction(5, 2), Fraction(1), Fraction(301, 100)])
SETTINGS = st.builds(
    lambda threshold, own, cell, n, combine: Disproportionality(
        threshold=threshold, thresholds=own, minimum_cell=cell, minimum_n=n, combine=combine, years=3, assumed=True
    ),
    THRESHOLD,
    st.dictionaries(st.integers(1, 14), THRESHOLD, max_size=3),
    st.sampled_from([0, 1, 10]),
    st.sampled_from([0, 1, 20, 30]),
    st.sampled_from(["or", "and"]),
)


@settings(max_examples=150)
@given(SETTINGS, st.lists(st.lists(CELL, min_size=14, max_size=14), min_size=1, max_size=3), st.integers(0, 6))
def test_every_cell_agrees_with_plain_fractions(
    rules: Disproportionality, drawn: list[list[tuple[int, int]]], shift: int
) -> None:
    outcome = np.zeros((len(drawn), len(CATEGORIES), len(GROUPS)), dtype=np.int64)
    base = np.zeros_like(outcome)
    for lea, pairs in enumerate(drawn):  # two categories of seven groups each
        for number, (with_outcome, students) in enumerate(pairs):
            place = lea, (number // 7 + shift) % 14, number % 7
            outcome[place], base[place] = with_outcome, students
    counts = {p: (int(outcome[p]), int(base[p])) for p in np.ndindex(outcome.shape)}
    found = arithmetic.compare(
        outcome=outcome, base=base, state_outcome=outcome.sum(axis=0), state_base=base.sum(axis=0), settings=rules
    )
    for place in counts:
        kind = arithmetic.Kind(int(found.kind[place])).name
        assert (found.ratio(place), kind, bool(found.exceeds[place])) == plainly(counts, place, rules), place


def test_more_leas_than_are_compared_at_a_time_each_have_their_own_counts() -> None:
    rules = Disproportionality(
        threshold=Fraction(3), thresholds={}, minimum_cell=10, minimum_n=20, combine="or", years=3, assumed=True
    )
    outcome = np.zeros((arithmetic.PIECE + 3, len(CATEGORIES), len(GROUPS)), dtype=np.int64)
    base = np.zeros_like(outcome)
    outcome[:, 0, :2], base[:, 0, 1] = (20, 20), 1000
    base[:, 0, 0] = 100 + np.arange(len(base))
    found = arithmetic.compare(
        outcome=outcome, base=base, state_outcome=outcome.sum(axis=0), state_base=base.sum(axis=0), settings=rules
    )
    for lea in range(len(base)):
        assert found.ratio((lea, 0, 0)) == Fraction(20, 100 + lea) / Fraction(20, 1000)


def test_a_group_of_no_one_has_no_ratio_though_the_definition_asks_for_no_one() -> None:
    rules = Disproportionality(
        threshold=Fraction(3), thresholds={}, minimum_cell=0, minimum_n=0, combine="or", years=3, assumed=True
    )
    outcome = np.zeros((1, len(CATEGORIES), len(GROUPS)), dtype=np.int64)
    base = np.zeros_like(outcome)
    outcome[0, 0, 1], base[0, 0, 1] = 20, 100
    found = arithmetic.compare(
        outcome=outcome, base=base, state_outcome=outcome.sum(axis=0), state_base=base.sum(axis=0), settings=rules
    )
    assert found.kind[0, 0, 0] == arithmetic.Kind.NOT_CALCULATED
    assert found.reason[0, 0, 0] == arithmetic.Reason.SMALL_GROUP


def test_counts_as_large_as_any_that_is_taken_stay_exact() -> None:
    rules = Disproportionality(
        threshold=Fraction(3), thresholds={}, minimum_cell=10, minimum_n=20, combine="or", years=3, assumed=True
    )
    most = 2**31 - 1
    base = np.full((2, len(CATEGORIES), len(GROUPS)), most, dtype=np.int64)
    outcome = base // 3
    outcome[:, :, 0] = most
    found = arithmetic.compare(
        outcome=outcome, base=base, state_outcome=outcome.sum(axis=0), state_base=base.sum(axis=0), settings=rules
    )
    for category in range(len(CATEGORIES)):
        assert found.ratio((1, category, 0)) == 1 / Fraction(most // 3, most)
