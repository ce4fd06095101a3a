"""A document's text that is changed and written again keeps its comments, its order and its layout."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.definition import parts, read_year, yearly
from monitoring.definition.schema import YearDocument
from monitoring.definition.text import opened, plain, written
from tests import definitions

TEXTS = {str(year): definitions.text(year) for year in definitions.YEARS} | {"cim": definitions.FORMS.read_text()}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_comes_with_the_portal_is_written_as_it_is(text: str) -> None:
    assert written(opened(text)) == text


def changed(text: str, slug: str, **typed: str) -> str:
    """Return a year's text with what was typed in some fields of the form of a part of it."""
    document = YearDocument.model_validate(plain(opened(text)))
    forms = definitions.shipped(document.step_forms)
    assert forms is not None
    part = parts.of_year(read_year(text, forms=definitions.shipped), document, forms)[slug]
    there: list[dict[str, str | list[str]]] = [{cell.name: cell.initial for cell in row.cells} for row in part.rows]
    for name, value in typed.items():
        number, cell = name.split(".", 1)
        assert cell in there[int(number)]
        there[int(number)][cell] = value
    return part.write(text, part, list(zip(part.rows, there, strict=True)))


def test_only_what_is_changed_differs() -> None:
    before = definitions.text(2023)
    after = changed(before, "year", **{"0.letter_date": "2023-04-03"})
    after = changed(after, "rules", **{"2.tests.0.value": "[0, 5)"})
    after = changed(after, "tasks", **{"0.due": "In May"})
    differing = set(after.splitlines()) - set(before.splitlines())
    assert {line.strip() for line in differing} == {
        "letter_date: 2023-04-03",
        "- {level: I3, when: {fact: intensive_rank, in: '[0, 5)'}}",
        "- {levels: [I1], step: 1, title: Attend or view the instructional webinar, support: Collaboration with CDE,"
        " due: In May}",
    }
    assert len(after.splitlines()) == len(before.splitlines())
    comments = [line for line in before.splitlines() if "# " in line]
    assert comments == [line for line in after.splitlines() if "# " in line]


def test_what_is_emptied_keeps_the_comment_after_it() -> None:
    text = definitions.text(2023).replace(
        "letter_date: 2023-03-20\n", "letter_date: 2023-03-20\n\n# The state's words\n"
    )
    after = changed(text, "year", **{"0.letter_date": ""})
    assert "# The state's words" in after
    assert plain(opened(after)).get("letter_date") is None


def test_a_target_comes_to_an_empty_list_and_goes_again() -> None:
    before = definitions.text(2023)
    row = next(n for n, one in enumerate(definitions.read(2023).indicators) if one.code == "3A-ELA")
    after = changed(before, "targets", **{f"{row}.operator": ">", f"{row}.value": "95"})
    assert "targets:\n  - {indicator: 3A-ELA, operator: '>', value: 95}\n" in after
    assert "# Which activities of the step forms" in after


def test_another_year_is_the_same_but_for_what_belongs_to_its_year() -> None:
    text = yearly.for_another_year(
        text=definitions.text(2022), source="2022, version 1", year=2025, title="CIM 2025", letter_date=date(2025, 3, 3)
    )
    assert text.startswith("# Taken over from 2022, version 1.\n\nyear: 2025\ntitle: CIM 2025\nstep_forms: cim\n")
    assert "2022-03-23" not in text
    assert "due" not in text[text.index("tasks:") : text.index("contacts:")]
    assert "# The four federal categories" in text


VALUES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20) | st.just("a: b # c")


@settings(max_examples=10)
@given(VALUES, VALUES)
def test_it_says_what_was_typed_and_nothing_else(due: str, title: str) -> None:
    before = plain(opened(definitions.text(2023)))
    after = plain(opened(changed(definitions.text(2023), "tasks", **{"0.due": due, "0.title": title})))
    assert after["tasks"][0].get("due", "") == due.strip()
    assert after["tasks"][0].get("title", "") == title.strip()
    assert {**after, "tasks": after["tasks"][1:]} == {**before, "tasks": before["tasks"][1:]}
