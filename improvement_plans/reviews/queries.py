"""What reviewers found, as far as a person may read it."""

from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews.models import ReviewMark
from monitoring.access.who import User


def marks(user: User, step: Step) -> dict[str, ReviewMark]:
    """Return what reviewers found, by activity, as far as this person may read it.

    Of the newest submission; while its review continues, those who do not review read the findings of the one before.
    """
    submission = queries.last_submission(step)
    if submission is None:
        return {}
    round = submission.round if permissions.can_see_findings(user, step) else submission.round - 1
    return {mark.activity: mark for mark in step.marks.filter(round=round).select_related("by")}
