"""What the scheduler does each day."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.files import clearing


@shared_task(name="monitoring.clear_files", soft_time_limit=1500, time_limit=1600)
def clear_files() -> None:
    """Remove kept files that no row names, a day after they were written."""
    clearing.clear(at=now())
