"""manage.py load_definition FILE: checks a year's definition, or step forms, and keeps it as the newest version."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from monitoring.definition import DefinitionRefused, services


class Command(BaseCommand):
    help = "Checks the definition of a year, or step forms, and keeps it as the newest version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a YAML file, such as fixtures/definitions/2024.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault}", returncode=2) from fault
        try:
            version = services.load_document(text=text, by=None, at=now())
        except DefinitionRefused as refused:
            for problem in refused.problems:
                line = f"line {problem.line}: " if problem.line else ""
                self.stderr.write(f"{line}{problem}")
            sys.exit(1)
        self.stdout.write(f"{version} ({version.sha256[:12]})")
