"""manage.py backup --out FILE: everything the portal holds, in one file."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cim_portal.lib import backup
from cim_portal.lib.verdict import Refused
from monitoring.files import keeping


class Command(BaseCommand):
    help = "Writes the whole database and the kept files to one file, from which `restore` makes a portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--without-files", action="store_true", help="leave out the kept files, which are backed up in another way"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = _none if options["without_files"] else keeping.hashes
            size, lost = backup.make(options["out"], files=files)
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        self.stdout.write(f"{options['out']}: {size:,} bytes.")
        for sha256 in lost:
            self.stderr.write(f"The file kept as {sha256} was changed or removed, and is not in the backup.")
        if lost:
            sys.exit(1)


def _none() -> Iterator[str]:
    yield from ()
