"""From the address to a plan or step, through what this person may see: everything else does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from improvement_plans.plans.models import Plan, Step, Submission
from monitoring.access.who import User
from monitoring.definition import unread
from monitoring.places import reading


def plan(user: User, code: str, year: int) -> Plan:
    """Return the plan of an LEA and year. Raises Http404."""
    plans = Plan.objects.select_related("lea__selpa", "year", "definition", "letter").defer(*unread("definition"))
    found = get_object_or_404(plans, lea__code=code, year__year=year)
    _insist_on_reading(user, found)
    return found


def step(user: User, code: str, year: int, number: int) -> Step:
    """Return a step of a plan. Raises Http404."""
    related = ("plan__lea__selpa", "plan__year", "plan__definition", "plan__letter", "seen_by")
    steps = Step.objects.select_related(*related).defer(*unread("plan__definition"))
    found = get_object_or_404(steps, plan__lea__code=code, plan__year__year=year, number=number)
    _insist_on_reading(user, found.plan)
    return found


def submission(user: User, code: str, year: int, number: int, round: int) -> Submission:
    """Return what was submitted as that round. Raises Http404."""
    return get_object_or_404(
        Submission.objects.select_related("pdf", "public_pdf", "by"), step=step(user, code, year, number), round=round
    )


def _insist_on_reading(user: User, plan: Plan) -> None:
    """Raise Http404 for who may not read the plan. Of one plan most people's roles tell without a query; a list has to ask."""
    if not reading.can_read_year(user, lea=plan.lea, year=plan.year_id):
        raise Http404
