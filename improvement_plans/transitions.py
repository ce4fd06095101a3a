"""The moves of steps and plans. Each is a function named by its verb around a row of `MOVES`."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from determinations.models import Letter
from improvement_plans import permissions, queries, steps
from improvement_plans.models import Answer, Plan, ReviewMark, Step, Submission
from monitoring import jobs, ledger, notices
from monitoring.ledger import Move
from monitoring.permissions import nobody


def _missing_to_submit(step: Step) -> list[str]:
    earlier = step.plan.steps.filter(number__lt=step.number, status__in=["open", "returned"]).order_by("number")
    return [f"Step {e.number} is submitted first." for e in earlier] + [m.sentence for m in steps.missing(step)]


def _missing_to_recall(step: Step) -> list[str]:
    if step.seen_at is None:
        return []
    return [f"{step.seen_by} began to review it on {step.seen_at:%B %-d, %Y}. Ask for its return instead."]


def _missing_to_return(step: Step) -> list[str]:
    submission = queries.last_submission(step)
    asked = step.marks.filter(round=submission.round, mark=ReviewMark.Mark.NEEDS_WORK) if submission else None
    said = step.comments.filter(at__gte=submission.at) if submission else None
    if (asked is not None and asked.exists()) or (said is not None and said.exists()):
        return []
    return ["Say what needs work: mark at least one activity, or comment beside one."]


def _missing_to_approve(step: Step) -> list[str]:
    submission = queries.last_submission(step)
    if submission is None:
        return []
    open_marks = step.marks.filter(round=submission.round, mark=ReviewMark.Mark.NEEDS_WORK)
    titles = steps.titles(step)
    return [f"“{titles.get(m.activity, m.activity)}” is marked as needing work." for m in open_marks]


SUBMIT = Move(
    "submit",
    frozenset({"open", "returned"}),
    "submitted",
    who=permissions.can_submit,
    verb="Submit",
    missing=_missing_to_submit,
)
RECALL = Move(
    "recall",
    frozenset({"submitted"}),
    "open",
    who=permissions.can_submit,
    verb="Take back",
    missing=_missing_to_recall,
)
RETURN = Move(
    "return",
    frozenset({"submitted", "approved_by_selpa"}),
    "returned",
    who=permissions.can_review,
    verb="Return to the LEA",
    missing=_missing_to_return,
)
PASS_ON = Move(
    "pass_on",
    frozenset({"submitted"}),
    "approved_by_selpa",
    who=permissions.can_pass_on,
    verb="Approve for the SELPA",
    missing=_missing_to_approve,
)
APPROVE = Move(
    "approve",
    frozenset({"submitted", "approved_by_selpa"}),
    "approved",
    who=permissions.can_approve,
    verb="Approve",
    missing=_missing_to_approve,
)
REOPEN = Move("reopen", frozenset({"approved"}), "open", who=permissions.can_reopen, verb="Reopen")
APPROVE_PLAN = Move("approve_plan", frozenset({"drafting"}), "approved", who=nobody, verb="Approve the plan")
REOPEN_PLAN = Move("reopen_plan", frozenset({"approved"}), "drafting", who=nobody, verb="Reopen the plan")
CLOSE_PLAN = Move("close_plan", frozenset({"drafting"}), "closed", who=nobody, verb="Close the plan")

MOVES = {
    "Step": (SUBMIT, RECALL, RETURN, PASS_ON, APPROVE, REOPEN),
    "Plan": (APPROVE_PLAN, REOPEN_PLAN, CLOSE_PLAN),
}


def open_plan(*, letter: Letter, at: datetime) -> Plan:
    """Open the plan that `letter` asks for, with the steps of its level.

    A letter that corrects another keeps the plan; while it is being written at the same level, its elements are those
    of the new letter. Does nothing twice.
    """
    definition = queries.definition_of(letter)
    with transaction.atomic():
        plan, made = Plan.objects.get_or_create(
            lea=letter.lea,
            year=letter.year,
            defaults={
                "letter": letter,
                "level": letter.level,
                "process": letter.run.process,
                "opened_at": at,
            },
        )
        if made:
            Step.objects.bulk_create(
                Step(plan=plan, number=step.number, due_on=_due_on(definition, letter.level, step.number), moved_at=at)
                for step in definition.steps_for(letter.level)
            )
            ledger.record(
                "open_plan", plan, target=plan.status, by=None, at=at, note=definition.level(letter.level).name
            )
        elif _follows(plan, letter):
            plan.letter = letter
            plan.save(update_fields=["letter"])
            ledger.record("follow_letter", plan, source=plan.status, target=plan.status, by=None, at=at)
    return plan


def _follows(plan: Plan, letter: Letter) -> bool:
    """Say whether a plan takes over what a corrected letter says."""
    newer = letter.pk != plan.letter_id and letter.status == Letter.Status.ISSUED
    return newer and plan.status == Plan.Status.DRAFTING and plan.level == letter.level


def _due_on(definition: Any, level: str, number: int) -> date | None:
    dated = [t.due_date for t in definition.tasks_for(level) if t.step == number and t.due_date]
    return max(dated, default=None)


def submit_step(*, step: Step, by: Any, at: datetime) -> Submission:
    """Hand the step to its first reviewer, frozen as it is, and have its dated PDF drawn.

    Raises NotYou, NotNow, Incomplete (with a sentence for each thing that is missing).
    """
    with ledger.moving(SUBMIT, step, by=by, at=at) as row:
        row.moved_at = at
        row.seen_at = row.seen_by = None
        last = queries.last_submission(row)
        submission = Submission.objects.create(
            step=row, round=(last.round + 1 if last else 1), answers=_answers(row), by=by, at=at
        )
        first = queries.reviewers(row)[0]
        kind = "step_submitted" if first == "selpa" else "step_submitted_to_state"
        _tell(kind, row, at=at)
        jobs.enqueue("improvement_plans.draw_submission", submission, at=at)
    return submission


def recall_step(*, step: Step, by: Any, at: datetime) -> None:
    """Take a submitted step back while no reviewer has begun. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(RECALL, step, by=by, at=at) as row:
        row.moved_at = at
        if queries.reviewers(row)[0] == "selpa":
            _tell("step_recalled", row, at=at)


