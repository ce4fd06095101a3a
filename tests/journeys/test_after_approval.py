"""A plan over its years, in a real browser: progress, an amendment, the evaluation, the next year, more time for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from improvement_plans.deadlines.models import Extension
from improvement_plans.plans.models import Plan, Step
from monitoring.years.models import Year
from tests.cast import Cast
from tests.improvement_plans.conftest import approved_2023
from tests.journeys.conftest import Visitor

__all__ = ["approved_2023"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.usefixtures("transactional_db", "background"),
]
Arrive = Callable[..., Visitor]
PLAN, NEXT = "/plans/0161119/2023/", "/plans/0161119/2024/"


def test_a_plan_over_its_years(cast: Cast, approved_2023: Plan, visitor: Arrive) -> None:
    editor, narrow, reviewer = visitor(), visitor(width=360), visitor()
    for someone, person in ((editor, cast.editor), (narrow, cast.approver), (reviewer, cast.reviewer)):
        someone.sign_in(person)
    _progress(editor)
    _a_step_without_its_evidence(editor)
    narrow.open(f"{PLAN}progress/")
    _amended(editor, narrow, reviewer)
    _evaluated(editor)
    _next_year(approved_2023)
    _taken_over(editor, narrow)
    _more_time(narrow, reviewer)
    _moved_for_all(visitor(), cast)
    narrow.open("/calendar/")
    editor.open("/notifications/")
    narrow.open("/notifications/")


def _progress(editor: Visitor) -> None:
    page = editor.page
    editor.open(f"{PLAN}progress/")
    editor.follow("October 1, 2023")
    editor.tick(page.locator("[name=reading][value=behind]"))
    page.get_by_label("Value").first.fill("24")
    editor.press("Save")
    expect(page.get_by_text("Say why, and what you will do.").first).to_be_visible()
    expect(page.get_by_label("Value").first).to_have_value("24")  # nothing typed is lost
    page.get_by_label("What you say of it").fill("Two of us left.")
    editor.press("Save")
    expect(page.get_by_text("Two of us left.").first).to_be_visible()


def _a_step_without_its_evidence(editor: Visitor) -> None:
    editor.follow("September 15, 2023")
    editor.tick(editor.page.locator("[name=reading][value=done]"))
    editor.press("Save")
    expect(editor.page.get_by_text("The plan names as evidence:").first).to_be_visible()


def _amended(editor: Visitor, approver: Visitor, reviewer: Visitor) -> None:
    here = f"{PLAN}amendments/"
    page = editor.page
    editor.open(here)
    editor.press("Begin an amendment")
    editor.open(f"{here}1/measurable_outcomes/")
    page.locator("[name=outcomes-o1-target]").fill("40")
    page.locator("[name=outcomes-o1-target]").press("Enter")  # saves, and nothing else
    expect(page.locator("del", has_text="30").first).to_be_visible()
    editor.open(f"{here}1/")
    page.get_by_label("Why the plan is amended").fill("The target was too low.")
    page.get_by_label("Date when the governing board").fill("2023-05-10")
    editor.press("Save")
    approver.open(f"{here}1/")
    approver.press("Submit the amendment")
    reviewer.open(f"{here}1/")
    reviewer.page.get_by_label("What you say of it").fill("From when on?")
    reviewer.press("Return the amendment")
    expect(reviewer.page.get_by_text("From when on?").first).to_be_visible()
    editor.open(f"{here}1/")
    page.get_by_label("Why the plan is amended").fill("The target was too low. It counts from July on.")
    editor.press("Save")
    approver.open(f"{here}1/")
    approver.press("Submit the amendment")
    reviewer.open(f"{here}1/")
    reviewer.picture("amendment")
    reviewer.press("Approve the amendment")
    expect(reviewer.page.get_by_role("link", name="The approved amendment (PDF)")).to_be_visible()


def _evaluated(editor: Visitor) -> None:
    page = editor.page
    editor.open(f"{PLAN}evaluation/")
    page.get_by_label("How it was carried out").fill("As planned, but for May.")
    page.get_by_label("What you learned").fill("Families want shorter forms.")
    page.get_by_label("More contacts").select_option("continue")
    editor.press("Save the evaluation")
    expect(page.get_by_text("Families want shorter forms.").first).to_be_visible()


def _next_year(old: Plan) -> None:
    """The next year's letter asks for a plan again."""
    year = Year.objects.create(year=2024, definition=old.definition, opened_at=now())
    plan = Plan.objects.create(
        lea=old.lea, year=year, letter=old.letter, level=old.level, definition=old.definition, opened_at=now()
    )
    for number in (1, 2, 3):
        plan.steps.create(number=number, moved_at=now(), due_on=localdate() + timedelta(days=20))


def _taken_over(editor: Visitor, approver: Visitor) -> None:
    editor.open(NEXT)
    editor.open(f"{NEXT}take-over/")
    editor.press("Take over what is chosen")
    expect(editor.page.get_by_text("rows were taken over.").first).to_be_visible()
    editor.open(f"{NEXT}step/1/cim_team/")
    expect(editor.page.get_by_text("(from the 2023 plan)").first).to_be_visible()
    approver.open(f"{NEXT}step/3/")
    approver.open("/leas/0161119/outcomes/")
    expect(approver.page.get_by_text("More contacts").first).to_be_visible()


def _more_time(approver: Visitor, reviewer: Visitor) -> None:
    """Asked for, not granted without words, granted until another day than was asked for."""
    page = reviewer.page
    approver.open(f"{NEXT}step/1/extension/")
    approver.page.get_by_label("New due date").fill((localdate() + timedelta(days=60)).isoformat())
    approver.page.get_by_label("Why you need more time").fill("The audit is in the same weeks.")
    approver.press("Ask for more time")
    reviewer.open("/home/")
    reviewer.open("/reviews/")
    reviewer.open(f"/extensions/{Extension.objects.get().pk}/")
    reviewer.tick(page.locator("[name=decision][value=refuse]"))
    reviewer.press("Send the answer")
    expect(page.get_by_role("alert").first).to_be_visible()  # no without words is no answer
    reviewer.tick(page.locator("[name=decision][value=grant]"))
    page.get_by_label("Due date, if you grant it").fill((localdate() + timedelta(days=45)).isoformat())
    reviewer.press("Send the answer")
    assert Step.objects.get(plan__year__year=2024, number=1).due_on == localdate() + timedelta(days=45)


def _moved_for_all(administrator: Visitor, cast: Cast) -> None:
    page = administrator.page
    administrator.sign_in(cast.administrator)
    administrator.open("/years/2024/dates/")
    page.get_by_label("Step").select_option("2")
    page.get_by_label("New due date").fill((localdate() + timedelta(days=90)).isoformat())
    page.get_by_label("Reason").fill("Wildfires.")
    administrator.press("Show what would move")
