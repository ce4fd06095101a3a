"""What a worker does for plans: draws their documents."""

from datetime import datetime

from improvement_plans.plans.models import Plan, Submission
from improvement_plans.report import plan as report_plan
from monitoring.files.models import Kept


def draw_submission(*, submission: Submission) -> Kept:
    """Draw the dated PDF of what was handed in, and return it; drawn already, it stays."""
    if submission.pdf is None:
        submission.pdf = report_plan.draw_submission(submission=submission)
        submission.save(update_fields=["pdf"])
    return submission.pdf


def draw_report(*, plan: Plan, at: datetime) -> None:
    """Draw the approved plan and freeze it; a plan that was reopened before, or while it was drawn, is left."""
    if plan.status != Plan.Status.APPROVED or plan.report_id is not None:
        return
    report = report_plan.draw_report(plan=plan)
    as_drawn = Plan.objects.filter(pk=plan.pk, status=Plan.Status.APPROVED, approved_at=plan.approved_at, report=None)
    as_drawn.update(report=report, report_at=at)
