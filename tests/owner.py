"""The account that owns the tables, with which a test does what the portal cannot."""

from django.db import connection

from cim_portal.embedded import servers


def by_owner(sql: str, *values: object) -> None:
    """Change the database as who has got hold of its owner's password would."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(sql, values)
        cursor.execute(f"SET ROLE {servers.ROLE}")
