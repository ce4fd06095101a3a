"""Tables are filled in by keyboard and by pasting, without the page being loaded again; what is done is undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
TEAM = "/plans/0161119/2023/step/1/cim_team/"
STEPS = "/plans/0161119/2023/step/3/action_steps/"
NEWCOMER = " ".join((Path(__file__).resolve().parents[2] / "docs" / "newcomer.md").read_text().split())
SECONDS_A_KEY = 0.28  # of someone who types as most people do
PEOPLE = [
    ("Ana Ruiz", "Director, special ed", "Alder Unified", "special"),
    ("Ben Cho", "Principal", "Alder Unified", "general"),
    ("Cy Dent", "Counselor", "Alder Unified", "both"),
    ("Di Evans", "Teacher", "Alder Unified", "general"),
    ("Ed Fong", "Psychologist", "Alder Unified", "special"),
    ("Flo Gray", "Parent", "Families", "family"),
]


class Keys:
    """Someone who uses the keyboard alone; the keys are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, some times over."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def type(self, words: str) -> None:
        """Type words, a key each."""
        self.page.keyboard.type(words)
        self.pressed += len(words)


@pytest.fixture
def editor(cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]) -> Visitor:
    arrived = visitor()
    arrived.sign_in(cast.editor)
    return arrived


def rows(editor: Visitor, table: str) -> Locator:
    return editor.page.locator(f"#field-{table} .portal-rows > .portal-row")


def paste(entry: Locator, *, text: str = "", html: str = "") -> None:
    """Paste what Excel, Word or Google Docs put on the clipboard."""
    entry.focus()
    entry.evaluate(
        """(entry, [text, html]) => {
            const data = new DataTransfer();
            if (text) data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            entry.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [text, html],
    )


def saved(editor: Visitor) -> None:
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")


def test_a_team_of_six_is_typed_by_keyboard_in_less_than_two_minutes(editor: Visitor) -> None:
    editor.open(TEAM)
    keys = Keys(editor.page)
    rows(editor, "members").first.locator("input[type=text]").first.focus()
    for number, person in enumerate(PEOPLE):
        if number:
            keys.press("Control+Enter")
        for words in person:
            keys.type(words)
            keys.press("Tab")
    saved(editor)
    editor.look()
    heights = rows(editor, "members").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert max(heights[1:]) < 48  # a line each, under the labels of the first
    editor.press("Save")
    there = Answer.objects.get(activity="cim_team").value["members"]
    assert [(one["name"], one["position"], one["organization"]) for one in there] == [one[:3] for one in PEOPLE]
    assert all(one["sector"] for one in there)
    seconds = round(keys.pressed * SECONDS_A_KEY)
    assert seconds < 120
    assert f"a team of six: {keys.pressed} keys, {seconds} seconds" in NEWCOMER


def test_ten_action_steps_are_added_without_the_page_being_loaded_again(editor: Visitor) -> None:
    editor.open(STEPS)
    editor.page.evaluate("window.same = true")
    there = editor.page.locator(".portal-rows").first.locator(":scope > .portal-row")
    keys = Keys(editor.page)
    there.first.locator("input[type=text], textarea").first.focus()
    for number in range(10):
        if number:
            keys.press("Control+Enter")
        expect(editor.page.locator(":focus")).to_be_in_viewport()
        keys.type(f"Step {number}")
    assert editor.page.evaluate("window.same") is True
    saved(editor)
    editor.look()
    assert there.count() == 10
    assert f"ten action steps of one word and a number: {keys.pressed} keys" in NEWCOMER


def test_a_block_from_a_worksheet_fills_cells_and_adds_rows_and_is_undone(editor: Visitor) -> None:
    editor.open(TEAM)
    members = rows(editor, "members")
    before = members.count()
    lines = ["Name\tPosition\tOrganization\tSector"]
    lines += [
        f'{name}\t"{position}"\t{organization}\t{sector}'
        for name, position, organization, _ in PEOPLE
        for sector in ["both"]
    ]
    lines[3] = lines[3].replace("both", "unheard of")
    paste(members.first.locator("input[type=text]").first, text="\r\n".join(lines) + "\r\n")
    expect(members).to_have_count(6)
    expect(members.nth(5).locator("input[type=text]").first).to_have_value("Flo Gray")
    told = editor.page.locator("#field-members .portal-undo")
    expect(told).to_contain_text("6 rows are pasted. Left out, because it does not fit: “unheard of”.")
    saved(editor)
    editor.look()
    there = Answer.objects.get(activity="cim_team").value["members"]
    assert [one["position"] for one in there] == [one[1] for one in PEOPLE]
    assert [one["sector"] for one in there] == ["both", "both", "", "both", "both", "both"]
    told.get_by_role("button", name="Undo").click()
    expect(members).to_have_count(before)
    expect(members.first.locator("input[type=text]").first).to_have_value("")


def test_a_table_from_a_document_is_pasted_and_a_plain_text_is_left_to_the_browser(editor: Visitor) -> None:
    editor.open(TEAM)
    members = rows(editor, "members")
    html = (
        "<html><body><!--StartFragment--><table><tbody><tr><td><p>Ana <b>Ruiz</b></p></td><td>Director<br>of all</td></tr>"
        "<tr><td>Ben Cho</td><td>Principal</td></tr></tbody></table><img src=x onerror='window.ran = true'></body></html>"
    )
    paste(
        members.nth(1).locator("input[type=text]").first,
        html=html,
        text="Ana Ruiz\tDirector of all\nBen Cho\tPrincipal",
    )
    for row, words in ((1, ("Ana Ruiz", "Director of all")), (2, ("Ben Cho", "Principal"))):
        for cell, text in enumerate(words):
            expect(members.nth(row).locator("input[type=text]").nth(cell)).to_have_value(text)
    assert editor.page.evaluate("window.ran") is None
    first = members.nth(0).locator("input[type=text]").first
    paste(first, text="only words")
    expect(first).to_have_value("")  # the browser itself pastes a plain text


def test_rows_are_removed_copied_moved_and_folded_in_place(editor: Visitor) -> None:
    editor.open(TEAM)
    members = rows(editor, "members")
    names = members.locator("input[id$='-name']")
    for number, name in enumerate(("A", "B", "C")):
        names.nth(number).fill(name)

    def there() -> list[str]:
        return [names.nth(at).input_value() for at in range(names.count())]

    def click(name: str) -> None:
        editor.page.get_by_role("button", name=name, exact=True).click()

    click("Remove row 2 of Team members")
    assert there() == ["A", "C"]
    expect(editor.page.locator(":focus")).to_have_value("C")
    click("Undo")
    assert there() == ["A", "B", "C"]
    click("Move up row 3 of Team members")
    assert there() == ["A", "C", "B"]
    click("Copy row 1 of Team members")
    assert there() == ["A", "A", "C", "B"]
    names.nth(3).focus()
    editor.page.keyboard.press("Alt+ArrowUp")
    assert there() == ["A", "A", "B", "C"]
    editor.page.keyboard.press("ArrowUp")
    expect(names.nth(1)).to_be_focused()
    editor.page.keyboard.press("ArrowDown")
    expect(names.nth(2)).to_be_focused()
    click("Collapse the rows of Team members")
    expect(names.first).to_be_hidden()
    expect(members.nth(2).locator("legend")).to_contain_text("3 B")
    editor.look()
    click("Show the rows of Team members")
    saved(editor)
    editor.press("Save")
    assert [row["name"] for row in Answer.objects.get(activity="cim_team").value["members"]] == ["A", "A", "B", "C"]
