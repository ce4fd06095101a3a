"""What a worker does about progress, and what the scheduler asks for each morning."""

from celery import shared_task
from django.utils.timezone import localtime, now

from determinations.findings import reminding as of_findings
from improvement_plans.deadlines import reminding as of_steps
from improvement_plans.plans.models import Plan
from improvement_plans.progress import reminding, services
from monitoring.notices import outbox
from monitoring.work import jobs
from monitoring.years.queries import is_holiday

MORNING = 7  # o'clock, Pacific time


@shared_task(name="improvement_plans.set_checks", soft_time_limit=60, time_limit=90)
def set_checks(*, job_id: int) -> None:
    """Set the progress checks of a plan that was approved or amended."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.set_checks(plan=Plan.objects.get(pk=job.subject_id), at=now())


@shared_task(name="improvement_plans.morning", soft_time_limit=300, time_limit=330)
def morning() -> None:
    """From 7 in the morning on, but not on a holiday: remind of what is due, and mail everyone what the day brought."""
    at = now()
    if localtime(at).hour < MORNING or is_holiday(localtime(at).date()):
        return
    of_steps.remind(at=at)
    reminding.remind(at=at)
    of_findings.remind(at=at)
    outbox.ask_for_mails_of_the_day(at=at)
