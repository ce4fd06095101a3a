"""What a worker does about findings."""

from celery import shared_task
from django.utils.timezone import now

from determinations.findings import letters
from determinations.findings.models import FindingLetter
from monitoring.work import jobs


@shared_task(name="determinations.draw_finding_letter", soft_time_limit=180, time_limit=210)
def draw_finding_letter(*, job_id: int) -> None:
    """Draw the notice of a finding, or the letter that closes it."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            letters.drawn(FindingLetter.objects.select_related("finding__lea").get(pk=job.subject_id))
