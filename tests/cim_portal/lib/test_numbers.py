"""Numbers, percentages and targets as people read them."""

from fractions import Fraction

import pytest

from cim_portal.lib import charts, numbers


@pytest.mark.parametrize(
    ("operator", "value", "text", "said"),
    [
        (">=", 60.0, ">=60.0%", "at least 60%"),
        (">", 75.0, ">75%", "more than 75%"),
        ("<=", 18.0, "≤18.00 %", "at most 18%"),
        ("<", 2.76, "<2.76%", "less than 2.76%"),
        ("=", 100.0, "=100%", "exactly 100%"),
        ("", 62.5, "62.50%", "62.5%"),  # without an operator none is made up
        ("<=", 1200.0, "<=1200", "at most 1,200"),
        ("", None, "--", "--"),
        ("", None, "", ""),
    ],
)
def test_a_target_reads_as_a_person_says_it(operator: str, value: float | None, text: str, said: str) -> None:
    assert numbers.target_in_words(operator=operator, value=value, text=text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("60.0%", "60%"), ("62.50 %", "62.5%"), ("16.6%", "16.6%"), ("NC", "NC"), ("3.0", "3.0"), ("", "")],
)
def test_a_percentage_has_no_zero_that_says_nothing(text: str, said: str) -> None:
    assert numbers.rate_in_words(text) == said


def test_thousands_are_apart() -> None:
    assert [numbers.in_words(one) for one in (1234567.0, 1000, 0.5)] == ["1,234,567", "1,000", "0.5"]


def test_a_ratio_has_two_decimals_and_its_exact_fraction_where_they_differ() -> None:
    ratios = [Fraction(3), Fraction(7, 2), Fraction(10, 3)]
    assert [numbers.ratio_in_words(one) for one in ratios] == ["3", "3.50", "3.33 (10/3)"]


def test_a_chart_says_its_target_and_counts_in_round_numbers() -> None:
    history = charts.over_time(
        title="Rates", points=[("2022", 49.1)], target=60.0, target_words="at least 60%", axis="Percent"
    )
    assert "Target: at least 60%" in history.svg
    assert (history.columns, history.rows) == (["Year", "Percent", "Target"], [["2022", "49.1", "at least 60%"]])
    bars = charts.bars(title="LEAs by level", pairs=[("Universal", 1097)], axis="Number of LEAs", label="Level")
    assert bars.rows == [["Universal", "1,097"]]
    assert all(f">{tick}<" in bars.svg for tick in ("0", "200", "400", "1,000"))
