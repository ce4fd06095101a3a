"""Redis as a server that is asked about itself, next to the cache and the work that go through it."""

import redis
from django.conf import settings


def server() -> redis.Redis:
    """Return a connection to it, on which it is soon clear that it is away."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)
