"""A plan is approved after planning; then it is reported on, period by period, as many as there are."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.reviews import services
from improvement_plans.signing import queries
from improvement_plans.signing import services as signing
from improvement_plans.steps import moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Workbook
from monitoring.ledger import ledger
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.pdfs import text_of
from tests.worlds import world as a_world

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/4/"
PROGRESS = f"{STEP}quarterly_report/"
TAKE_OVER = "/plans/0161119/2024/take-over/"


def approve(cast: Cast, number: int, *, at: int = 1) -> None:
    reviews_moves.approve_step(step=world.step_of(cast.lea, number), by=cast.monitor, at=NOON + timedelta(days=at))


@a_world
def planned_sd_2023(cast: Cast, issued_sd_2023: dict[str, Plan]) -> dict[str, Plan]:
    """The same, where all three planning steps of Alder are approved."""
    for number in (1, 2, 3):
        world.submit_step(cast.lea, number, editor=cast.editor, approver=cast.approver)
        approve(cast, number)
    return issued_sd_2023


def submit(cast: Cast, *, days: int) -> None:
    world.sign(cast.lea, 4, by=cast.approver, days=days)
    moves.submit_step(step=world.step_of(cast.lea, 4), by=cast.approver, at=NOON + timedelta(days=days))


def lines(client: Client) -> list[dict[str, str]]:
    """Return the money of the report, each line by its columns."""
    fields = client.get(PROGRESS).context["view"].fields
    spent = next(field for field in fields if field.key == "spent")
    return [{cell.key: cell.shown for cell in row.cells} for row in spent.rows]


def spend(cast: Cast, amount: int) -> None:
    answer = Answer.objects.get(step=world.step_of(cast.lea, 4), activity="quarterly_report")
    rows = [{**row, "current": str(amount)} for row in answer.value["spent"]]
    answers.save(
        step=world.step_of(cast.lea, 4), activity="quarterly_report", repeat="", value={"spent": rows},
        seen={"spent": answer.version}, by=cast.editor, at=NOON,
    )  # fmt: skip


def test_a_plan_is_approved_after_its_planning_steps_and_not_before(
    cast: Cast, planned_sd_2023: dict[str, Plan], signed_in: Visit
) -> None:
    assert world.plan_of(cast.lea).status == "approved"
    assert world.step_of(cast.lea, 4).status == "open"
    assert "Report 1." in signed_in(cast.editor).get(STEP).content.decode()


def test_a_report_waits_for_the_plan(cast: Cast, issued_sd_2023: dict[str, Plan]) -> None:
    with pytest.raises(ledger.Incomplete) as refused:
        moves.submit_step(step=world.step_of(cast.lea, 4), by=cast.approver, at=NOON)
    assert refused.value.missing[0] == "The plan is approved first; reports on it follow."
    with pytest.raises(ledger.NotYou):
        moves.begin_report(step=world.step_of(cast.lea, 1), by=cast.editor, at=NOON)


def test_three_reports_an_amendment_and_the_next_year_follow_each_other(
    cast: Cast, planned_sd_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor, monitor = signed_in(cast.editor), signed_in(cast.monitor)
    for period, before in ((1, "$0.00"), (2, "$1,000.00"), (3, "$3,000.00")):
        world.fill_step(cast.lea, 4, by=cast.editor)
        spend(cast, 1_000 * period)
        assert {line["prior"] for line in lines(editor)} == {before}, period
        submit(cast, days=10 * period)
        page = monitor.get(f"{STEP}review/")
        assert not any(one.changes for one in page.context["pages"]), period  # another period is no change
        approve(cast, 4, at=10 * period + 1)
        assert world.plan_of(cast.lea).status == "approved"
        assert editor.post(f"{STEP}next-report/").status_code == 302
        assert world.step_of(cast.lea, 4).period == period + 1
        assert editor.post(f"{STEP}next-report/").status_code == 409  # a second click begins no second report
    assert {line["prior"] for line in lines(editor)} == {"$6,000.00"}
    assert {line["current"] for line in lines(editor)} <= {"", "No information"}
    step = world.step_of(cast.lea, 4)
    assert list(step.submissions.order_by("round").values_list("period", flat=True)) == [1, 2, 3]
    assert AnswerVersion.objects.filter(answer__activity="quarterly_report", answer__step=step).count() >= 6
    assert "(report 2)" in editor.get(STEP).content.decode()
    _amend(cast, signed_in)
    _next_year(cast, signed_in)


def _amend(cast: Cast, signed_in: Visit) -> None:
    """Change the approved plan in the open, after its third report: the state, which reviews it, approves that."""
    address = "/plans/0161119/2023/amendments/"
    editor, approver, monitor = (signed_in(one) for one in (cast.editor, cast.approver, cast.monitor))
    assert editor.post(address).status_code == 302
    page = f"{address}1/monitoring_plan/"
    kept = Workbook(world.plan_of(cast.lea)).value("monitoring_plan")
    typed: dict[str, Any] = {"seen": "0", **{key: value for key, value in kept.items() if isinstance(value, str)}}
    typed["checks-rows"] = [row["_id"] for row in kept["checks"]]
    typed |= {f"checks-{row['_id']}-{key}": cell for row in kept["checks"] for key, cell in row.items() if key != "_id"}
    assert editor.post(page, {**typed, "adjust": "We meet within a week."}).status_code == 302
    why = {"reason": "The third report was behind.", "board_date": "2023-05-10"}
    assert editor.post(f"{address}1/", why).status_code == 302
    assert approver.post(f"{address}1/move/", {"move": "submit"}).status_code == 302
    assert monitor.post(f"{address}1/move/", {"move": "approve", "note": "Good."}).status_code == 302
    assert Workbook(world.plan_of(cast.lea)).value("monitoring_plan")["adjust"] == "We meet within a week."


def _next_year(cast: Cast, signed_in: Visit) -> None:
    """Begin the plan of 2024 with rows of the last, and have it approved; the plan of 2023 stays as it is."""
    old, later = world.plan_of(cast.lea), NOON + timedelta(days=365)
    year = Year.objects.create(year=2024, definition=old.definition, opened_at=later)
    plan = Plan.objects.create(
        lea=cast.lea, year=year, letter=old.letter, level="T1", definition=old.definition, opened_at=later
    )
    steps = [plan.steps.create(number=number, moved_at=later) for number in (1, 2, 3)]
    editor, chance = signed_in(cast.editor), random.Random(cast.lea.code)
    team = next(one for one in editor.get(TAKE_OVER).context["tables"] if one.source == "cim_team.members")
    assert editor.post(TAKE_OVER, {"row": [f"{team.source}.{row.id}" for row in team.rows]}).status_code == 302
    assert "(from the 2023 plan)" in editor.get("/plans/0161119/2024/step/1/cim_team/").content.decode()
    for step in steps:
        for place in Workbook(plan).places(step.number):
            if place.required:
                world.fill_page(step, place, by=cast.editor, chance=chance, begins=later.date() + timedelta(days=9))
        if queries.offices(step):
            signing.sign_by_page(
                step=step, content=b"%PDF-1.7 signed", file_name="s.pdf", digest=queries.digest_of(step),
                by=cast.approver, at=later,
            )  # fmt: skip
        moves.submit_step(step=Step.objects.get(pk=step.pk), by=cast.approver, at=later)
        reviews_moves.approve_step(step=Step.objects.get(pk=step.pk), by=cast.reviewer, at=later + timedelta(days=1))
    assert {one.status for one in Plan.objects.filter(lea=cast.lea)} == {"approved"}


def test_the_document_of_a_report_says_what_was_spent_before_it_and_not_after(
    cast: Cast, planned_sd_2023: dict[str, Plan], signed_in: Visit
) -> None:
    for period in (1, 2):
        world.fill_step(cast.lea, 4, by=cast.editor)
        spend(cast, 7_000 * period)
        submit(cast, days=10 * period)
        approve(cast, 4, at=10 * period + 1)
        moves.begin_report(step=world.step_of(cast.lea, 4), by=cast.editor, at=NOON + timedelta(days=10 * period + 2))
    first, second = (text_of(signed_in(cast.editor).get(f"{STEP}submission/{round}.pdf").content) for round in (1, 2))
    assert "Report 1" in first
    assert "$21,000.00" not in first
    assert "Report 2" in second
    assert "$21,000.00" in second


def test_a_returned_report_is_corrected_and_stays_the_same_report(
    cast: Cast, planned_sd_2023: dict[str, Plan], signed_in: Visit
) -> None:
    world.fill_step(cast.lea, 4, by=cast.editor)
    submit(cast, days=10)
    services.mark(
        step=world.step_of(cast.lea, 4), activity="quarterly_report", mark="needs_work", sentence="Say when.",
        by=cast.monitor, at=NOON + timedelta(days=10),
    )  # fmt: skip
    reviews_moves.return_step(step=world.step_of(cast.lea, 4), by=cast.monitor, at=NOON + timedelta(days=11))
    world.answer_requests(cast.lea, 4, by=cast.editor)
    submit(cast, days=12)
    submissions = world.step_of(cast.lea, 4).submissions.order_by("round")
    assert list(submissions.values_list("round", "period")) == [(1, 1), (2, 1)]
    assert {line["prior"] for line in lines(signed_in(cast.editor))} == {"$0.00"}
    with pytest.raises(ledger.NotNow):
        moves.begin_report(step=world.step_of(cast.lea, 4), by=cast.editor, at=NOON)


def test_a_report_that_is_reopened_leaves_the_plan_approved(cast: Cast, planned_sd_2023: dict[str, Plan]) -> None:
    world.fill_step(cast.lea, 4, by=cast.editor)
    submit(cast, days=10)
    approve(cast, 4, at=11)
    step, at = world.step_of(cast.lea, 4), NOON + timedelta(days=12)
    plans_moves.reopen_step(step=step, by=cast.administrator, at=at, reason="Wrong period.")
    assert world.plan_of(cast.lea).status == "approved"
    assert world.step_of(cast.lea, 4).period == 1
