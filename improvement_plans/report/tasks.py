"""What a worker does about reports."""

from celery import shared_task
from django.utils.timezone import now

from improvement_plans.plans.models import Plan, Submission
from improvement_plans.report.kinds import plan, submission
from monitoring.work import jobs


@shared_task(name="improvement_plans.draw_submission", soft_time_limit=300, time_limit=330)
def draw_submission(*, job_id: int) -> None:
    """Draw the dated PDF of a submission."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            submission.frozen(Submission.objects.get(pk=job.subject_id), now())


@shared_task(name="improvement_plans.draw_report", soft_time_limit=300, time_limit=330)
def draw_report(*, job_id: int) -> None:
    """Draw the report of an approved plan."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            plan.frozen(Plan.objects.get(pk=job.subject_id), now())
