"""What the scheduler does each minute."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.work import jobs


@shared_task(name="monitoring.sweep", soft_time_limit=50, time_limit=80)
def sweep() -> None:
    """Each minute: ring again for work that waits or whose worker fell silent."""
    jobs.sweep(at=now())
