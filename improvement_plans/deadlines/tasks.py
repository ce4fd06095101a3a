"""What a worker does about due dates, and what the scheduler asks for each morning."""

from celery import shared_task
from django.utils.timezone import localtime, now

from improvement_plans.deadlines import reminding, services
from monitoring.notices import outbox
from monitoring.work import jobs
from monitoring.years.models import Year
from monitoring.years.queries import is_holiday

MORNING = 7  # o'clock, Pacific time


@shared_task(name="improvement_plans.follow_due_dates", soft_time_limit=300, time_limit=330)
def follow_due_dates(*, job_id: int) -> None:
    """Have the due dates of a year follow the version of its definition that was put in force."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.follow_definition(year=Year.objects.get(pk=job.subject_id), at=now())


@shared_task(name="improvement_plans.morning", soft_time_limit=300, time_limit=330)
def morning() -> None:
    """From 7 in the morning on, but not on a holiday: remind of what is due, and mail everyone what the day brought."""
    at = now()
    if localtime(at).hour < MORNING or is_holiday(localtime(at).date()):
        return
    reminding.remind(at=at)
    outbox.ask_for_mails_of_the_day(at=at)
