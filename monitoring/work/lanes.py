"""The lanes of the broker in which alarms wait for workers."""

import redis
from django.conf import settings

from cim_portal.lib import broker

LONG = 100  # alarms, which keep workers busy for a while


def long() -> set[str]:
    """Return the lanes in which many alarms wait; none while Redis is away."""
    try:
        with broker.server() as server:
            return {lane.name for lane in settings.CELERY_TASK_QUEUES if int(server.llen(lane.name)) > LONG}
    except redis.RedisError:
        return set()
