"""The documents: the improvement plan, and the dated PDF of each submission."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions
from improvement_plans.plans.models import Plan, Submission
from monitoring.files import keeping


@require_GET
@guarded(permissions.can_see_plan, load=loading.plan)
def report(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Download the improvement plan; until it is approved and drawn, say where it stands."""
    if plan.report is None:
        return render(request, "improvement_plans/report/no_report.html", {"plan": plan}, status=404)
    return keeping.download(plan.report, name=f"improvement-plan-{plan.lea.code}-{plan.year}.pdf", inline=True)


def can_see_submission(user: object, submission: Submission) -> Verdict:
    """Read what was handed in: everyone who may read the step."""
    return permissions.can_see_step(user, submission.step)


@require_GET
@guarded(can_see_submission, load=loading.submission)
def submission(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Download a submission's dated PDF; until a worker has drawn it, say so."""
    plan = submission.step.plan
    if submission.pdf is None:
        return render(request, "improvement_plans/report/no_report.html", {"plan": plan}, status=404)
    name = f"step-{submission.step.number}-{plan.lea.code}-{plan.year}-{submission.round}.pdf"
    return keeping.download(submission.pdf, name=name, inline=True)
