"""A document's text with some of its parts replaced."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.definition.editing import rewritten
from monitoring.definition.reading import composed

SOURCE = Path("fixtures/definitions/2023.yaml").read_text()
TEXT = """# A year
year: 2023  # the year
title: "A: year"
letter_date: 2023-03-20

# Who decides
rules:
  - {level: T1, when: {fact: a, at_least: 1}}  # one
  - level: T2
    when:
      any: [{fact: b, at_least: 2}]

# After it
targets: []
"""


def test_only_what_is_replaced_differs() -> None:
    assert rewritten(text=TEXT, parts={"letter_date": date(2023, 4, 3)}) == TEXT.replace("03-20", "04-03")
    assert rewritten(text=TEXT, parts={}) == TEXT


def test_a_list_over_many_lines_is_replaced_and_the_comments_around_it_stay() -> None:
    rule = {"level": "T9", "when": {"fact": "a", "in": "[0, 4)"}, "note": "A: note"}
    text = rewritten(text=TEXT, parts={"rules": [rule]})
    assert composed(text)[0]["rules"] == [rule]
    assert "# Who decides\nrules:\n" in text
    assert "\n\n# After it\ntargets: []\n" in text


def test_a_part_is_taken_out_and_another_comes_to_it() -> None:
    text = rewritten(text=TEXT, parts={"letter_date": None, "tasks": [{"levels": ["T1"], "title": "Attend"}]})
    assert "letter_date" not in text
    assert composed(text)[0]["tasks"] == [{"levels": ["T1"], "title": "Attend"}]
    assert "# After it" in text


@pytest.mark.parametrize("text", ['{"year": 2023, "title": "A"}', "year: 2023\r\ntitle: A\r\n", "year: 2023\ntitle: A"])
def test_however_it_is_written(text: str) -> None:
    changed = rewritten(text=text, parts={"title": "B", "note": "- new: #1"})
    assert composed(changed)[0] == {"year": 2023, "title": "B", "note": "- new: #1"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc: #-", max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "rules", "targets", "note", "tasks"]), VALUES, max_size=4))
def test_it_says_what_was_asked_for_and_nothing_else(parts: dict[str, Any]) -> None:
    wanted = {name: value for name, value in {**composed(TEXT)[0], **parts}.items() if value is not None}
    assert composed(rewritten(text=TEXT, parts=parts))[0] == wanted


def test_a_whole_year_keeps_its_layout() -> None:
    text = rewritten(text=SOURCE, parts={"letter_date": date(2023, 4, 3), "targets": [{"indicator": "1"}]})
    kept = set(SOURCE.splitlines()) - set(text.splitlines())
    assert kept == {"letter_date: 2023-03-20", "targets: []"}
