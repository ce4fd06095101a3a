"""What a worker does for this app: claim, one service, done."""

from celery import shared_task
from django.utils.timezone import now

from determinations.models import Letter, Upload
from determinations.services import letters, uploads
from monitoring import jobs


@shared_task(name="determinations.check_upload")
def check_upload(*, job_id: int) -> None:
    """Check one upload."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            upload = Upload.objects.get(pk=job.subject_id)
            uploads.check(upload=upload, at=now(), report=lambda done, total: jobs.report(job, done=done, total=total))


@shared_task(name="determinations.issue_letter")
def issue_letter(*, job_id: int) -> None:
    """Draw and issue one letter, for the person who asked for the batch."""
    with jobs.claimed(job_id, clock=now) as job:
        if job and (letter := Letter.objects.filter(pk=job.subject_id).first()):  # a needless draft is deleted
            letters.issue(letter=letter, by=job.asked_by, at=now())
