"""What a worker does for the email list."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.resources import subscribers
from monitoring.resources.models import Subscriber
from monitoring.work import jobs


@shared_task(name="monitoring.mail_confirmation", soft_time_limit=60, time_limit=90)
def mail_confirmation(*, job_id: int) -> None:
    """Mail the links of the email list to one address."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            subscribers.send_confirmation(subscriber=Subscriber.objects.get(pk=job.subject_id))
