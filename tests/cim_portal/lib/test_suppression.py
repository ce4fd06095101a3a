"""The one rule of small numbers: a count of fewer than 11 students, and everything that would give it back."""

import pytest

from cim_portal.lib import suppression
from cim_portal.lib.suppression import Secret


@pytest.mark.parametrize(("count", "small"), [(None, False), (0, True), (10, True), (10.5, True), (11, False)])
def test_what_is_small(count: float | None, small: bool) -> None:
    assert suppression.is_small(count) is small


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "hidden"),
    [
        (11, 11, None, Secret(numerator=False, denominator=False, rate=False)),
        (10, 11, None, Secret(numerator=True, denominator=False, rate=True)),  # the rate gives it back
        (None, 10, 50, Secret(numerator=True, denominator=True, rate=True)),
        (None, 10, None, Secret(numerator=True, denominator=True, rate=True)),
        (None, 15, 60, Secret(numerator=True, denominator=False, rate=True)),  # that is 9
        (None, 1000, 1, Secret(numerator=True, denominator=False, rate=True)),  # that is 10
        (None, 1000, 1.1, Secret(numerator=False, denominator=False, rate=False)),
        (None, None, 60, Secret(numerator=False, denominator=False, rate=False)),
        (None, 1000, None, Secret(numerator=False, denominator=False, rate=False)),
    ],
)
def test_what_of_a_rate_is_secret(
    numerator: int | None, denominator: int | None, percent: float | None, hidden: Secret
) -> None:
    found = suppression.secret(numerator, denominator, percent)
    assert found == hidden
    assert bool(found) is (hidden.numerator or hidden.denominator or hidden.rate)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([11, 12], set()),
        ([10], {0}),
        ([10, 11, 12], {0, 1}),  # whoever knows the total would subtract
        ([30, 3, 12, 4], {1, 3, 2}),  # the two together are 7, and a total gives that away
        ([10, 10, 30], {0, 1}),
        ([], set()),
    ],
)
def test_a_small_group_is_hidden_with_as_few_and_as_small_others_as_it_takes(
    counts: list[int], hidden: set[int]
) -> None:
    assert suppression.hidden(counts) == hidden


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([(None, 30), (20, 30), (3, 30), (40, 50)], {1, 2}),  # of the known numerators 3, and the next smallest
        ([(20, 30), (12, 13), (11, 10), (40, 50)], {1, 2}),  # a small denominator, and the next smallest
        ([(None, None), (None, 30)], set()),
    ],
)
def test_a_group_is_hidden_with_all_its_counts_for_any_of_them(
    rows: list[tuple[int | None, int | None]], hidden: set[int]
) -> None:
    assert suppression.hidden_rows(rows) == hidden
