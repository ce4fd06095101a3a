"""The moves of steps and plans. Each is a function named by its verb around a row of `MOVES`."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from cim_portal.lib import dates
from determinations.models import Letter
from improvement_plans import permissions, queries, steps
from improvement_plans.models import Answer, Plan, ReviewMark, Step, Submission
from monitoring import jobs, ledger, notices
from monitoring.definition import definition_of
from monitoring.ledger import Move
from monitoring.models import Lea
from monitoring.permissions import nobody


def _missing_to_submit(step: Step) -> list[str]:
    earlier = step.plan.steps.filter(number__lt=step.number, status__in=["open", "returned"]).order_by("number")
    return [f"Step {e.number} is submitted first." for e in earlier] + [m.sentence for m in steps.missing(step)]


def _missing_to_recall(step: Step) -> list[str]:
    if step.seen_at is None:
        return []
    return [
        f"{step.seen_by} began to review it on {dates.in_words(localdate(step.seen_at))}. Ask for its return instead."
    ]


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


def _missing_to_follow(plan: Plan) -> list[str]:
    letter = queries.newer_letter(plan)
    if letter is None:
        return ["No other letter is in force than the one that the plan follows."]
    if not queries.asks_for_plan(letter):
        return ["The letter in force asks for no plan. Close this one instead."]
    wanted = {step.number for step in definition_of(letter.run.definition).steps_for(letter.level)}
    return [
        f"The letter in force has no step {number}, and something stands in it here. Close the plan instead."
        for number in sorted(queries.begun_steps(plan) - wanted)
    ]


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
FOLLOW_LETTER = Move(
    "follow_letter",
    frozenset({"drafting", "approved", "closed"}),
    "drafting",
    who=permissions.can_settle_plan,
    verb="Go on under the corrected letter",
    missing=_missing_to_follow,
)
CLOSE_PLAN = Move(
    "close_plan", frozenset({"drafting", "approved"}), "closed", who=permissions.can_settle_plan, verb="Close the plan"
)

MOVES = {
    "Step": (SUBMIT, RECALL, RETURN, PASS_ON, APPROVE, REOPEN),
    "Plan": (APPROVE_PLAN, REOPEN_PLAN, FOLLOW_LETTER, CLOSE_PLAN),
}


def open_plan(*, letter: Letter, at: datetime) -> Plan | None:
    """Open the plan that `letter` asks for, with the steps of its level; None where it asks for none.

    A letter that corrects another finds a plan. One that is being written at the same level follows the new letter. At
    another level it does so too while nobody has begun it, or is closed where the new letter asks for no plan; once
    somebody has, it stays as it is and the state's administrators are asked to decide. Does nothing twice.
    """
    with transaction.atomic():
        # The lock on the LEA keeps the jobs of two letters from opening two plans.
        Lea.objects.select_for_update(no_key=True).get(pk=letter.lea_id)
        letter = Letter.objects.select_related("lea", "year", "run__definition").get(pk=letter.pk)
        plan = Plan.objects.select_related("lea", "year").filter(lea=letter.lea, year=letter.year).first()
        if letter.status != Letter.Status.ISSUED or (plan and plan.letter_id == letter.pk):
            return plan
        if plan is None:
            return _make_plan(letter, at=at) if queries.asks_for_plan(letter) else None
        _take_over(plan, letter, at=at)
    return plan


def _make_plan(letter: Letter, *, at: datetime) -> Plan:
    definition, level = letter.run.definition, letter.level
    plan = Plan.objects.create(
        lea=letter.lea, year=letter.year, letter=letter, level=level, definition=definition, opened_at=at
    )
    _set_steps(plan, at=at)
    name = definition_of(plan.definition).level(level).name
    ledger.record("open_plan", plan, target=plan.status, by=None, at=at, note=name)
    return plan


def _take_over(plan: Plan, letter: Letter, *, at: datetime) -> None:
    """Let a plan that is there take over what a corrected letter says, as far as nobody has to decide about it."""
    if plan.level == letter.level and plan.status != Plan.Status.CLOSED:
        if plan.status == Plan.Status.DRAFTING:
            follow_letter(plan=plan, by=None, at=at)
    elif queries.begun_steps(plan):
        if queries.is_to_settle(plan, letter):
            words = {"year": plan.year.year, "level": letter.context["level_name"]}
            notices.tell("plan_to_settle", lea=plan.lea, link=plan.get_absolute_url(), at=at, **words)
    elif queries.asks_for_plan(letter):
        follow_letter(plan=plan, by=None, at=at, reason=f"The corrected letter says: {letter.context['level_name']}.")
    elif plan.status != Plan.Status.CLOSED:
        close_plan(plan=plan, by=None, at=at, reason="The corrected letter asks for no plan.")


def follow_letter(*, plan: Plan, by: Any, at: datetime, reason: str = "") -> None:
    """Set a plan under the letter in force: what was typed stays, the steps become those of the letter's level.

    At another level, steps that were approved are open again, since more may be asked for. `by` is None where nobody
    has to decide. Raises NotYou, NotNow, Incomplete.
    """
    _insist_on_reason(reason, by=by)
    with transaction.atomic():
        # Steps before their plan, as everywhere: two moves never wait for each other.
        list(Step.objects.select_for_update(of=("self",)).filter(plan=plan).order_by("number"))
        _follow(plan, by=by, at=at, reason=reason)


def _follow(plan: Plan, *, by: Any, at: datetime, reason: str) -> None:
    with ledger.moving(FOLLOW_LETTER, plan, by=by, at=at, note=reason) as row:
        letter = queries.newer_letter(row)
        assert letter is not None  # noqa: S101 - the move asked for it
        another = row.level != letter.level or row.status == Plan.Status.CLOSED
        row.letter = letter
        if another:
            row.level, row.definition = letter.level, letter.run.definition
            row.approved_at = row.report = row.report_at = row.closed_at = None
            row.closed_because = ""
            _set_steps(row, at=at, note=reason)
            words = {"year": row.year.year, "level": letter.context["level_name"]}
            notices.tell("plan_follows_letter", lea=row.lea, link=row.get_absolute_url(), at=at, **words)


def close_plan(*, plan: Plan, by: Any, at: datetime, reason: str) -> None:
    """End a plan for a stated reason; everything in it stays readable. Raises NotYou, NotNow, Incomplete."""
    _insist_on_reason(reason, by=by)
    with ledger.moving(CLOSE_PLAN, plan, by=by, at=at, note=reason) as row:
        row.closed_at, row.closed_because = at, reason.strip()
        words = {"year": row.year.year, "reason": reason.strip()}
        notices.tell("plan_closed", lea=row.lea, link=row.get_absolute_url(), at=at, **words)


def _insist_on_reason(reason: str, *, by: Any) -> None:
    if by is not None and not reason.strip():
        raise ledger.Incomplete(["Say why: the LEA and its SELPA will read the reason."])


def _set_steps(plan: Plan, *, at: datetime, note: str = "") -> None:
    """Give the plan the steps of its level with their due dates: those that are missing come, the others go.

    Steps that were approved under another level are open again.
    """
    definition = definition_of(plan.definition)
    due_on = {s.number: _due_on(definition, plan.level, s.number) for s in definition.steps_for(plan.level)}
    plan.steps.exclude(number__in=due_on).delete()
    for step in plan.steps.filter(status=Step.Status.APPROVED).order_by("number"):
        with ledger.moving(REOPEN, step, by=None, at=at, note=note) as row:
            row.moved_at = at
    for number, day in due_on.items():
        Step.objects.update_or_create(
            plan=plan, number=number, defaults={"due_on": day}, create_defaults={"due_on": day, "moved_at": at}
        )


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
    """Give the step back to the LEA with what was asked, and with what `note` says of the whole step.

    Raises NotYou, NotNow, Incomplete.
    """
    said = note.replace("\0", "").strip()
    with ledger.moving(RETURN, step, by=by, at=at, note=said) as row:
        row.moved_at = at
        submission = queries.last_submission(row)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        submission.return_note, submission.returned_at, submission.returned_by = said, at, by
        submission.save(update_fields=["return_note", "returned_at", "returned_by"])
        _tell("step_returned", row, at=at, by=by, note=f"\n\n{said}\n\n" if said else " ")


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
    _insist_on_reason(reason, by=by)
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
