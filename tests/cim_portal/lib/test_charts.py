"""A chart carries its numbers, and nothing that a strict content policy forbids."""

import re

from cim_portal.lib import charts


def test_bars_hold_their_numbers_as_a_table() -> None:
    chart = charts.bars(
        title="LEAs by level", pairs=[("Targeted 1", 12), ("Intensive 3", 4)], axis="LEAs", label="Level"
    )
    assert chart.columns == ["Level", "LEAs"]
    assert chart.rows == [["Targeted 1", "12"], ["Intensive 3", "4"]]
    assert 'aria-label="LEAs by level"' in chart.svg


def test_rates_begin_at_zero_and_say_every_year_and_what_the_target_asks() -> None:
    chart = charts.over_time(
        title="Rates", points=[("2021", 12.0), ("2023", 13.6)], target=13, axis="Percent", target_words="at least 13%"
    )
    assert chart.rows == [
        ["2021", "12", "at least 13%"],
        ["2022", "", "at least 13%"],
        ["2023", "13.6", "at least 13%"],
    ]
    assert ">0<" in chart.svg
    assert ">2022<" in chart.svg
    assert "Target: at least 13%" in chart.svg
    bars = charts.bars(
        title="Rates", pairs=[("5A", 43.1)], axis="Percent", label="Element", targets=[(60, "at least 60%")]
    )
    assert bars.rows == [["5A", "43.1", "at least 60%"]]


def test_no_style_is_left_in_a_drawing() -> None:
    chart = charts.over_time(
        title='A "quoted" <name>', points=[("2022", 60.1), ("2023", 58.0)], target=65, axis="Percent"
    )
    assert not re.search(r"style|<script|class=", chart.svg)
    assert "<name>" not in chart.svg
    assert chart.rows[0] == ["2022", "60.1", "65"]


def test_the_same_numbers_under_another_title_are_named_by_it() -> None:
    one, other = (charts.bars(title=title, pairs=[("A", 1)], axis="LEAs", label="Level") for title in ("One", "Other"))
    assert one.svg.count('aria-label="One"') == 1
    assert one.svg.replace("One", "Other") == other.svg
