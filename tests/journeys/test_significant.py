"""Significant disproportionality in a real browser: from the letter's finding to the plan that answers it, three rounds of a
review, and three reports of what was spent."""

import random
import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from improvement_plans.plans.models import Step
from improvement_plans.workbook.workbook import Workbook
from tests import world
from tests.cast import Cast
from tests.improvement_plans.activities.test_findings import AUTISM, found
from tests.journeys.conftest import Visitor
from tests.pdfs import assert_accessible, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.usefixtures("transactional_db", "background"),
]
Arrive = Callable[..., Visitor]
PLAN = "/plans/0161119/2023/"
DRILL_DOWN = f"{PLAN}step/1/data_drilldown/{AUTISM}/"
REPORT = f"{PLAN}step/4/quarterly_report/"


def test_a_finding_of_disproportionality_to_its_third_report(cast: Cast, visitor: Arrive) -> None:
    found(cast)
    editor, approver, monitor = visitor(), visitor(width=360), visitor()
    for someone, person in ((editor, cast.editor), (approver, cast.approver), (monitor, cast.monitor)):
        someone.sign_in(person)
    _the_letter(editor)
    _gathered(editor, cast)
    _three_rounds(editor, approver, monitor)
    _answered_by(editor, cast, 2, "root_causes", "causes", "area")
    _submitted(approver, 2)
    _approved(monitor, 2)
    _answered_by(editor, cast, 3, "measurable_outcomes", "outcomes", "element")
    world.sign(cast.lea, 3, by=cast.approver)
    _submitted(approver, 3)
    _approved(monitor, 3)
    _the_plan(editor)
    for period, before in ((1, "$0.00"), (2, "$1,000.00"), (3, "$3,000.00")):
        _reported(editor, approver, monitor, cast, period=period, before=before)
    _all_reports(approver)


def _the_letter(editor: Visitor) -> None:
    """The letter names group and category, and the plan has a drill-down of them."""
    editor.open("/leas/0161119/2023/letter/")
    expect(editor.page.get_by_text("Hispanic or Latino").first).to_be_visible()
    editor.open("/leas/0161119/2023/disproportionality/")
    editor.open(f"{PLAN}step/1/")
    editor.follow(re.compile("Data drill-down.*Hispanic"))
    expect(editor.page.get_by_text("19 of 120").first).to_be_visible()


def _gathered(editor: Visitor, cast: Cast) -> None:
    """The drill-down is typed into; a weakness is of the finding."""
    page = editor.page
    world.fill_step(cast.lea, 1, by=cast.editor)
    editor.open(DRILL_DOWN)
    page.get_by_label("What was checked").fill("We counted again in all seven schools.")
    editor.press("Save")
    expect(page.get_by_text("Saved at").first).to_be_visible()
    _ticked(editor, f"{PLAN}step/1/consolidation/", "weaknesses", "elements")


def _answered_by(editor: Visitor, cast: Cast, number: int, activity: str, table: str, column: str) -> None:
    """Fill in a step, and say which row of it answers the finding."""
    world.fill_step(cast.lea, number, by=cast.editor)
    _ticked(editor, f"{PLAN}step/{number}/{activity}/", table, column)


def _ticked(editor: Visitor, address: str, table: str, column: str) -> None:
    """Tick the finding in the first row of a table, where it is not ticked yet."""
    editor.open(address)
    editor.tick(editor.page.locator(f"[name^='{table}-'][name$='-{column}'][value='{AUTISM}']").first)
    editor.press("Save")
    expect(editor.page.get_by_text("Saved at").first).to_be_visible()


def _submitted(approver: Visitor, number: int) -> None:
    approver.open(f"{PLAN}step/{number}/sign/")
    approver.press("Sign and submit")
    expect(approver.page.get_by_text(f"Step {number} is submitted.")).to_be_visible()


def _approved(monitor: Visitor, number: int) -> None:
    monitor.open(f"{PLAN}step/{number}/review/")
    monitor.tick(monitor.page.locator("input[name^=mark-][value=met]").first)
    monitor.press("Approve")
    monitor.press("Approve the step")
    assert Step.objects.get(plan__lea__code="0161119", number=number).status == Step.Status.APPROVED


