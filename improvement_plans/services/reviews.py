"""What is said about a step: comments of everyone who may read it, marks of the reviewers in turn."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cim_portal.lib.verdict import Refused
from improvement_plans import permissions, queries
from improvement_plans.models import Comment, ReviewMark, Step
from monitoring import ledger


class Wordless(Refused):
    """A comment without words, or work asked for that nobody could do."""


def comment(*, step: Step, activity: str, text: str, by: Any, at: datetime, field: str = "") -> Comment:
    """Say something beside an activity, or beside one of its fields. Raises NotYou, Wordless."""
    if not (verdict := permissions.can_comment(by, step)):
        raise ledger.NotYou(verdict.reason)
    if not text.strip():
        raise Wordless("The comment is empty. Write it, or leave it out.")
    return Comment.objects.create(step=step, activity=activity, field=field, text=text.strip(), by=by, at=at)


def mark(*, step: Step, activity: str, mark: str, sentence: str, by: Any, at: datetime) -> ReviewMark:
    """Mark one activity of what was submitted; marking again replaces this round's mark. Raises NotYou, Wordless."""
    if mark == ReviewMark.Mark.NEEDS_WORK and not sentence.strip():
        raise Wordless("Say what needs work, so that the LEA knows what to change.")
    with transaction.atomic():
        locked = Step.objects.select_for_update(of=("self",), no_key=True).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_review(by, locked)):
            raise ledger.NotYou(verdict.reason)
        submission = queries.last_submission(locked)
        assert submission is not None  # noqa: S101 - a step under review was submitted
        made, _ = ReviewMark.objects.update_or_create(
            step=locked,
            round=submission.round,
            activity=activity,
            defaults={"mark": mark, "sentence": sentence.strip(), "by": by, "at": at},
        )
    return made
