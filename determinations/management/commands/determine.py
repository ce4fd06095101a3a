"""manage.py determine --year Y: works out the level of each LEA, as a draft, final, or only what would be."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.levels import determining, doubts
from determinations.runs import queries
from determinations.runs.models import Run
from determinations.runs.words import no_level
from monitoring.definition import DefinitionRefused, definition_of, read_definition, services
from monitoring.years.models import Year


class Command(BaseCommand):
    help = "Determines the levels of a year; with --what-if it shows what other rules would change and keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--definition", type=Path, help="another definition of the year, as YAML")
        parser.add_argument("--what-if", action="store_true", help="keep nothing")
        parser.add_argument(
            "--final",
            action="store_true",
            help="make it the run that counts, and accept what looks wrong, which is named",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what_if"] and options["final"]:
            raise CommandError("--what-if keeps nothing, so it cannot be --final.", returncode=2)
        year = Year.objects.select_related("definition").filter(year=options["year"]).first()
        if year is None:
            raise CommandError(f"{options['year']} is not open. Open it with open_year first.", returncode=2)
        text = self._text(options["definition"])
        document = self._what_if(year, text) if options["what_if"] else self._determine(year, text, options["final"])
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._tell(document)

    def _text(self, file: Path | None) -> str | None:
        try:
            return file.read_text(encoding="utf-8") if file else None
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file} cannot be read: {fault}", returncode=2) from fault

    def _what_if(self, year: Year, text: str | None) -> dict[str, object]:
        try:
            definition = read_definition(text) if text else definition_of(year.definition)
        except DefinitionRefused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        try:
            outcomes = determining.work_out(year=year, definition=definition)
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        return {**outcomes.document(final=False), "moved": outcomes.moved(since=queries.final_run(year.year))}

    def _determine(self, year: Year, text: str | None, final: bool) -> dict[str, object]:
        at = now()
        try:
            version = services.load_definition(text=text, by=None, at=at) if text else year.definition
        except DefinitionRefused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        try:
            run = determining.determine(year=year, version=version, by=None, at=at)
            if final and run.status == Run.Status.DRAFT:
                accepted = doubts.Everything()
                run = determining.finalise(run=run, by=None, at=at, accepted=accepted)
                for one in accepted.found:
                    self.stderr.write(f"Accepted: {one.title} ({one.count:,}).")
        except determining.AnotherYear as refused:
            raise CommandError(str(refused), returncode=2) from refused
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        return determining.document(run)

    def _tell(self, document: JsonObject) -> None:
        self.stdout.write(
            f"{document['year']}, {document['definition']}, {'final' if document['final'] else 'not final'}"
        )
        for level, count in document["counts"].items():
            self.stdout.write(f"{level:>5}  {count}")
        for one in document.get("moved", ()):
            self.stdout.write(f"{one['lea_code']}: {one['from'] or no_level()} to {one['to'] or no_level()}")
