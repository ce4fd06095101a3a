"""What a worker does about uploads."""

from celery import shared_task
from django.utils.timezone import now

from determinations.uploads import services
from determinations.uploads.models import Upload
from monitoring.work import jobs


@shared_task(name="determinations.check_upload", soft_time_limit=1200, time_limit=1230)
def check_upload(*, job_id: int) -> None:
    """Check one upload."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            upload = Upload.objects.get(pk=job.subject_id)
            services.check(upload=upload, at=now(), report=lambda done, total: jobs.report(job, done=done, total=total))
