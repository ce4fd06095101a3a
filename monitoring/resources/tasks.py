"""What a worker does for the email list."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.resources import mailings, subscribers
from monitoring.resources.models import Posting, Subscriber
from monitoring.work import jobs


@shared_task(name="monitoring.mail_confirmation", soft_time_limit=60, time_limit=90)
def mail_confirmation(*, job_id: int) -> None:
    """Mail the links of the email list to one address."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            subscribers.send_confirmation(subscriber=Subscriber.objects.get(pk=job.subject_id))


@shared_task(name="monitoring.mail_list_in_bulk", soft_time_limit=60, time_limit=90)
def mail_list_in_bulk(*, job_id: int) -> None:
    """Mail what was written to the email list to one address."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            posting = Posting.objects.select_related("mailing", "subscriber").get(pk=job.subject_id)
            mailings.send_posting(posting=posting, at=now())
