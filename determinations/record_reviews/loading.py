"""From the address to the review, or a record of it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from cim_portal.lib.verdict import Verdict
from determinations.record_reviews import permissions
from determinations.record_reviews.models import Record, RecordReview
from monitoring.access.who import User

MOST = 2**31


def review_of(user: User, pk: int) -> RecordReview:
    """Return the review of that number, if `user` may see it. Raises Http404."""
    if pk >= MOST:
        raise Http404("There is no such review.")
    visible = RecordReview.objects.visible_to(user).select_related("lea__selpa", "year", "opened_by")
    return get_object_or_404(visible, pk=pk)


def record_of(user: User, pk: int, record: int) -> Record:
    """Return a record that a sample drew, if `user` may see the review. Raises Http404."""
    if record >= MOST:
        raise Http404("There is no such record.")
    drawn = review_of(user, pk).records.exclude(sample=None)
    return get_object_or_404(drawn.select_related("review__lea", "sample__review__lea", "replaced_by"), pk=record)


@dataclass(frozen=True)
class Act:
    """An act on the last sample of a review, by its word in the address."""

    review: RecordReview
    word: str


def act_of(user: User, pk: int, act: str) -> Act:
    """Return the review with the word of the act. Raises Http404."""
    return Act(review_of(user, pk), act)


def can_act(user: User, act: Act) -> Verdict:
    """Ask for an act on a review: who may review; each act asks again."""
    return permissions.can_review(user, act.review)
