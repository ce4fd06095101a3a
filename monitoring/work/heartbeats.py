"""Signs of life: each worker and the scheduler write the time into the database, so that one that died is seen.

They are not in Redis, which may be away while both continue.
"""

import logging
import os
import threading
from datetime import datetime, timedelta

from django.db import connection

from cim_portal.lib.probing import answers
from monitoring.work.models import Heartbeat

logger = logging.getLogger(__name__)
WORKER, SCHEDULER = "worker", "scheduler"
EVERY = timedelta(seconds=10)
DEAD_AFTER = timedelta(seconds=35)  # three that did not come
KEPT = timedelta(days=1)  # a machine that is no more leaves one behind
# A worker writes from a thread. A process that it starts meanwhile would find locked for ever whatever the thread had locked.
_writing = threading.Lock()
os.register_at_fork(before=_writing.acquire, after_in_parent=_writing.release, after_in_child=_writing.release)


def note(kind: str, name: str, *, at: datetime) -> None:
    """Write down that the process lives."""
    Heartbeat.objects.filter(at__lt=at - KEPT).delete()
    Heartbeat.objects.update_or_create(kind=kind, name=name, defaults={"at": at})


def note_if_possible(kind: str, name: str, *, at: datetime) -> None:
    """Write down that the process lives, if the database answers; it starts no other process meanwhile."""
    with _writing:
        if not answers(lambda: note(kind, name, at=at)):
            logger.warning("the %s could not give a sign of life", kind)
        connection.close()


def alive(*, at: datetime) -> set[str]:
    """Return the kinds of which at least one process lives."""
    return set(Heartbeat.objects.filter(at__gt=at - DEAD_AFTER).values_list("kind", flat=True))
