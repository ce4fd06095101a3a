"""manage.py invite_administrator EMAIL NAME: invites the first administrator, who invites everyone else."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import now

from cim_portal.lib.verdict import Refused
from monitoring.people import services
from monitoring.places.models import State
from monitoring.work import jobs


class Command(BaseCommand):
    help = "Invites a state administrator by email; a mail with the way in goes to the address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        state, _ = State.objects.get_or_create(code="CA", defaults={"name": "California Department of Education"})
        try:
            invited = services.invite(
                email=options["email"],
                name=options["name"],
                role="state_administrator",
                organization=state,
                by=None,
                at=now(),
            )
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        jobs.work_off()
        where = (
            f"it was written to {settings.EMAIL_FILE_PATH}" if "filebased" in settings.EMAIL_BACKEND else "it was sent"
        )
        self.stdout.write(f"{invited.person.email} is invited. The mail has the link that sets a password; {where}.")
