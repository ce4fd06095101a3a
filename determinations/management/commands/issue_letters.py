"""manage.py issue_letters --year Y: issues the letters of the final run, each in its own transaction."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from cim_portal.lib.verdict import Refused
from determinations.letters import issuing, moves
from determinations.letters.models import Letter
from monitoring.ledger import ledger
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.years.models import Year


class Command(BaseCommand):
    help = "Issues the Annual Determination Letters of a year. Stopped in the middle, it continues when called again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--lea", metavar="CODE", action="append", default=[], help="only this LEA; may be repeated")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        year = Year.objects.filter(year=options["year"]).first()
        if year is None:
            raise CommandError(f"{options['year']} is not open. Open it with open_year first.", returncode=2)
        unknown = set(options["lea"]) - set(Lea.objects.values_list("code", flat=True))
        if unknown:
            raise CommandError(f"There is no LEA {', '.join(sorted(unknown))}.", returncode=2)
        try:
            waiting = issuing.draft(year=year, lea_codes=options["lea"], by=None, at=now())
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        issued = self._issue(waiting)
        jobs.work_off()  # the notices and the plans that the letters asked for
        if options["json"]:
            self.stdout.write(json.dumps({"year": year.year, "issued": issued}))
        else:
            self.stdout.write(f"{issued} letters issued.")

    def _issue(self, waiting: list[Letter]) -> int:
        """Issue the letters one by one and return how many; one that a worker issues meanwhile is left to it."""
        issued = 0
        for number, letter in enumerate(waiting, start=1):
            try:
                moves.issue_letter(letter=letter, by=None, at=now())
                issued += 1
            except ledger.NotNow as faster:
                self.stderr.write(f"{letter}: {faster}")
            except Refused as refused:
                self.stderr.write(f"{issued} letters issued. {letter}: {refused}")
                sys.exit(1)
            if number % 100 == 0:
                self.stderr.write(f"{number} of {len(waiting)}")
        return issued
