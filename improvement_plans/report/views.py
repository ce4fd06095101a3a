"""The documents: the improvement plan, and the dated PDF of each submission."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions
from improvement_plans.plans.models import Plan, Submission
from improvement_plans.report import services
from monitoring.files import keeping


@require_GET
@guarded(permissions.can_see_plan, load=loading.plan)
def report(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Download the improvement plan, drawn now where no worker has drawn it; before it is approved, say where it is."""
    services.draw_report(plan=plan, at=now())
    plan.refresh_from_db(fields=["report"])
    if plan.report is None:
        return render(request, "improvement_plans/report/no_report.html", {"plan": plan}, status=404)
    return keeping.download(plan.report, name=f"improvement-plan-{plan.lea.code}-{plan.year}.pdf", inline=True)


def can_see_submission(user: object, submission: Submission) -> Verdict:
    """Read what was handed in: everyone who may read the step."""
    return permissions.can_see_step(user, submission.step)


@require_GET
@guarded(can_see_submission, load=loading.submission)
def submission(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Download a submission's dated PDF, drawn now where no worker has drawn it yet."""
    plan = submission.step.plan
    drawn = services.draw_submission(submission=submission)
    name = f"step-{submission.step.number}-{plan.lea.code}-{plan.year}-{submission.round}.pdf"
    return keeping.download(drawn, name=name, inline=True)
