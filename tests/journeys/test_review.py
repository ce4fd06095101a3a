"""Two rounds of a review in a browser: a draft by itself, requests and answers, comments in threads, and an approval."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews.models import ReviewDraft
from tests import world
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]
STEP = "/plans/0161119/2023/step/1/"
REVIEW = f"{STEP}review/"
TEAM = f"{STEP}cim_team/"


@pytest.mark.long
def test_two_rounds_of_a_review(cast: Cast, issued_2023: dict[str, Plan], visitor: Arrive) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    reviewer, editor, approver = visitor(), visitor(width=360), visitor(width=360)
    for someone, person in ((reviewer, cast.reviewer), (editor, cast.editor), (approver, cast.approver)):
        someone.sign_in(person)
    _ask(reviewer)
    _answer(editor)
    approver.open(f"{STEP}sign/")
    approver.press("Sign and submit")
    _approve(reviewer)
    for someone in (editor, reviewer):
        someone.open(STEP)
        someone.open(f"{STEP}rounds/")
        expect(someone.page.get_by_text("Two parents joined.").first).to_be_visible()
    editor.open(f"{STEP}read/")


def _ask(reviewer: Visitor) -> None:
    reviewer.open(TEAM)
    reviewer.page.get_by_label("What your comment is about").select_option("members")
    reviewer.page.get_by_label("Your comment (everyone").fill("Who speaks for families?")
    reviewer.press("Add the comment")
    reviewer.open(REVIEW)
    reviewer.picture("round-1")
    reviewer.tick(reviewer.page.locator("#mark-cim_team-needs_work"))
    reviewer.page.get_by_label("What needs work on CIM team").fill("Add a parent.")
    expect(reviewer.page.locator("#saved")).to_contain_text("Draft kept at")
    assert ReviewDraft.objects.get().typed["sentence-cim_team"] == "Add a parent."
    reviewer.page.reload()  # the laptop was closed: nothing of it is lost, and nothing of it is sent
    expect(reviewer.page.get_by_label("What needs work on CIM team")).to_have_value("Add a parent.")
    reviewer.look()
    reviewer.press("Return to the LEA")


def _answer(editor: Visitor) -> None:
    editor.open(STEP)
    editor.picture("returned-step")
    editor.open(TEAM)
    editor.picture("returned-activity")
    editor.tick(editor.page.locator("input[name=outcome][value=done]"))
    editor.page.get_by_label("What you did, or why it is not done").fill("Two parents joined.")
    editor.press("Save the answer")
    editor.page.get_by_text("Answer", exact=True).first.click()
    editor.page.get_by_label("Your answer", exact=True).fill("Ms. Lee and Mr. Cruz do.")
    editor.press("Add the answer")
    editor.picture("thread", at="#comments")
    editor.press("Mark as resolved")


def _approve(reviewer: Visitor) -> None:
    reviewer.open(REVIEW)
    expect(reviewer.page.get_by_text("Two parents joined.").first).to_be_visible()
    reviewer.press("Approve")
    expect(reviewer.page.get_by_text("Nothing is marked yet.")).to_be_visible()
    reviewer.tick(reviewer.page.locator("#mark-cim_team-met"))
    reviewer.press("Approve")
    reviewer.picture("approve")
    reviewer.press("Approve the step")
    assert Step.objects.get(plan__lea__code="0161119", number=1).status == Step.Status.APPROVED
    reviewer.open(REVIEW)
    expect(reviewer.page.get_by_text("This step is approved.")).to_be_visible()
    reviewer.picture("approved")
