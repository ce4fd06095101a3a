"""Two people of one LEA in the same activity: neither loses a word, and they are notified of each other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer, AnswerVersion
from monitoring.notices.models import Notice
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
PAGE = "/plans/0161119/2023/step/1/consolidation/"
TEAM = "/plans/0161119/2023/step/1/cim_team/"
THEIRS = "Families hear of options too late."
MINE = "The master schedule leaves no room."
BOTH = "Families hear of options too late, and the master schedule leaves no room."


def test_two_who_change_the_same_field_see_both_texts_and_put_them_together(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]
) -> None:
    editor, approver = visitor(), visitor()
    editor.sign_in(cast.editor)
    approver.sign_in(cast.approver)
    for one in (editor, approver):
        one.open(PAGE)
    editor.page.get_by_label("Why this one").fill(THEIRS)
    editor.press("Save")
    approver.page.get_by_label("Why this one").fill(MINE)
    line = approver.page.locator("#saved")
    expect(line).to_contain_text("Eli Editor changed the same field at")  # said by the autosave, before Save is pressed
    expect(line).to_contain_text("Both texts are kept.")
    approver.look()
    approver.press("Save")
    expect(approver.page.get_by_role("heading", name="Someone else changed the same fields")).to_be_visible()
    expect(approver.page.locator("blockquote").first).to_contain_text(THEIRS)
    expect(approver.page.locator("blockquote").last).to_contain_text(MINE)
    expect(approver.page.get_by_label("Why this one")).to_have_value(MINE)
    assert Answer.objects.get().value["why"] == THEIRS
    approver.page.get_by_label("Why this one").fill(BOTH)
    approver.press("Save")
    expect(approver.page.get_by_text("Saved at").first).to_be_visible()
    assert Answer.objects.get().value["why"] == BOTH
    kept = {version.value.get("why") for version in AnswerVersion.objects.all()}
    assert {THEIRS, MINE, BOTH} <= kept
    editor.open(PAGE)
    expect(editor.page.get_by_label("Why this one")).to_have_value(BOTH)
    editor.open(f"{PAGE}kept/")
    expect(editor.page.get_by_text(MINE, exact=True).first).to_be_visible()


def test_two_who_fill_in_one_table_are_put_together(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]
) -> None:
    editor, approver = visitor(), visitor()
    rows = "#field-members .portal-row"
    editor.sign_in(cast.editor)
    editor.open(TEAM)
    for number, name in enumerate(("Pat", "Kim")):
        editor.page.locator(rows).nth(number).locator("input[type=text]").first.fill(name)
    editor.press("Save")
    approver.sign_in(cast.approver)
    approver.open(TEAM)
    editor.page.locator(rows).nth(0).locator("input[type=text]").first.fill("Pat Lee")
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    approver.page.locator(rows).nth(1).locator("input[type=text]").first.fill("Kim Yu")
    line = approver.page.locator("#saved")
    expect(line).to_contain_text("Someone else changed this meanwhile: Team members. Both are saved.")
    approver.look()
    approver.page.locator(rows).nth(1).locator("input[type=text]").first.fill("Kim Yu-Day")
    approver.page.wait_for_timeout(1500)
    expect(line).to_contain_text("Saved ")
    approver.follow("Show all of it")
    expect(approver.page.locator(rows).nth(0).locator("input[type=text]").first).to_have_value("Pat Lee")
    expect(approver.page.locator(rows).nth(1).locator("input[type=text]").first).to_have_value("Kim Yu-Day")
    editor.page.locator(rows).nth(1).locator("input[type=text]").first.fill("Kim Young")
    expect(editor.page.locator("#saved")).to_contain_text("Ana Approver changed the same field")
    editor.press("Save")
    expect(editor.page.get_by_role("heading", name="Team members, row 2, Name, as Ana Approver has it")).to_be_visible()
    editor.press("Save")
    assert [row["name"] for row in Answer.objects.get().value["members"]] == ["Pat Lee", "Kim Young"]
    assert Notice.objects.get(kind="text_replaced").person == cast.approver
