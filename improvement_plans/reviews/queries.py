"""What reviewers found, as far as a person may read it."""

from django.db.models import QuerySet, Subquery
from django.shortcuts import get_object_or_404

from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Step, Submission
from improvement_plans.reviews.models import Comment, ReviewMark
from monitoring.access.who import User

Key = tuple[str, str]  # a page of a step: its activity, and the element that it is done for


def marks(user: User, step: Step) -> dict[Key, ReviewMark]:
    """Return what reviewers found, by page, as far as this person may read it.

    Of the newest submission; while its review continues, those who do not review read the findings of the one before.
    """
    newest = _newest(step).first()
    if newest is None:
        return {}
    return marks_of(step, newest if permissions.can_see_findings(user, step) else newest - 1)


def marks_of(step: Step, round: int) -> dict[Key, ReviewMark]:
    """Return what reviewers found in one round, by page, with the LEA's answers."""
    return {mark.key: mark for mark in step.marks.filter(round=round).select_related("by", "reply__by")}


def draft(user: User, step: Step) -> dict[str, str]:
    """Return what `user` has typed of the newest submission and not saved, by the names of the entries."""
    kept = step.review_drafts.filter(by=user.pk, round=Subquery(_newest(step))).first()
    return kept.typed if kept else {}


def _newest(step: Step) -> QuerySet[Submission, int]:
    return step.submissions.order_by("-round").values_list("round", flat=True)[:1]


def requests(step: Step) -> list[ReviewMark]:
    """Return what was asked when the step was returned last, in the order in which it was asked; none in another state."""
    submission = queries.last_submission(step) if step.status == Step.Status.RETURNED else None
    if submission is None:
        return []
    asked = step.marks.filter(round=submission.round, mark=ReviewMark.Mark.NEEDS_WORK)
    return list(asked.select_related("by", "reply__by").order_by("pk"))


def request(user: User, code: str, year: int, number: int, pk: int) -> ReviewMark:
    """Return what was asked of a step that `user` may read, by its number. Raises Http404."""
    step = loading.step(user, code, year, number)
    asked = ReviewMark.objects.filter(step=step, mark=ReviewMark.Mark.NEEDS_WORK).select_related("by", "reply__by")
    mark = get_object_or_404(asked, pk=pk)
    mark.step = step
    return mark


def comment(user: User, pk: int) -> Comment:
    """Return a comment on a step that `user` may read. Raises Http404."""
    visible = Comment.objects.visible_to(user).select_related("step__plan__lea", "step__plan__year", "parent")
    return get_object_or_404(visible, pk=pk)
