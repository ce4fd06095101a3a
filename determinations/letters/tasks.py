"""What a worker does about letters."""

from celery import shared_task
from django.utils.timezone import now

from determinations.letters import issuing, moves
from determinations.letters.models import Letter
from monitoring.work import jobs


@shared_task(name="determinations.issue_letter", soft_time_limit=180, time_limit=210)
def issue_letter(*, job_id: int) -> None:
    """Draw and issue one letter, for the person who asked for the batch."""
    with jobs.claimed(job_id, clock=now) as job:
        if job and (letter := Letter.objects.filter(pk=job.subject_id).first()):  # a needless draft is deleted
            moves.issue_letter(letter=letter, by=job.asked_by, at=now())


@shared_task(name="determinations.draw_letter", soft_time_limit=180, time_limit=210)
def draw_letter(*, job_id: int) -> None:
    """Draw a letter that was issued undrawn."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            issuing.drawn(Letter.objects.get(pk=job.subject_id))
