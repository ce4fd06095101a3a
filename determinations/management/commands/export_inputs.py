"""manage.py export_inputs --year Y --out FILE: what the year's run read, for determining the same levels elsewhere."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from determinations.levels import inputs
from determinations.runs import queries


class Command(BaseCommand):
    help = "Writes the definitions and uploads that the final run of a year read, or its newest draft, as one ZIP file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        run = queries.counting_run(options["year"])
        if run is None:
            self.stderr.write(f"Nothing was determined for {options['year']} yet.")
            sys.exit(1)
        try:
            options["out"].write_bytes(inputs.archive(run))
        except OSError as fault:
            raise CommandError(f"{options['out']} cannot be written: {fault}", returncode=2) from fault
        self.stderr.write(f"{options['out']}: what {run} read, {run.inputs_sha256}.")
