"""A step from its first word to its approval, and every way in which a move is refused."""

from datetime import timedelta

import pytest

from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan, Step
from improvement_plans.report.kinds import plan as report_of_plan
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.reviews import services as reviews_services
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook.workbook import Workbook
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.work import jobs
from tests import world
from tests.broken import NotWrittenError, ledger_that_fails
from tests.cast import NOON, Cast
from tests.pdfs import assert_accessible, bytes_of

LATER = NOON + timedelta(days=1)


def submitted(cast: Cast, number: int = 1) -> Step:
    return world.submit_step(cast.lea, number, editor=cast.editor, approver=cast.approver)


def test_each_letter_opens_the_plan_of_its_level(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    assert {code: plan.level for code, plan in issued_2023.items()} == {
        "0161119": "T2",
        "0161127": "T3",
        "1030642": "I3",
    }
    assert list(world.plan_of(cast.lea).steps.order_by("number").values_list("number", "status")) == [
        (1, "open"),
        (2, "open"),
        (3, "open"),
    ]


def test_a_plan_follows_the_letter_that_corrects_its_own(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.correct_2023(cast, world.INDICATORS.replace("52,68,76.47%", "55,68,80.88%"))
    plan = world.plan_of(cast.lea)
    assert plan.pk == issued_2023["0161119"].pk
    assert plan.letter.status == "issued"
    assert next(e for e in Workbook(plan).missed if e["indicator"] == "1")["rate_text"] == "80.88%"
    assert Event.objects.of(plan).filter(move="follow_letter").count() == 1


def test_an_empty_step_is_refused_and_says_everything_that_is_missing(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(ledger.Incomplete) as refused:
        steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    assert "“Team members” needs at least 3 rows; it has 0." in refused.value.missing
    assert world.step_of(cast.lea, 1).status == "open"


def test_an_editor_cannot_submit(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    with pytest.raises(ledger.NotYou):
        steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.editor, at=NOON)


def test_a_step_waits_for_the_one_before_it(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(ledger.Incomplete) as refused:
        steps_moves.submit_step(step=world.step_of(cast.lea, 2), by=cast.approver, at=NOON)
    assert refused.value.missing[0] == "Step 1 is submitted first."


def test_a_submission_is_frozen_as_a_dated_document(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = submitted(cast)
    jobs.work_off()
    handed = step.submissions.get()
    assert handed.answers["cim_team"][""]["members"][0]["position"] == "Director of Special Education"
    assert_accessible(bytes_of(handed.pdf))


def test_a_second_submission_at_the_same_time_is_refused(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    stale = world.step_of(cast.lea, 1)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    with pytest.raises(ledger.NotNow):
        steps_moves.submit_step(step=stale, by=cast.approver, at=NOON)
    assert stale.submissions.count() == 1


def test_the_lea_takes_a_step_back_until_a_reviewer_begins(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = submitted(cast)
    steps_moves.recall_step(step=step, by=cast.approver, at=LATER)
    assert world.step_of(cast.lea, 1).status == "open"
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=LATER)
    reviews_moves.begin_review(step=world.step_of(cast.lea, 1), by=cast.reviewer, at=LATER)
    with pytest.raises(ledger.Incomplete, match="began to review"):
        steps_moves.recall_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=LATER)


def test_a_return_says_what_needs_work(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = submitted(cast)
    with pytest.raises(ledger.Incomplete, match="Say what needs work"):
        reviews_moves.return_step(step=step, by=cast.reviewer, at=LATER)
    reviews_services.mark(
        step=step, activity="cim_team", mark="needs_work", sentence="Add a parent.", by=cast.reviewer, at=LATER
    )
    with pytest.raises(ledger.Incomplete, match="marked as needing work"):
        reviews_moves.approve_step(step=step, by=cast.reviewer, at=LATER)
    reviews_moves.return_step(step=step, by=cast.reviewer, at=LATER)
    assert world.step_of(cast.lea, 1).status == "returned"


def test_needed_work_without_a_sentence_is_refused(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(reviews_services.Wordless):
        reviews_services.mark(
            step=submitted(cast), activity="cim_team", mark="needs_work", sentence=" ", by=cast.reviewer, at=LATER
        )
    assert not ReviewMark.objects.exists()


def test_return_mend_approve_and_the_ledger_tells_it(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = submitted(cast)
    reviews_services.comment(
        step=step, activity="cim_team", text="Who speaks for families?", by=cast.reviewer, at=LATER
    )
    reviews_moves.return_step(step=step, by=cast.reviewer, at=LATER)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=LATER)
    reviews_moves.approve_step(step=world.step_of(cast.lea, 1), by=cast.reviewer, at=LATER)
    told = Event.objects.of(step).order_by("pk").values_list("move", "source", "target", "by__name")
    assert list(told) == [
        ("submit", "open", "submitted", "Ana Approver"),
        ("return", "submitted", "returned", "Rosa Reviewer"),
        ("submit", "returned", "submitted", "Ana Approver"),
        ("approve", "submitted", "approved", "Rosa Reviewer"),
    ]


def test_where_the_level_asks_for_it_the_state_follows(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    with pytest.raises(ledger.NotYou):
        reviews_moves.approve_step(step=step, by=cast.monitor, at=LATER)
    reviews_moves.approve_step(step=step, by=cast.other_reviewer, at=LATER)
    step = world.step_of(cast.other, 1)
    assert step.status == "approved_by_selpa"
    with pytest.raises(ledger.NotYou):
        reviews_moves.approve_step(step=step, by=cast.other_reviewer, at=LATER)
    reviews_moves.approve_step(step=step, by=cast.monitor, at=LATER)
    assert world.step_of(cast.other, 1).status == "approved"


def test_the_last_approval_approves_the_plan_and_a_worker_draws_it_once(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    for number in (1, 2, 3):
        step = submitted(cast, number)
        reviews_moves.approve_step(step=step, by=cast.reviewer, at=LATER)
    jobs.work_off()
    plan = world.plan_of(cast.lea)
    assert plan.status == "approved"
    assert_accessible(bytes_of(plan.report))
    first = plan.report_id
    jobs.enqueue("improvement_plans.draw_report", plan, at=LATER)
    jobs.work_off()
    assert world.plan_of(cast.lea).report_id == first


def test_a_report_of_a_plan_that_was_reopened_while_it_was_drawn_is_not_kept(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    for number in (1, 2, 3):
        reviews_moves.approve_step(step=submitted(cast, number), by=cast.reviewer, at=LATER)
    as_read = world.plan_of(cast.lea)
    plans_moves.reopen_step(step=world.step_of(cast.lea, 1), by=cast.administrator, at=LATER, reason="New data.")
    report_of_plan.frozen(as_read, LATER)
    assert world.plan_of(cast.lea).report is None


def test_only_an_administrator_reopens_and_with_a_reason(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    reviews_moves.approve_step(step=submitted(cast), by=cast.reviewer, at=LATER)
    step = world.step_of(cast.lea, 1)
    with pytest.raises(ledger.NotYou):
        plans_moves.reopen_step(step=step, by=cast.monitor, at=LATER, reason="New data.")
    with pytest.raises(ledger.Incomplete):
        plans_moves.reopen_step(step=step, by=cast.administrator, at=LATER, reason=" ")
    plans_moves.reopen_step(step=step, by=cast.administrator, at=LATER, reason="New data.")
    assert world.step_of(cast.lea, 1).status == "open"


def test_a_broken_event_undoes_the_move(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    step = world.step_of(cast.lea, 1)
    with pytest.raises(NotWrittenError), ledger_that_fails():
        steps_moves.submit_step(step=step, by=cast.approver, at=NOON)
    assert world.step_of(cast.lea, 1).status == "open"
    assert not step.submissions.exists()