def begin_review(*, step: Step, by: Any, at: datetime) -> None:
    """Note that a reviewer began to read; from then on the LEA cannot take the step back. Raises NotYou."""
    with transaction.atomic():
        row = Step.objects.select_for_update(of=("self",)).select_related("plan").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, row)):
            raise ledger.NotYou(verdict.reason)
        if row.seen_at is None:
            row.seen_at, row.seen_by = at, by
            row.save(update_fields=["seen_at", "seen_by"])
            ledger.record("begin_review", row, source=row.status, target=row.status, by=by, at=at)


def return_step(*, step: Step, by: Any, at: datetime, note: str = "") -> None:
    """Give the step back to the LEA with what was asked. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(RETURN, step, by=by, at=at, note=note) as row:
        row.moved_at = at
        _tell("step_returned", row, at=at, by=by)


def approve_step(*, step: Step, by: Any, at: datetime) -> None:
    """Approve as the reviewer in turn: on to the state where it follows, else for good.

    Raises NotYou, NotNow, Incomplete.
    With the last step the plan is approved too, in the same transaction, and a worker draws its report.
    """
    if queries.state_follows(step):
        with ledger.moving(PASS_ON, step, by=by, at=at) as row:
            row.moved_at = at
            row.seen_at = row.seen_by = None
            _tell("step_waits_for_state", row, at=at)
        return
    with transaction.atomic():
        with ledger.moving(APPROVE, step, by=by, at=at) as row:
            row.moved_at = at
            _tell("step_approved", row, at=at)
        _approve_plan_when_complete(row.plan, at=at)


def reopen_step(*, step: Step, by: Any, at: datetime, reason: str) -> None:
    """Open an approved step again, for a stated reason, and its plan with it. Raises NotYou, NotNow, Incomplete."""
    if not reason.strip():
        raise ledger.Incomplete(["Say why: the LEA and its SELPA will read the reason."])
    with transaction.atomic():
        with ledger.moving(REOPEN, step, by=by, at=at, note=reason) as row:
            row.moved_at = at
            _tell("step_reopened", row, at=at, reason=reason)
        if row.plan.status == Plan.Status.APPROVED:
            with ledger.moving(REOPEN_PLAN, row.plan, by=None, at=at, note=reason) as plan:
                plan.approved_at = plan.report = plan.report_at = None


def _approve_plan_when_complete(plan: Plan, *, at: datetime) -> None:
    # The lock on the plan keeps two last approvals from missing each other.
    locked = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.steps.exclude(status=Step.Status.APPROVED).exists():
        return
    with ledger.moving(APPROVE_PLAN, locked, by=None, at=at) as row:
        row.approved_at = at
        notices.tell("plan_approved", lea=row.lea, link=row.get_absolute_url(), at=at, year=row.year.year)
    jobs.enqueue("improvement_plans.draw_report", locked, at=at)


def _answers(step: Step) -> dict[str, dict[str, Any]]:
    """Return every answer of the step: activity → repeat key → field → value."""
    frozen: dict[str, dict[str, Any]] = {}
    for answer in Answer.objects.filter(step=step).order_by("activity", "repeat"):
        frozen.setdefault(answer.activity, {})[answer.repeat] = answer.value
    return frozen


def _tell(kind: str, step: Step, *, at: datetime, **words: object) -> None:
    notices.tell(
        kind,
        lea=step.lea,
        link=step.get_absolute_url(),
        at=at,
        year=step.plan.year.year,
        step=step.number,
        title=steps.title(step),
        **words,
    )
