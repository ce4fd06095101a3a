"""Signs of life: each worker and the scheduler write the time into the database, so that one that died is seen.

They are not in Redis, which may be away while both continue.
"""

from datetime import datetime, timedelta

from monitoring.work.models import Heartbeat

WORKER, SCHEDULER = "worker", "scheduler"
EVERY = timedelta(seconds=10)
DEAD_AFTER = timedelta(seconds=35)  # three that did not come
KEPT = timedelta(days=1)  # a machine that is no more leaves one behind


def note(kind: str, name: str, *, at: datetime) -> None:
    """Write down that the process lives."""
    Heartbeat.objects.filter(at__lt=at - KEPT).delete()
    Heartbeat.objects.update_or_create(kind=kind, name=name, defaults={"at": at})


def alive(*, at: datetime) -> set[str]:
    """Return the kinds of which at least one process lives."""
    return set(Heartbeat.objects.filter(at__gt=at - DEAD_AFTER).values_list("kind", flat=True))
