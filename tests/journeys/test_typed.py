"""What is typed outlives the session in every kind of form, belongs to who typed it, and goes when they sign out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves
from improvement_plans.reviews.models import Comment
from tests import world
from tests.cast import NOON, PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]
STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}consolidation/"
COMMENT = "Your comment (everyone with a role for this LEA can read it)"
TYPED = "Two of seven schools follow the procedure."
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('typed:')).length"


@pytest.fixture
def steps(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    """Step 1 is approved, so that it can be opened again; step 2 waits for its review."""
    step = world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    moves.approve_step(step=step, by=cast.reviewer, at=NOON)
    world.submit_step(cast.lea, 2, editor=cast.editor, approver=cast.approver)


@pytest.mark.parametrize(
    ("who", "address", "label", "button"),
    [
        ("ta_provider", PAGE, COMMENT, "Add the comment"),
        ("reviewer", "/plans/0161119/2023/step/2/review/", "About the whole step", "Save my notes"),
        ("administrator", "/years/2023/letters/texts/T2/", "Opening", "Save the texts"),
        ("administrator", "/people/invite/", "Name", "Invite"),
        ("administrator", STEP, "Reason for reopening it", "Reopen"),
    ],
)
def test_a_session_that_ends_before_a_form_is_sent_loses_no_text(
    cast: Cast, steps: None, visitor: Arrive, who: str, address: str, label: str, button: str
) -> None:
    someone = visitor()
    person = getattr(cast, who)
    someone.sign_in(person)
    someone.open(address)
    typed = someone.page.get_by_label(label).first
    typed.fill(TYPED)
    someone.page.eval_on_selector_all("[required]", "all => all.forEach(one => { one.required = false; })")
    someone.page.context.clear_cookies()
    someone.send(button)
    someone.page.get_by_label("Email").fill(person.email)
    someone.page.get_by_label("Password", exact=True).fill(PASSWORD)
    someone.send("Sign in")
    expect(someone.page).to_have_url(someone.address + address)
    expect(someone.page.get_by_text("This browser holds text that was typed here on")).to_be_visible()
    someone.look()
    someone.page.get_by_role("button", name="Put it back").click()
    expect(typed).to_have_value(TYPED)
    if button != "Invite":
        someone.press(button)
        someone.open(address)
        assert someone.page.evaluate(KEPT) == 0, "the portal named the very text that it saved"


def test_a_comment_that_was_refused_stays_until_it_is_taken(cast: Cast, steps: None, visitor: Arrive) -> None:
    editor = visitor()
    editor.sign_in(cast.editor)
    editor.open(PAGE)
    comment = editor.page.get_by_label(COMMENT)
    comment.fill(TYPED + " " + "x" * 10_000)
    editor.press("Add the comment")
    expect(editor.page.get_by_role("alert")).to_contain_text("The comment")
    expect(editor.page.get_by_text("This browser holds text")).to_have_count(0)
    assert editor.page.evaluate(KEPT) == 1
    editor.open("/home/")
    expect(editor.page.get_by_text("This browser holds text that did not reach the portal:")).to_be_visible()
    editor.look()
    editor.page.locator(".portal-kept a").click()
    expect(editor.page).to_have_url(editor.address + PAGE)
    editor.page.get_by_role("button", name="Put it back").click()
    comment.fill(TYPED)
    editor.press("Add the comment")
    assert Comment.objects.get().text == TYPED
    assert editor.page.evaluate(KEPT) == 0


def test_what_someone_typed_is_theirs_and_goes_when_they_sign_out(cast: Cast, steps: None, visitor: Arrive) -> None:
    browser = visitor()
    browser.sign_in(cast.editor)
    browser.open(PAGE)
    browser.page.get_by_label(COMMENT).fill(TYPED)
    browser.page.context.clear_cookies()
    browser.sign_in(cast.approver)
    for address in (PAGE, "/home/"):
        browser.open(address)
        expect(browser.page.get_by_text("This browser holds text")).to_have_count(0)
    browser.send("Sign out")
    browser.sign_in(cast.editor)
    browser.open(PAGE)
    expect(browser.page.get_by_text("This browser holds text that was typed here")).to_be_visible()
    browser.page.get_by_role("button", name="Sign out").click()
    expect(browser.page.get_by_text("Signing out deletes it.")).to_be_visible()
    browser.look()
    browser.page.get_by_role("button", name="Stay signed in").click()
    assert browser.page.evaluate(KEPT) == 1
    browser.page.get_by_role("button", name="Sign out").click()
    browser.send("Sign out and delete it")
    assert browser.page.evaluate(KEPT) == 0


def test_two_windows_keep_a_text_each(cast: Cast, steps: None, visitor: Arrive) -> None:
    editor = visitor()
    editor.sign_in(cast.editor)
    other = Visitor(editor.page.context.new_page(), editor.address)
    for number, one in enumerate((editor, other)):
        one.open(PAGE)
        one.page.get_by_label(COMMENT).fill(f"Text {number}")
    other.page.close()
    editor.press("Add the comment")
    assert Comment.objects.get().text == "Text 0"
    expect(editor.page.get_by_text("This browser holds text that was typed here")).to_have_count(1)
    editor.page.get_by_role("button", name="Put it back").click()
    expect(editor.page.get_by_label(COMMENT)).to_have_value("Text 1")
