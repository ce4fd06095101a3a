"""From the address to a plan or step, through what this person may see: everything else does not exist."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from improvement_plans.plans.models import Plan, Step, Submission
from monitoring.access.who import User
from monitoring.definition import unread


def plan(user: User, code: str, year: int) -> Plan:
    """Return the plan of an LEA and year. Raises Http404."""
    return get_object_or_404(_plans(user), lea__code=code, year__year=year)


def step(user: User, code: str, year: int, number: int) -> Step:
    """Return a step of a plan. Raises Http404."""
    related = ("plan__lea__selpa", "plan__year", "plan__definition", "plan__letter", "seen_by")
    steps = Step.objects.visible_to(user).select_related(*related).defer(*unread("plan__definition"))
    return get_object_or_404(steps, plan__lea__code=code, plan__year__year=year, number=number)


def submission(user: User, code: str, year: int, number: int, round: int) -> Submission:
    """Return what was submitted as that round. Raises Http404."""
    return get_object_or_404(
        Submission.objects.select_related("pdf", "public_pdf", "by"), step=step(user, code, year, number), round=round
    )


def _plans(user: User) -> QuerySet[Plan]:
    plans = Plan.objects.visible_to(user).select_related("lea__selpa", "year", "definition", "letter")
    return plans.defer(*unread("definition"))
