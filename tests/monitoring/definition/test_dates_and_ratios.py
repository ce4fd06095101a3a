"""What changes each year, changed in forms: dates, targets, the numbers of the rules, the settings of the ratios."""

from datetime import date

import pytest
from django.test import Client

from monitoring.definition import definition_of, target_in_words
from monitoring.definition import services as definition_services
from monitoring.definition.models import DefinitionVersion
from tests.cast import NOON, Cast
from tests.monitoring.definition.filled import SOURCE, YEAR, looked, saved, there

NEW_YEAR, RATIOS, TARGETS = (f"{YEAR}change/{part}/" for part in ("year", "ratios", "targets"))


def row_of(browser: Client, code: str) -> str:
    """The name that the row of an indicator has in the table of targets."""
    rows = browser.get(TARGETS).context["rows"]
    return next(str(row.name) for row in rows if row.title.split(" ")[0] == code)


def test_the_date_of_the_letters_is_set_and_seen_before_it_is_saved(browser: Client) -> None:
    page = looked(browser, NEW_YEAR, {"0.letter_date": "2023-04-03"})
    assert "Date of the letters: from March 20, 2023 to April 3, 2023." in page
    assert DefinitionVersion.objects.count() == 1
    version = saved(browser, NEW_YEAR, {"0.letter_date": "2023-04-03"})
    assert definition_of(version).letter_date == date(2023, 4, 3)
    assert version.source == SOURCE.replace("letter_date: 2023-03-20", "letter_date: 2023-04-03")


def test_a_date_that_is_taken_out_is_not_set(browser: Client) -> None:
    assert definition_of(saved(browser, NEW_YEAR, {"0.letter_date": ""})).letter_date is None
    assert "the date of the letters" in browser.get(f"{YEAR}?version=2").content.decode()


def test_the_settings_of_the_ratios_are_set(browser: Client) -> None:
    changed = {"0.minimum_cell": "11", "0.thresholds.4": "2.5", "0.combine": "and", "0.assumed": "no"}
    version = saved(browser, RATIOS, changed)
    these = definition_of(version).disproportionality
    assert (these.minimum_cell, str(these.thresholds[4]), these.combine, these.assumed) == (11, "5/2", "and", False)
    page = browser.get(f"{YEAR}?version=2").content.decode()
    assert "Threshold in category 4" in page
    assert "Assumed, not confirmed" not in page
    answer = browser.post(f"{RATIOS}?version=2", there(browser, f"{RATIOS}?version=2", {"0.thresholds.4": ""}))
    assert "thresholds" not in answer.context["form"]["text"].value()


def test_a_target_is_set_and_taken_out_again(browser: Client) -> None:
    row = row_of(browser, "1")
    version = saved(browser, TARGETS, {f"{row}.operator": ">", f"{row}.value": "90", f"{row}.unit": ""})
    assert target_in_words(definition_of(version).targets[0]) == "more than 90"
    newest = f"{TARGETS}?version=2"
    answer = browser.post(newest, there(browser, newest, {f"{row}.operator": "", f"{row}.value": ""}))
    assert answer.context["changes"]
    assert "targets: []" in answer.context["form"]["text"].value()


@pytest.mark.parametrize(
    ("part", "field", "value", "sentence"),
    [
        ("rules", "2.tests.0.value", "0 to 4", "'in' must be an interval, written as [0, 4) or (10, 20]; it is"),
        ("rules", "2.tests.0.value", "[4, 0)", "must begin with its lower end, or no number is in it"),
        ("rules", "6.tests.0.value", "three", "'at least' must be a number; it is 'three'."),
        ("year", "0.letter_date", "2023-02-30", "'letter date' must be a date, written as year-month-day; it is"),
        ("year", "0.title", "", "'title' is missing."),
        ("ratios", "0.threshold", "1/0", "'threshold' must be a number"),
        ("ratios", "0.thresholds.4", "much", "must be a number"),
        ("ratios", "0.years", "", "'years' is missing."),
        ("tasks", "0.due_date", "soon", "'due date' must be a date, written as year-month-day; it is 'soon'."),
    ],
)
def test_what_cannot_stand_so_is_refused_beside_its_field(
    browser: Client, part: str, field: str, value: str, sentence: str
) -> None:
    address = f"{YEAR}change/{part}/"
    answer = browser.post(address, there(browser, address, {field: value}))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {field}
    assert sentence in str(errors.as_data())
    assert answer.context["form"][field].value() == value
    assert DefinitionVersion.objects.count() == 1


def test_a_rule_of_the_yearly_determination_is_changed_like_any_other(cast: Cast, browser: Client) -> None:
    rule = "  rules:\n    - {category: needs_assistance, when: {fact: missed_elements, at_least: 2}}\n"
    text = SOURCE.replace("determinations:\n", "determinations:\n" + rule)
    definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    address = f"{YEAR}change/determination-rules/?version=2"
    answer = browser.post(address, there(browser, address, {"0.tests.0.value": "3"}))
    assert "at_least: 3}" in answer.context["form"]["text"].value()
