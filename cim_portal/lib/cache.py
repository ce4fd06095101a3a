"""How values are kept in Redis, and what happens while Redis is away."""

import json
import logging
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache

from cim_portal.lib.shapes import Json

logger = logging.getLogger(__name__)


class AsJson:
    """Keeps values as JSON: what is read back is data, and never runs. A tuple comes back as a list."""

    def dumps(self, value: Json) -> bytes:
        """Return the bytes of a value."""
        return json.dumps(value).encode()

    def loads(self, kept: bytes) -> Json:
        """Return the value of the bytes."""
        return json.loads(kept)


class PatientCache(RedisCache):
    """Goes without Redis while it is away: nothing is found and nothing is kept, and every page still answers.

    What counts tries at signing in counts none meanwhile; passwords and factors are asked for all the same.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value that is not there; False where it is. While Redis is away no one else has kept it."""
        return bool(_or(True, lambda: super(PatientCache, self).add(*args, **kwargs)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:  # of any kind, as in Django's own
        """Return a value, or the default."""
        return _or(default, lambda: super(PatientCache, self).get(key, default, version))

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value."""
        _or(None, lambda: super(PatientCache, self).set(*args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value longer."""
        return bool(_or(False, lambda: super(PatientCache, self).touch(*args, **kwargs)))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget a value."""
        return bool(_or(False, lambda: super(PatientCache, self).delete(*args, **kwargs)))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:  # of any kind, as in Django's own
        """Return those of the values that are there."""
        return _or({}, lambda: super(PatientCache, self).get_many(*args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Say whether a value is there."""
        return bool(_or(False, lambda: super(PatientCache, self).has_key(*args, **kwargs)))

    def set_many(self, *args: Any, **kwargs: Any) -> Any:  # of any kind, as in Django's own
        """Keep several values."""
        return _or([], lambda: super(PatientCache, self).set_many(*args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Forget several values."""
        _or(None, lambda: super(PatientCache, self).delete_many(*args, **kwargs))


def _or(otherwise: Any, ask: Callable[[], Any]) -> Any:  # of any kind, as in Django's own
    try:
        return ask()
    except (redis.ConnectionError, redis.TimeoutError) as fault:
        logger.warning("the cache is away: %s", type(fault).__name__)
        return otherwise
