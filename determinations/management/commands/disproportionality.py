"""manage.py disproportionality --year Y: the ratio of each cell of the published counts, exact."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cim_portal.lib.shapes import JsonObject
from determinations.disproportionality import services
from monitoring.places.models import Lea
from monitoring.years.models import Year


class Command(BaseCommand):
    help = "Compares each group's risk with that of all others, by LEA and category; ratios are exact fractions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--lea", metavar="CODE", help="one LEA alone")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        year = Year.objects.select_related("definition").filter(year=options["year"]).first()
        if year is None:
            raise CommandError(f"{options['year']} is not open. Open it with open_year first.", returncode=2)
        lea = Lea.objects.filter(code=options["lea"]).first() if options["lea"] else None
        if options["lea"] and lea is None:
            raise CommandError(f"No LEA has the code {options['lea']}.", returncode=2)
        try:
            document = services.document(year=year, lea=lea)
        except services.NoCounts as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self._tell(document)

    def _tell(self, document: JsonObject) -> None:
        for cell in document["cells"]:
            ratio = f"{cell['kind'].replace('_', ' ')} {cell['ratio']}" if cell["ratio"] else cell["reason"]
            exceeds = f", exceeds, {cell['years']} in a row" if cell["exceeds"] else ""
            self.stdout.write(
                f"{cell['lea_code']} category {cell['category']} {cell['group']}: {cell['outcome']} of {cell['base']}"
                f" against {cell['comparison_outcome']} of {cell['comparison_base']}: {ratio}{exceeds}"
            )
