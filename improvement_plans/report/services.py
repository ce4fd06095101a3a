"""What a worker does for plans: draws their documents and freezes them."""

from datetime import datetime

from improvement_plans.plans.models import Plan, Submission
from improvement_plans.report.kinds import plan as of_plan
from improvement_plans.report.kinds import submission as of_submission
from monitoring.files import keeping

PDF = "application/pdf"


def draw_submission(*, submission: Submission) -> None:
    """Draw the dated PDF of what was submitted; drawn already, it stays."""
    if submission.pdf is None:
        submission.pdf = keeping.keep(of_submission.REPORT.draw(submission), media_type=PDF)
        submission.save(update_fields=["pdf"])


def draw_report(*, plan: Plan, at: datetime) -> None:
    """Draw the approved plan and freeze it; a plan that was reopened before, or while it was drawn, is left."""
    if plan.status != Plan.Status.APPROVED or plan.report_id is not None:
        return
    report = keeping.keep(of_plan.REPORT.draw(plan), media_type=PDF)
    as_drawn = Plan.objects.filter(pk=plan.pk, status=Plan.Status.APPROVED, approved_at=plan.approved_at, report=None)
    as_drawn.update(report=report, report_at=at)
