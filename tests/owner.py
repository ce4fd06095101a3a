"""The account that owns the tables, with which a test does what the portal cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

from cim_portal.embedded import servers


def by_owner(*orders: str, values: tuple[str | int | None, ...] = ()) -> None:
    """Change the database as who has got hold of its owner's password would; `values` are of the last order."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for order in orders[:-1]:
            cursor.execute(order)
        cursor.execute(orders[-1], values)
        cursor.execute(f"SET ROLE {servers.ROLE}")


def past_the_guard(table: str, order: str, *values: str | int | None) -> None:
    """Change what is evidence, where a test needs a state that the portal does not come to any more."""
    by_owner("SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {table} DISABLE TRIGGER USER")
    by_owner(order, values=values)
    by_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def past_guards(*models: type[Model]) -> Iterator[None]:
    """Let what is within change the tables of `models`, evidence or not, as their owner."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for guard in ("DISABLE", "ENABLE"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" {guard} TRIGGER USER')
            if guard == "DISABLE":
                yield
        cursor.execute(f"SET ROLE {servers.ROLE}")
