"""manage.py restore FILE: fills an empty database from a backup, and proves what came."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from cim_portal.lib import backup
from cim_portal.lib.verdict import Refused


class Command(BaseCommand):
    help = "Fills an empty database from what `backup` wrote, then proves the ledger and the kept files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup.restore(options["file"])
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        call_command("verify_ledger", stdout=self.stdout, stderr=self.stderr)
