"""From the address to the thing, through what this person may see: everything else does not exist."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from improvement_plans import permissions, queries
from improvement_plans.models import Attachment, Plan, ReviewMark, Step, Submission


def plan(user: Any, code: str, year: int) -> Plan:
    """Return the plan of an LEA and year. Raises Http404."""
    return get_object_or_404(_plans(user), lea__code=code, year__year=year)


def step(user: Any, code: str, year: int, number: int) -> Step:
    """Return a step of a plan. Raises Http404."""
    return get_object_or_404(
        Step.objects.visible_to(user).select_related(
            "plan__lea__selpa", "plan__year", "plan__definition", "plan__letter", "seen_by"
        ),
        plan__lea__code=code,
        plan__year__year=year,
        number=number,
    )


def submission(user: Any, code: str, year: int, number: int, round: int) -> Submission:
    """Return what was handed in as that round. Raises Http404."""
    return get_object_or_404(Submission.objects.select_related("pdf"), step=step(user, code, year, number), round=round)


def marks(user: Any, step: Step) -> dict[str, ReviewMark]:
    """Return what reviewers found, by activity, as far as this person may read it.

    Of the newest submission; while its review goes on, those who do not review read the findings of the one before.
    """
    submission = queries.last_submission(step)
    if submission is None:
        return {}
    round = submission.round if permissions.can_see_findings(user, step) else submission.round - 1
    return {mark.activity: mark for mark in step.marks.filter(round=round).select_related("by")}


def attachment(user: Any, pk: int) -> Attachment:
    """Return an attached file. Raises Http404."""
    return get_object_or_404(
        Attachment.objects.visible_to(user).select_related("file", "step__plan__lea", "step__plan__year"), pk=pk
    )


def _plans(user: Any) -> QuerySet[Plan]:
    return Plan.objects.visible_to(user).select_related("lea__selpa", "year", "definition", "letter")
