"""The documents of a year: what they say."""

from typing import Any

import pytest

from monitoring.definition import Definition, holds
from tests import definitions


@pytest.mark.parametrize("year", definitions.YEARS)
def test_each_year_that_comes_with_the_portal_is_sound(year: int) -> None:
    assert definitions.read(year).year == year


@pytest.mark.parametrize("year", definitions.YEARS)
def test_a_year_is_short_and_all_share_their_step_forms(year: int) -> None:
    assert len(definitions.text(year).splitlines()) <= 450
    assert definitions.document(year)["step_forms"] == "cim"
    assert "fields" not in definitions.text(year)


def test_a_definition_read_from_its_canonical_form_is_the_same() -> None:
    once = definitions.read(2023)
    assert Definition.model_validate(once.canonical()).canonical() == once.canonical()


def test_levels_mean_what_they_meant_in_their_year() -> None:
    assert "T1" not in {level.code for level in definitions.read(2022).levels}
    assert list(definitions.read(2023).level("T3").reviewers) == ["selpa", "state"]
    assert list(definitions.read(2023).level("T1").reviewers) == ["selpa"]
    required = [a.slug for a, must in definitions.read(2022).activities_for("T3", 1) if must]
    assert required == ["ppp_review"]


def test_what_the_state_has_not_published_is_not_there() -> None:
    assert definitions.read(2024).rules == ()
    assert definitions.read(2023).targets == ()
    assert definitions.read(2024).letter_date is None
    assert definitions.read(2023).disproportionality.assumed


def test_an_activity_is_numbered_by_its_place_and_has_the_levels_of_a_tier() -> None:
    first, *_, last = [one for one in definitions.read(2024).activities if one.step == 1]
    assert (first.number, last.number) == ("1.1", "1.11")  # 2024 has no educational benefit review
    assert first.applies == ("SD", "I3", "I2", "I1")
    assert first.optional_for == ("T3", "T2", "T1", "SL")
    assert definitions.read(2024).activity("infrastructure").title_for("SL") == "Assessment of infrastructure"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "1"),
        ("3 ELA participation", "3A-ELA"),
        ("Assessment: ELA Participation", "3A-ELA"),
        ("4 Year Cohort Graduation Rate*", "1"),
        ("Discipline (>10 days) Rate *", "4A"),
        ("4a", "4A"),
    ],
)
def test_an_indicator_is_known_by_its_names_in_files(text: str, code: str) -> None:
    found = definitions.read(2023).indicator_for(text)
    assert found is not None
    assert found.code == code


def test_a_number_that_stands_for_several_elements_is_none_of_them() -> None:
    assert definitions.read(2023).indicator_for("3") is None


@pytest.mark.parametrize(
    ("condition", "level", "value", "expected"),
    [
        ("level == SD", "SD", {}, True),
        ("level == SD", "T1", {}, False),
        ("level in [SD, I1]", "I1", {}, True),
        ("revised != 'no'", "T1", {"revised": "yes"}, True),
        ("type starts with addendum", "SD", {"type": "addendum, continuing LEA"}, True),
        ("level == SD and revised == 'yes'", "SD", {"revised": "no"}, False),
    ],
)
def test_a_need_follows_from_level_and_other_fields(
    condition: str, level: str, value: dict[str, Any], expected: bool
) -> None:
    assert holds(condition, level=level, value=value) is expected
