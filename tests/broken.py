"""What fails while a test looks on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


class NotWrittenError(Exception):
    """The ledger took no entry."""


def _refuse_entries(execute: Callable[..., object], sql: str, *rest: object) -> object:
    if sql.startswith('INSERT INTO "monitoring_event"'):
        raise NotWrittenError
    return execute(sql, *rest)


@contextmanager
def ledger_that_fails() -> Iterator[None]:
    """Let no entry be written to the ledger in the body, as where the disk is full."""
    with connection.execute_wrapper(_refuse_entries):
        yield
