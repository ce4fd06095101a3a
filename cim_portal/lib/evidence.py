"""Rows that prove what happened: the database itself refuses the portal to change or remove them.

Two roles work on the database. One owns the tables and is used to migrate, back up and restore; the portal works with the
other, which may do with each table only what `grant` gives it. Neither a mistake in the portal nor someone who got into it
can then rewrite what it rests on. The triggers of `guard` are not pgtrigger's, which whoever is connected can have ignored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cim_portal.lib import history

_REFUSAL = """
CREATE OR REPLACE FUNCTION evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is evidence and stays', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


class Evidence(models.Model):
    """A row that stays as it was written. `filled_later` are the fields that the portal may fill in afterwards.

    `doors` are names of functions of the database, made by a migration, that do one thing with the owner's rights.
    """

    filled_later: ClassVar[tuple[str, ...]] = ()
    doors: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Stay:
    """What is refused on a table to everyone: the operation on rows of which the condition, on OLD and NEW, holds.

    A model names its own in `stays`.
    """

    operation: str
    condition: str


def said_once(*columns: str, where: str = "true") -> Stay:
    """Refuse to change what one of the columns says already, on the rows that `where` selects."""
    changed = " OR ".join(
        f"""COALESCE(OLD."{column}"::text, '') <> '' AND OLD."{column}" IS DISTINCT FROM NEW."{column}\""""
        for column in columns
    )
    return Stay("UPDATE", f"{where} AND ({changed})")


def guard(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place that refuse what `stays` of the models says. `connection` is the owner's."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSAL)
        for model in apps.get_models():
            for number, stay in enumerate(getattr(model, "stays", ())):
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER evidence_{number} BEFORE {stay.operation} ON {model._meta.db_table}"
                    f" FOR EACH ROW WHEN ({stay.condition}) EXECUTE FUNCTION evidence_stays()"
                )


def grant(connection: BaseDatabaseWrapper, *, role: str) -> None:
    """Give `role` what the portal needs on every table, and no more. `connection` is the owner's."""
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        for rights, on in _rights():
            cursor.execute(f"{rights} ON {on} {'FROM' if rights.startswith('REVOKE') else 'TO'} {quoted}")


def _rights() -> Iterator[tuple[str, str]]:
    yield "GRANT USAGE", "SCHEMA public"
    yield "GRANT SELECT, INSERT, UPDATE, DELETE", "ALL TABLES IN SCHEMA public"
    yield "GRANT USAGE, SELECT", "ALL SEQUENCES IN SCHEMA public"
    yield "REVOKE INSERT, UPDATE, DELETE", "django_migrations"
    for table, columns in _kept():
        yield "REVOKE UPDATE, DELETE", table
        if columns:
            yield f"GRANT UPDATE ({', '.join(columns)})", table
    for model in apps.get_models():
        for door in getattr(model, "doors", ()):
            yield "GRANT EXECUTE", f"FUNCTION {door}"


def _kept() -> Iterator[tuple[str, list[str]]]:
    """Yield each table of evidence, with the columns that may be filled in."""
    for model in apps.get_models():
        if issubclass(model, Evidence):
            columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
            yield model._meta.db_table, [columns[name] for name in model.filled_later]
    for kind in history.kinds():
        yield kind.changes._meta.db_table, []
