"""What a worker does when a letter is issued."""

from celery import shared_task
from django.utils.timezone import now

from determinations.letters.models import Letter
from improvement_plans.plans import moves
from monitoring.work import jobs


@shared_task(name="improvement_plans.open_plan", soft_time_limit=60, time_limit=90)
def open_plan(*, job_id: int) -> None:
    """Open the plan that an issued letter asks for."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            moves.open_plan(letter=Letter.objects.get(pk=job.subject_id), at=now())
