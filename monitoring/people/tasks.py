"""What a worker does about people."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.people import services
from monitoring.people.models import Person
from monitoring.work import jobs


@shared_task(name="monitoring.mail_invitation", soft_time_limit=60, time_limit=90)
def mail_invitation(*, job_id: int) -> None:
    """Mail one invitation."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.send_invitation(person=Person.objects.get(pk=job.subject_id), by=job.asked_by)


@shared_task(name="monitoring.mail_invitation_in_bulk", soft_time_limit=60, time_limit=90)
def mail_invitation_in_bulk(*, job_id: int) -> None:
    """Mail one of very many invitations, for which no one waits at the screen."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.send_invitation(person=Person.objects.get(pk=job.subject_id), by=job.asked_by)
