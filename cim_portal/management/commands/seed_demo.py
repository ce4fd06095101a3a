"""manage.py seed_demo: loads the demonstration state, once."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cim_portal import demo
from cim_portal.demo import story
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year


class Command(BaseCommand):
    help = "Loads a made-up state of LEAs, years, plans and people. Called again, it says so and changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--leas", type=int, default=demo.LEAS, help="how many LEAs; the state has about 2,200")
        parser.add_argument("--years", type=int, default=demo.YEARS, help="how many of the newest years")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["leas"] < demo.FEWEST:
            self.stderr.write(f"The demonstration needs at least {demo.FEWEST} LEAs.")
            sys.exit(2)
        if options["years"] < 1:
            self.stderr.write("The demonstration needs at least one year.")
            sys.exit(2)
        if Person.objects.filter(email=demo.accounts()[0].email).exists():
            self.stderr.write("The demonstration is there already; nothing was changed.")
        elif Year.objects.exists() or Lea.objects.exists():
            self.stderr.write(
                "This portal holds years or LEAs that are not the demonstration's. It needs an empty one."
            )
            sys.exit(1)
        else:
            say = self._say if options["verbosity"] else _silent
            story.tell(leas=options["leas"], years=options["years"], at=timezone.now(), say=say)
        self._print(as_json=options["json"])

    def _say(self, words: str) -> None:
        self.stderr.write(words)

    def _print(self, *, as_json: bool) -> None:
        accounts = [asdict(account) for account in demo.accounts()]
        document = {"leas": Lea.objects.count(), "years": Year.objects.count(), "accounts": accounts}
        if as_json:
            self.stdout.write(json.dumps(document, indent=2))
            return
        self.stdout.write(f"{document['leas']} LEAs, {document['years']} years. All of it is made up.")
        for account in demo.accounts():
            self.stdout.write(f"  {account.role:<20} {account.email:<36} {account.password}")


def _silent(words: str) -> None:
    """Say nothing."""
