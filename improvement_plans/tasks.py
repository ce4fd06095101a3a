"""What a worker does for this app: claim, one service, done."""

from celery import shared_task
from django.utils.timezone import now

from determinations.models import Letter
from improvement_plans import transitions
from improvement_plans.models import Plan, Submission
from improvement_plans.services import plans
from monitoring import jobs


@shared_task(name="improvement_plans.open_plan")
def open_plan(*, job_id: int) -> None:
    """Open the plan that an issued letter asks for."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            transitions.open_plan(letter=Letter.objects.get(pk=job.subject_id), at=now())


@shared_task(name="improvement_plans.draw_submission")
def draw_submission(*, job_id: int) -> None:
    """Draw the dated PDF of a submission."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            plans.draw_submission(submission=Submission.objects.get(pk=job.subject_id))


@shared_task(name="improvement_plans.draw_report")
def draw_report(*, job_id: int) -> None:
    """Draw the report of an approved plan."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            plans.draw_report(plan=Plan.objects.get(pk=job.subject_id), at=now())
