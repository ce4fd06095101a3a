"""Rows that prove what happened: the database itself refuses the portal to change or remove them.

Two roles work on the database. One owns the tables and is used to migrate, back up and restore; the portal works with the
other, which may do with each table only what `grant` gives it. Neither a mistake in the portal nor someone who got into it
can then rewrite what it rests on.
"""

from collections.abc import Iterator
from typing import ClassVar

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cim_portal.lib import history


class Evidence(models.Model):
    """A row that stays as it was written. `filled_later` are the fields that the portal may fill in afterwards, once."""

    filled_later: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


def filled_once(*columns: str, name: str = "filled_once", where: str = "") -> pgtrigger.Protect:
    """Return the trigger that refuses to change what one of the columns already says, on the rows that `where` selects."""
    changed = " OR ".join(
        f"""COALESCE(OLD."{column}"::text, '') <> '' AND OLD."{column}" IS DISTINCT FROM NEW."{column}\""""
        for column in columns
    )
    return pgtrigger.Protect(
        name=name,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"{where} AND ({changed})" if where else changed),
    )


def grant(connection: BaseDatabaseWrapper, *, role: str) -> None:
    """Give `role` what the portal needs on every table, and no more. `connection` is the owner's."""
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        for order in _orders():
            cursor.execute(order.replace("{role}", quoted))


def _orders() -> Iterator[str]:
    yield "GRANT USAGE ON SCHEMA public TO {role}"
    yield "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"
    for table, columns in _kept():
        yield f'REVOKE UPDATE, DELETE ON "{table}" FROM {{role}}'
        if columns:
            yield f'GRANT UPDATE ({", ".join(columns)}) ON "{table}" TO {{role}}'


def _kept() -> Iterator[tuple[str, list[str]]]:
    """Yield each table of evidence, with the columns that may be filled in."""
    for model in apps.get_models():
        if issubclass(model, Evidence):
            columns = {field.name: field.column for field in model._meta.concrete_fields}
            yield model._meta.db_table, [f'"{columns[name]}"' for name in model.filled_later]
    for kind in history.kinds():
        yield kind.changes._meta.db_table, []
