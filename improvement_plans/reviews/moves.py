"""The moves of reviewers: beginning to review, returning, approving."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from improvement_plans.plans import moves, notifying, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews import events, notices
from improvement_plans.reviews.models import ReviewMark
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.people.models import Person


def _missing_to_return(step: Step) -> list[str]:
    submission = queries.last_submission(step)
    asked = step.marks.filter(round=submission.round, mark=ReviewMark.Mark.NEEDS_WORK) if submission else None
    said = step.comments.filter(at__gte=submission.at) if submission else None
    if (asked is not None and asked.exists()) or (said is not None and said.exists()):
        return []
    return [_("Say what needs work: mark at least one activity, or comment next to one.")]


def missing_to_approve(step: Step) -> list[str]:
    """Return a sentence for each page of the newest submission that is marked as needing work."""
    submission = queries.last_submission(step)
    if submission is None:
        return []
    open_marks = step.marks.filter(round=submission.round, mark=ReviewMark.Mark.NEEDS_WORK)
    titles = queries.titles(step)
    return [
        _("“%(activity)s” is marked as needing work.")
        % {"activity": " ".join([titles.get(m.activity, m.activity), m.repeat]).strip()}
        for m in open_marks.order_by("pk")
    ]


def _read(values: Values) -> str:
    if "pages" not in values:
        return ""
    return _("%(marked)s of %(pages)s pages were marked as read.") % values


RETURN = Move(
    "return",
    frozenset({"submitted", "approved_by_selpa"}),
    "returned",
    who=permissions.can_review,
    verb=gettext_lazy("Return to the LEA"),
    sentence=gettext_lazy("{who} returned {what} to the LEA"),
    notifies=(notices.STEP_RETURNED,),
    missing=_missing_to_return,
)
PASS_ON = Move(
    "pass_on",
    frozenset({"submitted"}),
    "approved_by_selpa",
    who=permissions.can_pass_on,
    verb=gettext_lazy("Approve for the SELPA"),
    sentence=gettext_lazy("{who} approved {what} for the SELPA and passed it on to the state"),
    details=_read,
    notifies=(notices.STEP_WAITS_FOR_STATE,),
    missing=missing_to_approve,
)
APPROVE = Move(
    "approve",
    frozenset({"submitted", "approved_by_selpa"}),
    "approved",
    who=permissions.can_approve,
    verb=gettext_lazy("Approve"),
    sentence=gettext_lazy("{who} approved {what}"),
    details=_read,
    notifies=(notices.STEP_APPROVED,),
    missing=missing_to_approve,
)

MOVES = {
    "Step": (RETURN, PASS_ON, APPROVE),
}


def begin_review(*, step: Step, by: Person, at: datetime) -> None:
    """Note that a reviewer began to read; from then on the LEA cannot take the step back. Raises NotYou."""
    with transaction.atomic():
        row = Step.objects.select_for_update(of=("self",)).select_related("plan").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, row)):
            raise ledger.NotYou(verdict.reason)
        if row.seen_at is None:
            row.seen_at, row.seen_by = at, by
            row.save(update_fields=["seen_at", "seen_by"])
            ledger.record(events.BEGAN_REVIEW, row, source=row.status, target=row.status, by=by, at=at)


def return_step(*, step: Step, by: Person, at: datetime, note: str = "") -> None:
    """Give the step back to the LEA with what was asked, and with what `note` says of the whole step.

    Raises NotYou, NotNow, Incomplete, TooLong.
    """
    said = note.strip()
    bounds.insist(said, bounds.COMMENT, what=_("What you say about the whole step"))
    with ledger.moving(RETURN, step, by=by, at=at, note=said) as row:
        row.moved_at = at
        submission = queries.last_submission(row)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        submission.return_note, submission.returned_at, submission.returned_by = said, at, by
        submission.save(update_fields=["return_note", "returned_at", "returned_by"])
        asked = _asked(row, submission.round)
        notifying.notify_of_step(RETURN, notices.STEP_RETURNED, row, at=at, by=str(by), note=said, asked=asked)


def _asked(step: Step, round: int) -> str:
    """Return what reviewers asked for in a round, a line a page."""
    titles = queries.titles(step)
    marks = step.marks.filter(round=round, mark=ReviewMark.Mark.NEEDS_WORK).order_by("pk")
    return "\n".join(
        _("%(page)s: %(sentence)s")
        % {"page": " ".join(filter(None, [titles.get(m.activity, m.activity), m.repeat])), "sentence": m.sentence}
        for m in marks
    )


def approve_step(*, step: Step, by: Person, at: datetime, read: Values | None = None) -> None:
    """Approve as the reviewer in turn: on to the state where it follows, else for good.

    What the reviewer says of the whole step is said with it. `read` has how many `pages` there are and how many are
    `marked`, for the ledger. Raises NotYou, NotNow, Incomplete.
    With the last step the plan is approved too, in the same transaction, and a worker draws its report.
    """
    with transaction.atomic():
        submission = queries.last_submission(step)
        note = submission.return_note if submission else ""
        if queries.state_follows(step):
            with ledger.moving(PASS_ON, step, by=by, at=at, note=note, values=read) as row:
                row.moved_at = at
                row.seen_at = row.seen_by = None
                notifying.notify_of_step(PASS_ON, notices.STEP_WAITS_FOR_STATE, row, at=at)
            if submission and note:  # the state begins with a blank note of its own
                submission.return_note = ""
                submission.save(update_fields=["return_note"])
            return
        with ledger.moving(APPROVE, step, by=by, at=at, note=note, values=read) as row:
            row.moved_at = at
            notifying.notify_of_step(APPROVE, notices.STEP_APPROVED, row, at=at, note=note)
        moves.approve_plan_when_complete(row.plan, at=at)
