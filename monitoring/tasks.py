"""What a worker does for this app: claim, one service, done."""

from celery import shared_task
from django.utils.timezone import now

from monitoring import jobs
from monitoring.models import Notice
from monitoring.services import mail


@shared_task(name="monitoring.mail_notice")
def mail_notice(*, job_id: int) -> None:
    """Mail one notice."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            mail.send_notice(notice=Notice.objects.select_related("person").get(pk=job.subject_id), at=now())


@shared_task(name="monitoring.sweep")
def sweep() -> None:
    """Each minute: ring again for work that waits or whose worker fell silent."""
    jobs.sweep(at=now())
