"""Work by the role that owns the tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def as_owner() -> Iterator[str]:
    """Connect as the owner of the tables for the body, where `DATABASE_OWNER_URL` names one. Yields the portal's role."""
    theirs = {name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD") if settings.DATABASE_OWNER}
    ours = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    if theirs:
        _reconnect(theirs)
    try:
        yield ours["USER"]
    finally:
        if theirs:
            _reconnect(ours)


def _reconnect(account: dict[str, str]) -> None:
    connection.close()
    connection.settings_dict.update(account)
