"""What a worker does about due dates."""

from celery import shared_task
from django.utils.timezone import now

from improvement_plans.deadlines import services
from monitoring.work import jobs
from monitoring.years.models import Year


@shared_task(name="improvement_plans.follow_due_dates", soft_time_limit=300, time_limit=330)
def follow_due_dates(*, job_id: int) -> None:
    """Have the due dates of a year follow the version of its definition that was put in force."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.follow_definition(year=Year.objects.get(pk=job.subject_id), at=now())
