"""manage.py import_data FORMAT FILE --year Y: checks a file, says everything that is wrong in it, and publishes it."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from cim_portal.lib import canonical
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.uploads import comparison, services
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from monitoring.years.models import Year


class Command(BaseCommand):
    help = "Checks an upload file and says every problem by row and column; with --publish it counts from then on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--publish", action="store_true", help="publish it where no error remains")
        parser.add_argument(
            "--accept-warnings",
            action="store_true",
            help="accept its warnings, having read them; also that rows which count now are not in it",
        )
        parser.add_argument(
            "--amend", action="store_true", help="change only the rows of this file; all others still count as they do"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        year = Year.objects.select_related("definition").filter(year=options["year"]).first()
        if year is None:
            raise CommandError(f"{options['year']} is not open. Open it with open_year first.", returncode=2)
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault}", returncode=2) from fault
        document, fit = self._import(year, content, options, at=now())
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._tell(document)
        if not fit:
            sys.exit(1)

    def _import(
        self, year: Year, content: bytes, options: JsonObject, *, at: datetime
    ) -> tuple[dict[str, object], bool]:
        """Return the document of the import, and whether everything that was asked for was done."""
        try:
            upload = services.check_file(
                year=year,
                format=options["format"],
                name=options["file"].name,
                content=content,
                by=None,
                at=at,
                how=services.How(amends=options["amend"]),
            )
        except services.TooLarge as refused:
            return services.refusal(
                year=year, format=options["format"], sha256=canonical.sha256(content), problem=refused.problem
            ), False
        if upload.received_at != at:
            self.stderr.write(f"These bytes are here already, {upload.get_status_display().lower()}.")
        if upload.status == Upload.Status.CHECKING:
            self.stderr.write("A worker is checking it at this moment; ask again when it has ended.")
        if upload.status == Upload.Status.READY and options["publish"]:
            upload = self._publish(upload, accept=options["accept_warnings"], at=at)
        wanted = {Upload.Status.PUBLISHED} if options["publish"] else {Upload.Status.PUBLISHED, Upload.Status.READY}
        return services.document(upload), upload.status in wanted

    def _publish(self, upload: Upload, *, accept: bool, at: datetime) -> Upload:
        try:
            if accept:
                return services.accept_and_publish(upload=upload, by=None, at=at, gone=comparison.many_gone(upload))
            return services.publish(upload=upload, by=None, at=at)
        except Refused as refused:
            self.stderr.write(str(refused))
            return upload

    def _tell(self, document: JsonObject) -> None:
        for one in document["problems"]:
            self.stdout.write(f"row {one['row']}, {one['column'] or 'the file'}: {one['message']} [{one['code']}]")
        self.stdout.write(
            f"{document['rows']} rows, {document['errors']} errors, {document['warnings']} warnings;"
            f" {'published' if document['published'] else 'not published'}."
        )
