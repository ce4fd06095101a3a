"""manage.py backup --out FILE: everything the portal holds, in one file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cim_portal.lib import backup
from cim_portal.lib.verdict import Refused


class Command(BaseCommand):
    help = "Writes the whole database, kept files included, to one file, from which `restore` makes a portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = backup.make(options["out"])
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        self.stdout.write(f"{options['out']}: {size:,} bytes.")
