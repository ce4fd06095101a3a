"""A whole year in a real browser, by five people in turns and a passer-by; axe looks at every page they are shown."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cim_portal.demo import answers
from improvement_plans.plans.models import Step
from improvement_plans.workbook import kinds
from improvement_plans.workbook.workbook import Place, Workbook
from tests import files, world
from tests.cast import Cast
from tests.journeys.conftest import Visitor
from tests.pdfs import assert_accessible, text_of

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.usefixtures("transactional_db", "background")]
Arrive = Callable[..., Visitor]
BY_HAND = {
    "cim_team",
    "root_causes",
    "action_steps",
}  # the others of the same sort are opened, and filled without typing
PARAGRAPH = "Two of our seven schools follow the procedure; in the others families hear of options too late."
WRONG_RATE = (
    "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n2023,0161119,1,52,68,176.47%,>90.0%,No\n"
)


def test_a_whole_year(cast: Cast, visitor: Arrive, tmp_path: Path) -> None:
    _open_the_year(visitor(), cast)
    _publish(visitor(), cast, tmp_path)
    _determine_and_issue(visitor(), cast)
    editor, approver, reviewer = (visitor() for _ in range(3))
    editor.sign_in(cast.editor)
    approver.sign_in(cast.approver)
    reviewer.sign_in(cast.reviewer)
    _refused_while_something_is_missing(approver)
    _fill_step(editor, cast, 1)
    _submit(approver, 1)
    _return(reviewer, 1)
    _mend(editor)
    _submit(approver, 1)
    _approve(reviewer, 1)
    for number in (2, 3):
        _fill_step(editor, cast, number)
        _submit(approver, number)
        _approve(reviewer, number)
    _read_the_plan(editor, cast)
    _watch(visitor(), cast)
    _pass_by(visitor(), visitor(width=400))


def _open_the_year(administrator: Visitor, cast: Cast) -> None:
    administrator.sign_in(cast.administrator)
    administrator.open("/years/")
    administrator.page.locator("input[type=file]").set_input_files("fixtures/definitions/2023.yaml")
    administrator.press("Load")
    administrator.open("/years/")
    administrator.press("Open 2023")
    administrator.open("/years/2023/definition/")
    administrator.open("/years/2023/")
    administrator.picture("year")


def _publish(administrator: Visitor, cast: Cast, folder: Path) -> None:
    administrator.sign_in(cast.administrator)
    _upload(administrator, folder, "leas", world.LEAS)
    administrator.press("Publish")
    _upload(administrator, folder, "indicators", WRONG_RATE)
    expect(administrator.page.get_by_text("out_of_range").first).to_be_visible()
    administrator.picture("upload-refused")
    for format, text in (("indicators", world.INDICATORS), ("ranks", world.RANKS)):
        _upload(administrator, folder, format, text)
        if administrator.page.get_by_label("I have read").count():
            administrator.page.get_by_text("I have read").click()
            administrator.press("Accept the warnings")
        administrator.press("Publish")
        expect(administrator.page.get_by_text("Published", exact=True).first).to_be_visible()


def _upload(administrator: Visitor, folder: Path, format: str, text: str) -> None:
    (folder / f"{format}.csv").write_text(text)
    administrator.open("/years/2023/uploads/")
    administrator.page.get_by_label("What the file holds").select_option(format)
    administrator.page.locator("input[type=file]").set_input_files(folder / f"{format}.csv")
    administrator.press("Upload and check")
    expect(administrator.page.locator(".portal-figures")).to_be_visible()  # the page follows the worker by itself
    administrator.look()


def _determine_and_issue(administrator: Visitor, cast: Cast) -> None:
    administrator.sign_in(cast.administrator)
    administrator.open("/years/2023/runs/")
    administrator.press("Determine levels")
    administrator.picture("run")
    administrator.make_final()
    administrator.open("/years/2023/letters/")
    administrator.follow("Issue letters")
    administrator.page.get_by_label("3 letters would be issued").fill("3")
    administrator.press("Issue the letters")
    issued = administrator.page.locator(".portal-figures li").first
    expect(issued).to_contain_text("3 issued", timeout=60_000)
    administrator.look()
    administrator.open("/leas/0161119/2023/why/")
    administrator.picture("why")
    _plan_is_open(administrator)


def _plan_is_open(someone: Visitor) -> None:
    """Wait until a worker has opened the plan that the letter asks for."""
    expect(someone.page).to_have_title(re.compile("."))
    for _ in range(60):
        someone.page.goto(someone.address + "/leas/0161119/")
        if someone.page.get_by_role("link", name="2023 plan").count():
            break
        someone.page.wait_for_timeout(500)
    someone.look()


def _refused_while_something_is_missing(approver: Visitor) -> None:
    approver.open("/home/")
    approver.picture("home")
    approver.open("/leas/0161119/2023/letter/")
    approver.open("/plans/0161119/2023/step/1/sign/")
    approver.press("Sign and submit")
    expect(approver.page.get_by_text("This step cannot be submitted yet.")).to_be_visible()
    expect(approver.page.get_by_text("“Team members” needs at least 3 rows; it has 0.")).to_be_visible()
    approver.picture("sign-refused")


def _fill_step(editor: Visitor, cast: Cast, number: int) -> None:
    """Fill in a step: one activity of each sort by hand, the others as someone in another browser would meanwhile."""
    editor.open(f"/plans/0161119/2023/step/{number}/")
    for place in Workbook(world.plan_of(cast.lea)).places(number):
        if place.activity.slug in BY_HAND:
            _fill(editor, world.step_of(cast.lea, number), place)
        elif place.required:
            editor.open(_address(world.step_of(cast.lea, number), place))
            step = world.step_of(cast.lea, number)
            begins = step.plan.opened_at.date()
            world.fill_page(step, place, by=cast.editor, chance=random.Random(1), begins=begins)
            if place.activity.slug == "data_drilldown":
                editor.page.reload()
                editor.picture("data_drilldown", at="#field-rate_target")
    editor.open(f"/plans/0161119/2023/step/{number}/")
    editor.picture(f"step-{number}")


def _fill(editor: Visitor, step: Step, place: Place) -> None:
    """Type into the form what a made-up LEA would, table by table and field by field, and save."""
    book = Workbook(step.plan)
    value = answers.fill(book, place, chance=random.Random(1), begins=step.plan.opened_at.date())
    editor.open(_address(step, place))
    declared = sorted(place.activity.fields, key=lambda f: f.kind != "table")
    row_ids: dict[str, str] = {}  # what the made-up answer calls a row → what the form calls it
    for field in declared:
        if field.kind == "table":
            typed = [c.key for c in field.columns if kinds.kind(c).typed]
            _type_table(editor, field.key, field.label, value[field.key], typed, row_ids)
            editor.send("Save")  # what can be chosen below are the rows that are saved
    for field in declared:
        if field.kind != "table" and kinds.kind(field).typed:
            _type(editor, field.key, PARAGRAPH if field.kind == "prose" else _said(value[field.key], row_ids))
    editor.press("Save")
    expect(editor.page.get_by_text("Saved at").first).to_be_visible()
    editor.picture(place.activity.slug)


def _address(step: Step, place: Place) -> str:
    return f"{step.get_absolute_url()}{place.activity.slug}/" + (f"{place.repeat}/" if place.repeat else "")


def _type_table(
    editor: Visitor, key: str, label: str, rows: list[dict[str, Any]], columns: list[str], row_ids: dict[str, str]
) -> None:
    there = editor.page.locator(f"input[name='{key}-rows']")
    for number, row in enumerate(rows):
        if there.count() <= number:
            editor.page.get_by_role("button", name=f"Add a row to {label}", exact=True).click()
        row_id = there.nth(number).input_value()
        row_ids[row["_id"]] = row_id
        for column in columns:
            _type(editor, f"{key}-{row_id}-{column}", _said(row.get(column, ""), row_ids))


def _said(value: object, row_ids: dict[str, str]) -> object:
    """Return the value with the rows that it names called as the form calls them."""
    if isinstance(value, list):
        return [_said(one, row_ids) for one in value]
    return row_ids.get(value, value) if isinstance(value, str) else value


def _type(editor: Visitor, name: str, value: object) -> None:
    found = editor.page.locator(f"[name='{name}']")
    if not found.count() or value in ("", None, [], False):
        return
    kind = found.first.evaluate("e => e.type")
    if kind in ("checkbox", "radio"):
        for wanted in value if isinstance(value, list) else [value]:
            box = found.first if wanted is True else editor.page.locator(f"[name='{name}'][value='{wanted}']")
            editor.tick(box)
    elif kind == "select-one":
        found.first.select_option(str(value))
    else:
        found.first.fill(str(value))


def _submit(approver: Visitor, number: int) -> None:
    if number == 3:  # the one that people sign
        approver.open("/plans/0161119/2023/step/3/signatures/")
        page = {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
        approver.page.locator("input[type=file]").set_input_files(page)  # type: ignore[arg-type]  # a dictionary is one
        approver.press("Upload the signature page")
    approver.open(f"/plans/0161119/2023/step/{number}/sign/")
    approver.press("Sign and submit")
    expect(approver.page.get_by_text(f"Step {number} is submitted.")).to_be_visible()


def _begin(reviewer: Visitor, number: int) -> None:
    reviewer.open("/home/")
    reviewer.follow(f"Alder Unified, 2023, step {number}")
    reviewer.press("Begin review")


def _return(reviewer: Visitor, number: int) -> None:
    _begin(reviewer, number)
    reviewer.press("Return to the LEA")
    expect(reviewer.page.get_by_text("Say what needs work")).to_be_visible()
    reviewer.tick(reviewer.page.locator("#mark-cim_team-needs_work"))
    reviewer.page.get_by_label("What needs work on CIM team").fill("Say who speaks for families.")
    reviewer.picture("review", at="#page-1")
    reviewer.press("Return to the LEA")
    reviewer.open("/reviews/")


def _mend(editor: Visitor) -> None:
    editor.open("/plans/0161119/2023/step/1/")
    expect(editor.page.get_by_text("Say who speaks for families.")).to_be_visible()
    editor.open("/plans/0161119/2023/step/1/cim_team/")
    editor.tick(editor.page.locator("input[name=outcome][value=done]"))
    editor.page.get_by_label("What you did, or why it is not done").fill("The director is a parent too.")
    editor.press("Save the answer")
    first = editor.page.locator("input[name^='members-'][name$='-position']").first
    first.fill("Director of Special Education, and parent")
    saved = editor.page.locator("#saved")
    expect(saved).to_contain_text(re.compile(r"^\s*Saved \d"))  # by itself, a second after typing stopped


def _approve(reviewer: Visitor, number: int) -> None:
    _begin(reviewer, number)
    if number == 1:
        expect(reviewer.page.get_by_text("Changed since the last submission").first).to_be_visible()
        expect(reviewer.page.get_by_text("The director is a parent too.").first).to_be_visible()
    reviewer.press("Approve")
    expect(reviewer.page.get_by_text("Nothing is marked yet.")).to_be_visible()
    reviewer.tick(reviewer.page.locator("input[name^=mark-][value=met]").first)
    reviewer.press("Approve")
    expect(reviewer.page.get_by_text("You marked 1 page as read.")).to_be_visible()
    reviewer.press("Approve the step")
    expect(reviewer.page.get_by_text(f"Step {number} is approved")).to_be_visible()


def _read_the_plan(editor: Visitor, cast: Cast) -> None:
    for _ in range(120):
        answer = editor.page.request.get(editor.address + "/plans/0161119/2023/report.pdf")
        if answer.ok:
            break
        editor.page.wait_for_timeout(500)
    editor.open("/plans/0161119/2023/")
    editor.picture("plan")
    editor.open("/plans/0161119/2023/history/")
    for after_approval in ("progress", "amendments", "evaluation"):
        editor.open(f"/plans/0161119/2023/{after_approval}/")
    report = answer.body()
    assert_accessible(report)
    assert PARAGRAPH in text_of(report)
    assert_accessible(editor.page.request.get(editor.address + "/plans/0161119/2023/step/1/submission/2.pdf").body())
    letter = editor.page.request.get(_letter(editor)).body()
    assert_accessible(letter)
    assert "Targeted Level 2" in text_of(letter)


def _letter(editor: Visitor) -> str:
    editor.open("/leas/0161119/2023/letter/")
    link = editor.page.get_by_role("link", name="Read the letter (PDF)").get_attribute("href")
    return f"{editor.address}{link}"


def _watch(monitor: Visitor, cast: Cast) -> None:
    monitor.sign_in(cast.monitor)
    monitor.open("/state/")
    monitor.picture("state")
    monitor.open("/state/?level=T2")
    monitor.follow("Alder Unified")
    monitor.open("/selpas/0199/")
    monitor.open("/ledger/")
    monitor.page.goto(monitor.address + "/people/")


def _pass_by(wide: Visitor, narrow: Visitor) -> None:
    for passer in (wide, narrow):
        for path in (
            "/",
            "/resources/T2/1/",
            "/topics/disciplinary-action/",
            "/status/",
            "/subscribe/",
            "/search/",
            "/open-data/",
            "/api/",
            "/accounts/login/",
        ):
            passer.open(path)
    wide.open("/")
    wide.picture("front")
