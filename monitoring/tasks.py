"""What a worker does for this app: claim, one service, done."""

from celery import shared_task
from django.utils.timezone import now

from monitoring import jobs
from monitoring.models import Notice, Person, Subscriber
from monitoring.services import mail, people, subscribers


@shared_task(name="monitoring.mail_notice")
def mail_notice(*, job_id: int) -> None:
    """Mail one notice."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            mail.send_notice(notice=Notice.objects.select_related("person").get(pk=job.subject_id), at=now())


@shared_task(name="monitoring.mail_confirmation")
def mail_confirmation(*, job_id: int) -> None:
    """Mail the links of the e-mail list to one address."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            subscribers.send_confirmation(subscriber=Subscriber.objects.get(pk=job.subject_id))


@shared_task(name="monitoring.mail_invitation")
def mail_invitation(*, job_id: int) -> None:
    """Mail one invitation."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            people.send_invitation(person=Person.objects.get(pk=job.subject_id), by=job.asked_by)


@shared_task(name="monitoring.sweep")
def sweep() -> None:
    """Each minute: ring again for work that waits or whose worker fell silent."""
    jobs.sweep(at=now())
