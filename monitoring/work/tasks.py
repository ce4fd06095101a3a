"""What the scheduler does each minute, and the signs of life that it and the workers give."""

import gc
import os
import threading
from typing import Any

from celery import bootsteps, current_app, shared_task
from celery.beat import PersistentScheduler
from django.utils.timezone import now

from monitoring.work import heartbeats, jobs

Worker = Any  # Celery has no types
LOOKED_AFTER = 10_000  # new objects
YIELDS = 10  # of the 19 steps by which a process can yield to others


@shared_task(name=jobs.SWEEP, soft_time_limit=50, time_limit=80)
def sweep() -> None:
    """Each minute, and when much is asked for at once: ring for work that waits or whose worker fell silent."""
    jobs.sweep(at=now())


class WorkerStep(bootsteps.StartStopStep):
    """Has a worker give signs of life from a thread of its own, so that they continue while it waits for Redis.

    And has it, with the processes that it starts, let others go first: someone waits for a page. What is loaded by now stays,
    so looking for what nothing refers to any more passes over it, and is done less often: a letter is a hundred thousand
    objects, which would be looked through again and again.
    """

    def __init__(self, parent: Worker, **options: object) -> None:
        super().__init__(parent, **options)
        os.nice(YIELDS)
        gc.freeze()
        gc.set_threshold(LOOKED_AFTER, 20, 20)
        self.ended = threading.Event()

    def start(self, parent: Worker) -> None:
        """Begin."""
        threading.Thread(target=self._beat, args=[parent.hostname], daemon=True, name="heartbeat").start()

    def stop(self, parent: Worker) -> None:
        """End."""
        self.ended.set()

    def _beat(self, name: str) -> None:
        while True:
            heartbeats.note_if_possible(heartbeats.WORKER, name, at=now())
            if self.ended.wait(heartbeats.EVERY.total_seconds()):
                return


class Scheduler(PersistentScheduler):
    """Celery's own, which gives a sign of life with each round."""

    def tick(self, *args: object, **kwargs: object) -> float:
        """Do what is due, and return in how many seconds to look again."""
        heartbeats.note_if_possible(heartbeats.SCHEDULER, "scheduler", at=now())
        return float(super().tick(*args, **kwargs))


current_app.steps["worker"].add(WorkerStep)
