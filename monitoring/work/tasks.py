"""What the scheduler does each minute, and the signs of life that it and the workers give."""

import logging
import os
import threading
from typing import Any

from celery import bootsteps, current_app, shared_task
from celery.beat import PersistentScheduler
from django.db import connection
from django.utils.timezone import now

from cim_portal.lib.probing import answers
from monitoring.work import heartbeats, jobs

logger = logging.getLogger(__name__)
Worker = Any  # Celery has no types
YIELDS = 10  # of the 19 steps by which a process can yield to others


@shared_task(name=jobs.SWEEP, soft_time_limit=50, time_limit=80)
def sweep() -> None:
    """Each minute, and when much is asked for at once: ring for work that waits or whose worker fell silent."""
    jobs.sweep(at=now())


class WorkerStep(bootsteps.StartStopStep):
    """Has a worker give signs of life from a thread of its own, so that they continue while it waits for Redis.

    And has it, with the processes that it starts, let others go first: someone waits for a page.
    """

    def __init__(self, parent: Worker, **options: object) -> None:
        super().__init__(parent, **options)
        os.nice(YIELDS)
        self.ended = threading.Event()

    def start(self, parent: Worker) -> None:
        """Begin."""
        threading.Thread(target=self._beat, args=[parent.hostname], daemon=True, name="heartbeat").start()

    def stop(self, parent: Worker) -> None:
        """End."""
        self.ended.set()

    def _beat(self, name: str) -> None:
        while True:
            _note_if_possible(heartbeats.WORKER, name)
            if self.ended.wait(heartbeats.EVERY.total_seconds()):
                return


class Scheduler(PersistentScheduler):
    """Celery's own, which gives a sign of life with each round."""

    def tick(self, *args: object, **kwargs: object) -> float:
        """Do what is due, and return in how many seconds to look again."""
        _note_if_possible(heartbeats.SCHEDULER, "scheduler")
        return float(super().tick(*args, **kwargs))


def _note_if_possible(kind: str, name: str) -> None:
    """A database that is away ends no worker and no scheduler."""
    if not answers(lambda: heartbeats.note(kind, name, at=now())):
        logger.warning("the %s could not give a sign of life", kind)
    connection.close()


current_app.steps["worker"].add(WorkerStep)