def _returned(monitor: Visitor, name: str, sentence: str) -> None:
    monitor.open(f"{PLAN}step/1/review/")
    monitor.tick(monitor.page.locator(f"[name='mark-{name}'][value=needs_work]"))
    monitor.page.locator(f"[name='sentence-{name}']").fill(sentence)
    monitor.press("Return to the LEA")


def _answers(editor: Visitor, address: str, sentence: str) -> None:
    page = editor.page
    editor.open(address)
    editor.tick(page.locator("input[name=outcome][value=done]"))
    page.get_by_label("What you did, or why it is not done").fill(sentence)
    editor.press("Save the answer")


def _three_rounds(editor: Visitor, approver: Visitor, monitor: Visitor) -> None:
    """What was asked twice, answered twice and changed can be read in the third round and after it."""
    _submitted(approver, 1)
    _returned(monitor, "cim_team", "Add a parent of a child of this group.")
    _answers(editor, f"{PLAN}step/1/cim_team/", "Ms. Cruz joined.")
    _submitted(approver, 1)
    monitor.open(f"{PLAN}step/1/review/")
    expect(monitor.page.get_by_text("Ms. Cruz joined.").first).to_be_visible()
    _returned(monitor, f"data_drilldown--{AUTISM}", "Since when?")
    editor.open(DRILL_DOWN)
    editor.page.get_by_label("What was checked").fill("We counted again: it is so since 2019.")
    editor.press("Save")
    _answers(editor, DRILL_DOWN, "Since 2019.")
    _submitted(approver, 1)
    monitor.open(f"{PLAN}step/1/review/")
    expect(monitor.page.locator("ins").first).to_be_visible()
    _approved(monitor, 1)
    for reader in (monitor, approver):
        reader.open(f"{PLAN}step/1/rounds/")
        for said in ("Add a parent of a child of this group.", "Ms. Cruz joined.", "Since when?", "Since 2019."):
            expect(reader.page.get_by_text(said).first).to_be_visible()
        expect(reader.page.get_by_role("heading", name=re.compile("^Submission [123]$"))).to_have_count(3)


def _the_plan(editor: Visitor) -> None:
    """The plan's PDF says of which group in which category it is."""
    for _look in range(300):
        answer = editor.page.request.get(f"{editor.address}{PLAN}report.pdf")
        if answer.headers["content-type"] == "application/pdf":
            break
    assert_accessible(answer.body())
    text = text_of(answer.body())
    for said in ("Hispanic or Latino", "it is so since 2019"):
        assert said in text, said


def _reported(editor: Visitor, approver: Visitor, monitor: Visitor, cast: Cast, *, period: int, before: str) -> None:
    """One quarter: what was spent before is summed, what is spent now is typed."""
    page = editor.page
    step, chance = world.step_of(cast.lea, 4), random.Random(period)
    for place in Workbook(step.plan).places(4):
        if place.required:
            world.fill_page(step, place, by=cast.editor, chance=chance, begins=date(2023, 4, 1))
    editor.open(REPORT)
    expect(page.get_by_text(f"Spent before this period {before}").first).to_be_visible()
    for box in page.locator("[name^='spent-'][name$='-current']").all():
        box.fill(str(1_000 * period))
    editor.press("Save")
    expect(page.get_by_text("Saved at").first).to_be_visible()
    world.sign(cast.lea, 4, by=cast.approver)
    _submitted(approver, 4)
    _approved(monitor, 4)
    editor.open(f"{PLAN}step/4/")
    editor.press("Begin the next report")


def _all_reports(reader: Visitor) -> None:
    """Each report can be read again, and the fourth begins with the sum of the three."""
    reader.open(f"{PLAN}step/4/")
    expect(reader.page.get_by_text("(report 3)").first).to_be_visible()
    reader.open(REPORT)
    expect(reader.page.get_by_text("Spent before this period $6,000.00").first).to_be_visible()
    reader.open(PLAN)
