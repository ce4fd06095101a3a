"""manage.py migrate: as Django's, by the role that owns the tables, which then says what the portal's own role may do."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection

from cim_portal.lib import evidence
from cim_portal.lib.owner import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner() as role:
            super().handle(*args, **options)
            evidence.guard(connection)
            if settings.DATABASE_OWNER:
                evidence.grant(connection, role=role)
