"""manage.py export NAME --year Y --format csv|xlsx|json: a table of the year, as the portal's pages give it."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.timezone import localdate

from cim_portal.dashboards import figures
from cim_portal.dashboards.filters import Filters, results
from cim_portal.lib import sheets
from cim_portal.lib.sheets import Rows, Table
from determinations.disproportionality import tables as disproportionality_tables
from determinations.federal_files import tables as federal_files
from determinations.findings import apr, federal
from determinations.letters import queries as letters_queries
from determinations.letters import tables as letters_tables
from determinations.levels import tables as levels_tables
from determinations.runs import queries
from determinations.runs.models import Run
from determinations.uploads.formats import FORMATS
from monitoring.years.models import Year


def _final(year: Year) -> Run:
    run = queries.final_run(year.year)
    if run is None:
        raise queries.NoRun(f"The levels of {year} are not final yet.")
    return run


def _steps(year: Year) -> Rows:
    run, today = _final(year), localdate()
    return figures.table(results(run, scope=Q(), filters=Filters(), today=today), run, today=today)


TABLES: dict[str, Callable[[Year], Table | Rows]] = {
    "levels": lambda year: levels_tables.levels(queries.results_of(_final(year))),
    "elements": lambda year: levels_tables.elements(_final(year)),
    **{name: form.table for name, form in FORMATS.items() if form.table},  # what is published, as it was uploaded
    "disproportionality": disproportionality_tables.cells,
    "letters": lambda year: letters_tables.letters(letters_queries.letters_of(year)),
    "steps": _steps,
    "indicators_of_compliance": apr.table,
    "indicator_18": lambda year: federal.table(year.year),  # of the federal year that begins in it
    **{f"federal_{file}": partial(federal_files.table, file=file) for file in federal_files.VALUES},
}


class Command(BaseCommand):
    help = (
        "Writes a table of a year: levels and elements of the final run, indicators, disproportionality, letters, steps, "
        "indicators of compliance with LEAs and findings, the table of indicator 18 of the federal year that begins in it, and "
        "the federal files in the columns that the definition names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(TABLES))
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--format", choices=["csv", "xlsx", "json"], required=True)
        parser.add_argument("--out", type=Path, help="a file; without it, standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        year = Year.objects.filter(year=options["year"]).first()
        if year is None:
            raise CommandError(f"{options['year']} is not open. Open it with open_year first.", returncode=2)
        try:
            columns, read = TABLES[options["name"]](year)
        except queries.NoRun as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        rows = list(read)
        content = _written(options["format"], options["name"], columns, rows)
        if options["out"] is None:
            sys.stdout.buffer.write(content)
            return
        try:
            options["out"].write_bytes(content)
        except OSError as fault:
            raise CommandError(f"{options['out']} cannot be written: {fault}", returncode=2) from fault
        self.stderr.write(f"{options['out']}: {len(rows)} rows.")


def _written(format: str, name: str, columns: list[str], rows: list[list[object]]) -> bytes:
    if format == "csv":
        return sheets.csv_bytes(columns, rows)
    return sheets.xlsx_bytes(columns, rows, sheet=name) if format == "xlsx" else sheets.json_bytes(columns, rows)
