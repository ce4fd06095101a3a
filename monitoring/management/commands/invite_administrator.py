"""manage.py invite_administrator EMAIL NAME: invites the first administrator, who invites everyone else."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import now

from cim_portal.lib.verdict import Refused
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.places.models import State
from monitoring.work import faults, jobs
from monitoring.work.models import Job


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
        self.stdout.write(
            f"{invited.person.email} is invited. The mail has the link that sets a password; {_where(invited.person)}."
        )


def _where(person: Person) -> str:
    job = jobs.latest("monitoring.mail_invitation", person)
    if job and job.state != Job.State.DONE:
        return f"it was not sent yet, and a worker tries again. {faults.in_words(job.fault)}".rstrip(".")
    return f"it was written to {settings.EMAIL_FILE_PATH}" if "filebased" in settings.EMAIL_BACKEND else "it was sent"
