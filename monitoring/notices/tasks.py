"""What a worker does about notices."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.notices import mail
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.work import jobs


@shared_task(name="monitoring.mail_notice", soft_time_limit=60, time_limit=90)
def mail_notice(*, job_id: int) -> None:
    """Mail one notice."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            mail.send_notice(notice=Notice.objects.select_related("person").get(pk=job.subject_id), at=now())


@shared_task(name="monitoring.mail_day", soft_time_limit=60, time_limit=90)
def mail_day(*, job_id: int) -> None:
    """Mail one person all notices that wait for the mail of the day."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            mail.send_mail_of_the_day(person=Person.objects.get(pk=job.subject_id), at=now())
