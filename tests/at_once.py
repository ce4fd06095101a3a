"""Two or more who do something at the same instant, each on a connection of their own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction

from cim_portal.lib.verdict import Refused
from tests.owner import by_owner

DEADLINE = 60  # seconds; a machine that does other things too needs some
LEDGER = "LOCK TABLE monitoring_event IN SHARE MODE"  # read by all, written by no one
Act = Callable[[], object]
# Whoever waits for a row waits for a transaction, which is of no database, and has a lock of the table.
_WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks
WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""


def refusable(act: Act) -> Act:
    """Return an act that gives the refusal that it gets."""

    def do() -> object:
        try:
            return act()
        except Refused as refused:
            return refused

    return do


def at_once(*acts: Act, held: str = LEDGER) -> list[object]:
    """Let each act, on a connection of its own, come as far as what is `held`; then let go, and return what each gave.

    Nothing of the first is committed when the last has begun, and the first is the first in the queue.
    """
    with ThreadPoolExecutor(len(acts)) as threads, _holding(held):
        begun = []
        for act in acts:
            begun.append(threads.submit(_on_its_own_connection, act))
            _until_each_waits(begun)
    return [one.result() for one in begun]


@contextmanager
def _holding(lock: str) -> Iterator[None]:
    """Hold what the statement locks. It is let go even where the test fails, so that no thread waits for ever."""
    with transaction.atomic():
        by_owner(lock)
        yield


def _on_its_own_connection(act: Act) -> object:
    try:
        return act()
    finally:
        connection.close()


def _until_each_waits(begun: list[Future[object]]) -> None:
    """Ask PostgreSQL until each act waits for a lock, or has ended."""
    ends = time.monotonic() + DEADLINE
    while waiting() + sum(one.done() for one in begun) < len(begun):
        assert time.monotonic() < ends, "an act neither waits nor ends"


def waiting() -> int:
    """Return how many sessions of this database wait for a lock; those of the tests next to this one have another."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return int(cursor.fetchone()[0])
