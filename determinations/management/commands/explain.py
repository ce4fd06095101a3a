"""manage.py explain LEA_CODE --year Y: why an LEA has its level, rule by rule."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cim_portal.lib.shapes import JsonObject
from determinations.levels import determining
from determinations.runs import queries
from determinations.runs.words import no_level


class Command(BaseCommand):
    help = "Says why an LEA has its level: each rule tried in order, the facts and where they came from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lea_code")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = determining.explain(lea_code=options["lea_code"], year=options["year"])
        except queries.NoRun as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._tell(document)

    def _tell(self, document: JsonObject) -> None:
        self.stdout.write(f"{document['lea_code']}, {document['year']}: {document['level'] or no_level()}")
        for rule in document["rules"]:
            self.stdout.write(f"{rule['level']}: {'holds' if rule['matched'] else 'does not hold'}")
            for fact in rule["facts"]:
                self.stdout.write(f"    {fact['name']} = {fact['value']}  ({fact['source']})")
        for one in document["elements"]:
            self.stdout.write(
                f"{one['indicator']}: {one['rate']} against {one['operator']}{one['target']}, {one['met']}"
            )
