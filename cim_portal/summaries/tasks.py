"""What a worker does about summaries."""

from celery import shared_task
from django.utils.timezone import now

from cim_portal.summaries import services
from cim_portal.summaries.models import Summary
from monitoring.work import jobs
from monitoring.years.models import Year


@shared_task(name=services.DRAW, soft_time_limit=300, time_limit=330)
def summarize(*, job_id: int) -> None:
    """Draw one summary."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            found = Summary.objects.select_related("year", "selpa", "lea")
            services.draw(found.get(pk=job.subject_id), at=now())


@shared_task(name=services.DRAW_ALL, soft_time_limit=1700, time_limit=1750)
def summarize_in_bulk(*, job_id: int) -> None:
    """Draw the summaries of all SELPAs of a year."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            year = Year.objects.get(pk=job.subject_id)
            services.draw_all(year, at=now(), report=lambda done, total: jobs.report(job, done=done, total=total))
