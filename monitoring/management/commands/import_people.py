"""manage.py import_people FILE: gives the roles of a CSV of people, and mails the invitations."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from monitoring.people import importing
from monitoring.work import jobs


class Command(BaseCommand):
    help = "Checks a CSV of email, name, role and code, says everything that is wrong in it, and gives the roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only check it")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault}", returncode=2) from fault
        checked = importing.check(content, by=None)
        applied = not checked.errors and not options["dry_run"]
        if applied:
            checked = importing.give(content, by=None, at=now())
            jobs.work_off()
        if options["json"]:
            self.stdout.write(json.dumps({**checked.as_json(), "applied": applied}, ensure_ascii=False, indent=2))
        else:
            self._tell(checked, applied=applied)
        if checked.errors:
            sys.exit(1)

    def _tell(self, checked: importing.Checked, *, applied: bool) -> None:
        for one in checked.problems:
            self.stdout.write(f"row {one.row}, {one.column or 'the file'}: {one.message} [{one.code}]")
        self.stdout.write(
            f"{checked.rows:,} rows, {len(checked.wanted):,} roles, {checked.new:,} new accounts, {checked.errors:,} errors;"
            f" {'given' if applied else 'not given'}."
        )
