"""manage.py import_inputs FILE: takes in what a run read on another portal, to determine the same levels here."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from cim_portal.lib.verdict import Refused
from determinations.levels import inputs


class Command(BaseCommand):
    help = "Opens the years of a file that export_inputs made and publishes its uploads; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault}", returncode=2) from fault
        try:
            year = inputs.take_in(content, by=None, at=now())
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        self.stdout.write(f"{year} is open with what the run read. Next: manage.py determine --year {year}")
