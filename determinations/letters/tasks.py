"""What a worker does about letters."""

from celery import shared_task
from django.utils.timezone import now

from determinations.letters import issuing, moves, releasing
from determinations.letters.models import Letter, Release
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


@shared_task(name="determinations.ask_for_releases", soft_time_limit=50, time_limit=80)
def ask_for_releases() -> None:
    """Each minute: ask for the letters to be released whose time has come."""
    releasing.ask_for_due(at=now())


@shared_task(name="determinations.release_letters", soft_time_limit=600, time_limit=660)
def release_letters(*, job_id: int) -> None:
    """Release the letters that are under embargo, all at once."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            releasing.release(release=Release.objects.get(pk=job.subject_id), at=now())
