"""Two people in different paragraphs, rows or cells are put together; in the same one both texts are kept and shown."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement_plans.workbook import answers, kinds
from improvement_plans.workbook.merging import Merged, paragraphs
from monitoring.definition import Column, Field

COLUMNS = [Column(key="name", label="Name", kind="text"), Column(key="notes", label="Notes", kind="prose")]
TABLE = Field(key="rows", label="Rows", kind="table", columns=COLUMNS)
PROSE = Field(key="why", label="Why", kind="prose")
Row = dict[str, Any]


def row(number: int, name: str, notes: str = "") -> Row:
    return {"_id": f"r{number}", "name": name, "notes": notes}


def table(before: list[Row] | None, theirs: list[Row], mine: list[Row]) -> Merged:
    return kinds.kind(TABLE).merged(before=before, theirs=theirs, mine=mine, columns=COLUMNS)


def met(merged: Merged) -> list[tuple[str, object, object]]:
    return [(one.where, one.theirs, one.mine) for one in merged.met]


def test_different_rows_are_put_together() -> None:
    before = [row(1, "A"), row(2, "B")]
    merged = table(before, [row(1, "A, theirs"), row(2, "B")], [row(1, "A"), row(2, "B, mine")])
    assert (merged.value, met(merged)) == ([row(1, "A, theirs"), row(2, "B, mine")], [])


def test_different_cells_of_a_row_are_put_together() -> None:
    merged = table([row(1, "A", "n")], [row(1, "A", "theirs")], [row(1, "mine", "n")])
    assert (merged.value, met(merged)) == ([row(1, "mine", "theirs")], [])


def test_different_paragraphs_of_a_cell_are_put_together() -> None:
    merged = table([row(1, "A", "x\ny")], [row(1, "A", "x\ny, theirs")], [row(1, "A", "x, mine\ny")])
    assert (merged.value, met(merged)) == ([row(1, "A", "x, mine\ny, theirs")], [])


def test_the_same_cell_shows_both_texts_and_names_the_place() -> None:
    merged = table([row(1, "A"), row(2, "B")], [row(1, "theirs"), row(2, "B2")], [row(1, "mine"), row(2, "B")])
    assert met(merged) == [("row 1, Name", "theirs", "mine")]
    assert merged.value == [row(1, "theirs"), row(2, "B2")]
    assert merged.as_mine == [row(1, "mine"), row(2, "B2")], "what is chosen next takes nothing else back"


def test_rows_that_both_added_are_all_there() -> None:
    merged = table([row(1, "A")], [row(1, "A"), row(2, "theirs")], [row(1, "A"), row(3, "mine")])
    assert [one["name"] for one in merged.value] == ["A", "mine", "theirs"]  # type: ignore[attr-defined]
    assert not merged.met


def test_a_row_that_one_removed_is_gone_unless_the_other_changed_it() -> None:
    before = [row(1, "A"), row(2, "B")]
    assert table(before, [row(1, "A")], before).value == [row(1, "A")]
    assert table(before, before, [row(1, "A")]).value == [row(1, "A")]
    assert table(before, [row(1, "A")], [row(1, "A"), row(2, "mine")]).value == [row(1, "A"), row(2, "mine")]
    changed = table(before, [row(1, "A"), row(2, "theirs")], [row(1, "A")])
    assert changed.value == [row(1, "A"), row(2, "theirs")]
    assert met(changed) == [("row 2", "theirs", "")]


def test_rows_are_in_the_order_of_whoever_moved_them() -> None:
    before = [row(1, "A"), row(2, "B"), row(3, "C")]
    moved = [row(3, "C"), row(1, "A"), row(2, "B")]
    assert table(before, [row(1, "A2"), row(2, "B"), row(3, "C")], moved).value == [
        row(3, "C"),
        row(1, "A2"),
        row(2, "B"),
    ]
    assert table(before, moved, [row(1, "A2"), row(2, "B"), row(3, "C")]).value == [
        row(3, "C"),
        row(1, "A2"),
        row(2, "B"),
    ]


@pytest.mark.parametrize(
    ("before", "theirs", "mine", "value", "meet"),
    [
        ("a\nb", "a2\nb", "a\nb2", "a2\nb2", []),
        ("a\n\nb", "a\n\nb\n\nc", "0\n\na\n\nb", "0\n\na\n\nb\n\nc", []),
        ("a\nb\nc", "a\nc", "a\nb\nc2", "a\nc2", []),
        ("a", "theirs", "mine", "theirs", [("theirs", "mine")]),
        ("a\nb", "a\nb\ntheirs", "a\nb\nmine", "a\nb\ntheirs", [("theirs", "mine")]),
        ("a\nb", "b", "mine\nb", "b", [("", "mine")]),
        ("", "theirs", "mine", "theirs", [("theirs", "mine")]),
        ("a\nb", "a\nb2", "a\nb2", "a\nb2", []),
    ],
)
def test_paragraphs(before: str, theirs: str, mine: str, value: str, meet: list[tuple[str, str]]) -> None:
    merged = paragraphs(before, theirs, mine)
    assert merged.value == value
    assert [(one.theirs, one.mine) for one in merged.met] == meet


FIELDS = {"why": PROSE, "rows": TABLE}
TOKEN = re.compile(r"t\d+")


def tokens(value: object) -> set[str]:
    return set(TOKEN.findall(str(value)))


@dataclass
class Tab:
    """One window: what its form shows, from what it was typed, what its person typed and what they removed knowingly."""

    form: dict[str, Any] = field(default_factory=lambda: {"why": "", "rows": []})
    before: dict[str, Any] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)


class Model:
    """The portal as two people with two windows each use it: what counts, and what is kept next to it."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self.kept: set[str] = set()
        self.tabs = [Tab() for _ in range(4)]
        self.words = 0

    def edit(self, tab: Tab, place: int, verb: int) -> None:
        """Type a new word into a line or a cell, add one, or remove one; each word is there once."""
        self.words += 1
        word = f"t{self.words}"
        tab.typed.add(word)
        was = tokens(tab.form)
        if place < 3:
            lines = tab.form["why"].split("\n") if tab.form["why"] else []
            self._change(lines, place, verb, word)
            tab.form["why"] = "\n".join(lines)
        else:
            rows = [dict(one) for one in tab.form["rows"]]
            at = place - 3
            if verb == 1 and at < len(rows):
                del rows[at]
            elif verb == 2 and len(rows) > 1:
                rows.append(rows.pop(0))
            elif at < len(rows):
                rows[at]["name" if verb else "notes"] = word
            else:
                rows.append({"_id": word, "name": word, "notes": ""})
            tab.form["rows"] = rows
        tab.removed |= was - tokens(tab.form)

    @staticmethod
    def _change(lines: list[str], at: int, verb: int, word: str) -> None:
        if verb == 1 and at < len(lines):
            del lines[at]
        elif verb == 2 or at >= len(lines):
            lines.insert(min(at, len(lines)), word)
        else:
            lines[at] = word

    def save(self, tab: Tab, *, answer_arrives: bool) -> None:
        """Save what the form has, and hold that no text was lost."""
        there = tokens(self.value)
        made = answers.put_together(self.value, tab.form, {k: tab.before.get(k) for k in tab.form}, fields=FIELDS)
        self.kept |= tokens(tab.form) if made.conflicts else set()
        self.value = made.value
        now = tokens(self.value)
        self.kept |= now  # every version that counted is kept
        assert there - now <= tab.removed, "a text of someone else was removed unseen"
        assert tokens(tab.form) & tab.typed <= self.kept, "a typed text is nowhere"
        for conflict in made.conflicts:
            assert tokens(conflict.theirs) <= now
        if not answer_arrives:
            return
        if made.conflicts:  # the page with both texts: whoever reads it chooses
            tab.removed |= {word for one in made.conflicts for word in tokens(one.theirs)}
            tab.form = {"why": made.as_mine["why"] or "", "rows": made.as_mine["rows"] or []}
            tab.before = dict(self.value)
            tab.removed |= tokens(self.value) - tokens(tab.form)
        else:
            tab.before = {key: made.bases.get(key, self.value.get(key)) for key in tab.form}

    def open(self, tab: Tab) -> None:
        """Open the page again."""
        tab.form = {"why": self.value.get("why", ""), "rows": list(self.value.get("rows", []))}
        tab.before = dict(self.value)
        tab.typed, tab.removed = set(), set()


steps = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["edit", "edit", "save", "drop", "open"]),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    max_size=40,
)


@given(steps=steps)
def test_two_people_with_two_windows_each_lose_no_text(steps: list[tuple[int, str, int, int]]) -> None:
    model = Model()
    for who, what, place, verb in steps:
        tab = model.tabs[who]
        if what == "edit":
            model.edit(tab, place, verb)
        elif what == "open":
            model.open(tab)
        else:
            model.save(tab, answer_arrives=what == "save")
