"""Everything but autosave works in a browser that runs no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Plan, Step
from improvement_plans.workbook.models import Answer
from monitoring.people.models import Person
from tests import world
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
STEP = "/plans/0161119/2023/step/1/"


def test_a_step_is_filled_submitted_returned_and_approved(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Callable[..., Visitor]
) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    editor, approver, reviewer = (visitor(java_script_enabled=False) for _ in range(3))
    _sign_in(editor, cast.editor)
    _a_row_more_and_one_less(editor)
    _sign_in(approver, cast.approver)
    _submit(approver)
    _sign_in(reviewer, cast.reviewer)
    _begin(reviewer)
    reviewer.tick(reviewer.page.locator("#mark-cim_team-needs_work"))
    reviewer.page.get_by_label("What needs work on CIM team").fill("Say who speaks for families.")
    reviewer.send("Return to the LEA")
    assert world.step_of(cast.lea, 1).status == Step.Status.RETURNED
    editor.page.goto(editor.address + STEP)
    expect(editor.page.get_by_text("Say who speaks for families.")).to_be_visible()
    editor.page.goto(f"{editor.address}{STEP}rounds/")
    editor.tick(editor.page.locator("input[name=outcome][value=done]"))
    editor.send("Save the answer")
    _submit(approver)
    _begin(reviewer)
    reviewer.tick(reviewer.page.locator("#mark-cim_team-met"))
    reviewer.send("Approve")
    reviewer.send("Approve the step")
    assert world.step_of(cast.lea, 1).status == Step.Status.APPROVED


def _sign_in(someone: Visitor, person: Person) -> None:
    someone.page.goto(someone.address + "/accounts/login/")
    someone.page.get_by_label("Email").fill(person.email)
    someone.page.get_by_label("Password", exact=True).fill(PASSWORD)
    someone.send("Sign in")


def _a_row_more_and_one_less(editor: Visitor) -> None:
    editor.page.goto(f"{editor.address}{STEP}cim_team/")
    rows = editor.page.locator("input[name='members-rows']")
    before = rows.count()
    for more in (1, 2, 3):
        editor.send("Add a row to Team members")
        assert rows.count() == before + more
    added = rows.last.get_attribute("value")
    expect(editor.page.locator(f"[name='members-{added}-name']")).to_be_focused()
    added = rows.last.get_attribute("value")
    for column, words in (("name", "Nora New"), ("position", "Parent"), ("organization", "Alder Unified")):
        editor.page.locator(f"[name='members-{added}-{column}']").fill(words)
    editor.page.locator(f"[name='members-{added}-sector']").select_option("both")
    editor.send("Save")
    expect(editor.page.get_by_text("Saved at").first).to_be_visible()
    editor.send("Remove row 1 of Team members")
    editor.send("Put the row back")
    assert len(Answer.objects.get(activity="cim_team").value["members"]) == before + 1
    editor.send("Move down row 1 of Team members")
    editor.send("Remove row 2 of Team members")
    editor.send("Save")
    members = Answer.objects.get(activity="cim_team").value["members"]
    assert len(members) == before
    assert members[-1]["name"] == "Nora New"


def _submit(approver: Visitor) -> None:
    approver.page.goto(f"{approver.address}{STEP}sign/")
    approver.send("Sign and submit")
    expect(approver.page.get_by_text("Step 1 is submitted.")).to_be_visible()


def _begin(reviewer: Visitor) -> None:
    reviewer.page.goto(reviewer.address + STEP)
    reviewer.send("Begin review")
