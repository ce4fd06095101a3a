"""manage.py open_year YEAR: opens a year under the newest version of its definition."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from cim_portal.lib.verdict import Refused
from monitoring.years import services


class Command(BaseCommand):
    help = "Opens a year under the newest version of its definition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            opened = services.open_year(year=options["year"], by=None, at=now())
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        self.stdout.write(f"{opened} is open, under its definition's {opened.definition}.")
