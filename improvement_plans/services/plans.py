"""What a worker does for plans: opens them after a letter, draws their documents."""

from datetime import datetime

from improvement_plans import reports
from improvement_plans.models import Plan, Submission


def draw_submission(*, submission: Submission) -> None:
    """Draw the dated PDF of what was handed in; drawn already, it stays."""
    if submission.pdf is None:
        submission.pdf = reports.draw_submission(submission=submission)
        submission.save(update_fields=["pdf"])


def draw_report(*, plan: Plan, at: datetime) -> None:
    """Draw the approved plan and freeze it; a plan that was reopened meanwhile is left."""
    if plan.status != Plan.Status.APPROVED or plan.report is not None:
        return
    plan.report, plan.report_at = reports.draw_report(plan=plan), at
    plan.save(update_fields=["report", "report_at"])
