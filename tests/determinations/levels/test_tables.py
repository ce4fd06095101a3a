"""The tables that leave the house say what the pages say, and go back in as they came out."""

import csv
import io
import json
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from openpyxl import load_workbook
from openpyxl.cell import Cell

from cim_portal.lib import sheets
from determinations.disproportionality import tables as disproportionality_tables
from determinations.letters import queries as letters_queries
from determinations.letters import tables as letters_tables
from determinations.letters.models import Letter
from determinations.levels import tables as levels_tables
from determinations.runs import queries
from determinations.runs.models import Run
from determinations.uploads.formats import indicators
from determinations.uploads.models import IndicatorResult
from improvement_plans.plans.models import Plan
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast

_FIELDS = ("lea__code", "indicator", "numerator", "denominator", "rate_text", "target_text", "target_met")


def test_levels_hold_each_lea_with_what_counts_and_what_is_computed(determined_2023: Run) -> None:
    columns, rows = levels_tables.levels(queries.results_of(determined_2023))
    alder = dict(zip(columns, next(row for row in rows if row[0] == "0161119"), strict=True))
    assert (alder["level"], alder["computed"], alder["official"], alder["rule"]) == ("T2", "T2", "", 7)
    assert alder["county"] == "Alameda"
    assert "preschool_rank" in alder["missing_facts"]


def test_indicators_go_back_in_as_they_came_out(cast: Cast, published_2023: Year) -> None:
    before = list(IndicatorResult.objects.published(2023).order_by("lea__code", "indicator").values_list(*_FIELDS))
    columns, rows = indicators.table(Year.objects.get())
    rows.sort(reverse=True)  # other bytes, so that it is another upload
    world.publish(published_2023, "indicators", sheets.csv_bytes(columns, rows).decode(), by=cast.administrator)
    after = list(IndicatorResult.objects.published(2023).order_by("lea__code", "indicator").values_list(*_FIELDS))
    assert after == before
    assert len(after) == 6


def test_each_cell_has_its_ratio_as_a_fraction_and_with_two_places(published_2023: Year) -> None:
    columns, rows = disproportionality_tables.cells(Year.objects.get())
    cells = {cell["group"]: cell for cell in (dict(zip(columns, row, strict=True)) for row in rows)}
    assert (cells["HI"]["ratio"], cells["HI"]["ratio_decimal"]) == ("3", Decimal("3.00"))
    assert (cells["WH"]["ratio"], cells["WH"]["ratio_decimal"]) == ("1/3", Decimal("0.33"))


def test_dates_leave_as_dates(issued_2023: dict[str, Plan]) -> None:
    columns, read = letters_tables.letters(letters_queries.letters_of(Year.objects.get()))
    rows = list(read)
    at = columns.index("issued_at")
    book = load_workbook(io.BytesIO(sheets.xlsx_bytes(columns, rows, sheet="letters")))
    cell = book["letters"].cell(row=2, column=at + 1)
    assert isinstance(cell, Cell)
    assert (cell.value, cell.is_date) == (datetime(2023, 3, 20, 12, 0), True)  # Pacific time
    written = list(csv.reader(io.StringIO(sheets.csv_bytes(columns, rows).decode("utf-8-sig"))))
    assert written[1][at] == "2023-03-20T12:00:00-07:00"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "letters.json"
        call_command("export", "letters", "--year=2023", "--format=json", f"--out={out}")
        assert json.loads(out.read_text())[0]["issued_at"] == "2023-03-20T12:00:00-07:00"


def test_letters_hold_each_letter_with_its_hash(issued_2023: dict[str, Plan]) -> None:
    columns, read = letters_tables.letters(letters_queries.letters_of(Year.objects.get()))
    rows = list(read)
    assert columns[0] == "lea_code"
    assert {row[0]: row[3] for row in rows} == {"0161119": "T2", "0161127": "T3", "1030642": "I3"}
    assert {row[7] for row in rows} == set(Letter.objects.values_list("pdf_id", flat=True))
