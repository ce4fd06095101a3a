"""What a worker does when a letter is issued."""

from celery import shared_task
from django.utils.timezone import now

from determinations.letters.models import Letter
from improvement_plans.plans import moves
from monitoring.work import jobs


@shared_task(name="improvement_plans.open_plan")
def open_plan(*, job_id: int) -> None:
    """Open the plan that an issued letter asks for."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            moves.open_plan(letter=Letter.objects.get(pk=job.subject_id), at=now())
