"""What the scheduler does each minute."""

from celery import shared_task

from monitoring.ledger import sealing


@shared_task(name="monitoring.seal_ledger", soft_time_limit=300, time_limit=330)
def seal_ledger() -> None:
    """Seal entries whose process ended between writing and sealing them."""
    sealing.seal()
