"""The connection breaks, the session ends, or the step closes, while someone types: what they typed stays.

An activity is sent by itself when it can be; the text of a definition is offered when the page is opened again.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from improvement_plans.plans.models import Plan
from improvement_plans.steps import moves
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.definition import services
from monitoring.definition.models import DefinitionVersion
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
PAGE = "/plans/0161119/2023/step/1/consolidation/"
TEAM = "/plans/0161119/2023/step/1/cim_team/"
MEMBERS = "#field-members .portal-row"
TYPED = "Two of seven schools follow the procedure."
EDITOR = "/years/2023/definition/edit/"
OFFERED = "This browser holds text that was typed here"
NOT_SENT = "Not saved: the portal cannot be reached. Your text is kept in this browser"


@pytest.fixture
def editor(cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]) -> Visitor:
    arrived = visitor()
    arrived.sign_in(cast.editor)
    return arrived


def why(someone: Visitor) -> Locator:
    return someone.page.get_by_label("Why this one")


def test_what_is_typed_without_a_connection_is_sent_when_it_is_back(editor: Visitor) -> None:
    editor.open(PAGE)
    editor.page.context.set_offline(True)
    why(editor).fill(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text(NOT_SENT)
    assert not Answer.objects.exists()
    editor.page.context.set_offline(False)
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    assert Answer.objects.get().value["why"] == TYPED


def test_what_did_not_reach_the_portal_is_offered_when_the_page_is_opened_again(editor: Visitor) -> None:
    editor.open(PAGE)
    context = editor.page.context
    context.set_offline(True)
    why(editor).fill(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text(NOT_SENT)
    editor.page.close()
    context.set_offline(False)
    again = Visitor(context.new_page(), editor.address)
    again.open(PAGE)
    expect(again.page.get_by_text("This browser holds text that was typed here")).to_be_visible()
    assert not Answer.objects.exists()
    again.page.get_by_role("button", name="Put it back").click()
    expect(why(again)).to_have_value(TYPED)
    expect(again.page.locator("#saved")).to_contain_text("Saved ")
    assert Answer.objects.get().value["why"] == TYPED
    again.open(PAGE)
    expect(again.page.get_by_text("This browser holds text that was typed here")).to_have_count(0)


def test_a_text_that_is_too_long_is_refused_while_one_types_and_stays_in_the_browser(editor: Visitor) -> None:
    text = (TYPED + " ") * 500
    editor.open(PAGE)
    why(editor).fill(text)
    expect(editor.page.locator("#saved")).to_contain_text("can have at most 20,000")
    expect(why(editor)).to_have_value(text)
    editor.open(PAGE)
    assert not Answer.objects.exists()
    editor.page.get_by_role("button", name="Put it back").click()
    expect(why(editor)).to_have_value(text)
    why(editor).fill(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    assert Answer.objects.get().value["why"] == TYPED


def test_what_is_typed_into_a_step_that_was_submitted_meanwhile_stays_in_the_browser(
    cast: Cast, editor: Visitor
) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    editor.open(PAGE)
    stood = why(editor).input_value()
    moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    why(editor).fill(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text("Not saved: this step can no longer be changed here.")
    editor.look()
    editor.open(PAGE)
    kept = editor.page.locator(".portal-kept")
    expect(kept).to_contain_text("Typed in this browser, and not in the portal")
    expect(kept.locator("blockquote")).to_have_text(TYPED)
    expect(editor.page.get_by_role("main")).to_contain_text(stood)


def test_a_session_that_ends_while_one_types_loses_nothing(cast: Cast, editor: Visitor) -> None:
    editor.open(PAGE)
    editor.page.context.clear_cookies(name="sessionid")
    why(editor).fill(TYPED)
    line = editor.page.locator("#saved")
    expect(line).to_contain_text("You are signed out. Your text is kept in this browser; sign in again to save it.")
    editor.look()
    assert not Answer.objects.exists()
    editor.page.get_by_role("link", name="Sign in again").click()
    editor.page.get_by_label("Email").fill(cast.editor.email)
    editor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    editor.send("Sign in")
    expect(editor.page).to_have_url(editor.address + PAGE)
    expect(why(editor)).to_have_value(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    assert Answer.objects.get().value["why"] == TYPED


def test_signing_in_again_in_another_window_lets_the_first_one_save(cast: Cast, editor: Visitor) -> None:
    editor.open(PAGE)
    editor.page.context.clear_cookies()
    why(editor).fill(TYPED)
    expect(editor.page.locator("#saved")).to_contain_text("You are signed out.")
    other = Visitor(editor.page.context.new_page(), editor.address)
    other.sign_in(cast.editor)
    why(editor).fill(TYPED + " Both are new.")
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    assert Answer.objects.get().value["why"] == TYPED + " Both are new."


def test_a_row_that_was_added_without_a_connection_is_put_back(editor: Visitor) -> None:
    editor.open(TEAM)
    editor.page.get_by_role("button", name="Add a row to Team members").click()
    row = editor.page.locator(MEMBERS).last
    editor.page.context.set_offline(True)
    row.locator("input[type=text]").first.fill("Robin Row")
    expect(editor.page.locator("#saved")).to_contain_text(NOT_SENT)
    context = editor.page.context
    editor.page.close()
    context.set_offline(False)
    again = Visitor(context.new_page(), editor.address)
    again.open(TEAM)
    again.page.get_by_role("button", name="Put it back").click()
    expect(again.page.locator(MEMBERS).last.locator("input[type=text]").first).to_have_value("Robin Row")
    again.look()
    expect(again.page.locator("#saved")).to_contain_text("Saved ")
    assert [row["name"] for row in Answer.objects.get().value["members"]] == ["Robin Row"]


def test_enter_in_a_one_line_entry_saves_and_removes_nothing(editor: Visitor) -> None:
    editor.open(TEAM)
    names = editor.page.locator(MEMBERS + " input[type=text]")
    for number, name in ((0, "First Person"), (1, "Her position")):
        names.nth(number).fill(name)
    editor.send("Save")
    names.nth(1).fill("His position")
    with editor.page.expect_navigation():
        names.nth(1).press("Enter")
    editor.look()
    expect(names.nth(0)).to_have_value("First Person")
    expect(names.nth(1)).to_have_value("His position")
    assert len(Answer.objects.get().value["members"]) == 1


@pytest.fixture
def administrator(cast: Cast, opened_2023: Year, visitor: Callable[..., Visitor]) -> Visitor:
    arrived = visitor()
    arrived.sign_in(cast.administrator)
    return arrived


def definition(someone: Visitor) -> Locator:
    return someone.page.get_by_label("Definition (YAML)")


def test_the_text_of_a_definition_outlives_the_session_in_which_it_was_typed(
    cast: Cast, administrator: Visitor
) -> None:
    administrator.open(EDITOR)
    offered = administrator.page.get_by_text(OFFERED)
    typed = definition(administrator).input_value().replace("title: ", "title: Typed ", 1)
    definition(administrator).fill(typed)
    administrator.page.context.clear_cookies()
    administrator.send("Save as a new version")
    administrator.sign_in(cast.administrator)
    administrator.open(EDITOR)
    expect(offered).to_be_visible()
    administrator.page.get_by_role("button", name="Put it back").click()
    expect(definition(administrator)).to_have_value(typed)
    administrator.press("Save as a new version")
    expect(administrator.page.get_by_text("Version 2 is saved.")).to_be_visible()
    assert "title: Typed " in DefinitionVersion.objects.get(number=2).source
    administrator.open(EDITOR + "?version=1")
    expect(offered).to_have_count(0)


def test_the_text_of_a_definition_that_was_typed_without_a_connection_still_meets_who_was_faster(
    cast: Cast, administrator: Visitor
) -> None:
    administrator.open(EDITOR)
    text = definition(administrator).input_value()
    context = administrator.page.context
    context.set_offline(True)
    definition(administrator).fill(text.replace("title: ", "title: Typed ", 1))
    administrator.page.close()
    context.set_offline(False)
    services.save_definition(
        year=2023, text=text.replace("title: ", "title: Faster ", 1), newest=1, by=cast.administrator, at=NOON
    )
    again = Visitor(context.new_page(), administrator.address)
    again.open(EDITOR)
    again.page.get_by_role("button", name="Put it back").click()
    again.press("Save as a new version")
    expect(again.page.get_by_text("saved version 2 on")).to_be_visible()
    expect(definition(again)).to_have_value(text.replace("title: ", "title: Typed ", 1))
    assert DefinitionVersion.objects.count() == 2
    again.press("Check")
    again.open(EDITOR)
    expect(again.page.get_by_text(OFFERED)).to_be_visible()
    again.page.get_by_role("button", name="Forget it").click()
    again.open(EDITOR)
    expect(again.page.get_by_text(OFFERED)).to_have_count(0)


def test_a_file_that_is_chosen_is_attached_by_itself_and_totals_follow(editor: Visitor) -> None:
    editor.open("/plans/0161119/2023/step/1/ppp_review/")
    editor.page.evaluate("window.same = true")
    chosen = editor.page.locator("#evidence")
    chosen.set_input_files({"name": "policy.txt", "mimeType": "text/plain", "buffer": b"Our policy."})
    attached = editor.page.locator("#files-evidence")
    expect(attached.get_by_role("link", name="policy.txt")).to_be_visible()
    expect(editor.page.locator("#saved")).to_contain_text("Saved ")
    editor.look()
    assert chosen.evaluate("input => input.files.length") == 0
    chosen.set_input_files({"name": "run.exe", "mimeType": "text/plain", "buffer": b"MZ"})
    expect(editor.page.locator("#saved")).to_contain_text("It was not attached.")
    assert editor.page.evaluate("window.same") is True
    editor.press("Remove policy.txt")
    editor.press("Put policy.txt back")
    expect(attached.get_by_role("link", name="policy.txt")).to_be_visible()
    assert Attachment.objects.filter(removed_at=None).count() == 1
