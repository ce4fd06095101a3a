"""A workbook of 100,000 rows, read as its author sees it, next to pandas with openpyxl, which reads its values alone.

Its rates are in cells that show percentages, its codes in cells whose format adds the zero at the start, and every fiftieth
row is hidden. Both sides get the same bytes; the portal's come out as a frame with the columns of the format, typed.
"""

import io
import random
from collections.abc import Iterator

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell

from determinations.uploads import reading
from determinations.uploads.formats import FORMATS
from tests.bench.measuring import Comparison, Figure, Side

ROWS, ELEMENTS = 100_000, 40
COLUMNS = "year lea_code indicator numerator denominator rate target target_met monitoring_activities".split()


def measure() -> Iterator[Comparison | Figure]:
    """Yield what is measured of reading a workbook."""
    content = workbook()
    assert len(ours(content).frame.read) == len(theirs(content)) == ROWS
    yield Comparison(
        "100,000 rows of a workbook with formats and hidden rows, read",
        ours=Side("portal", lambda: ours(content)),
        theirs=Side("pandas with openpyxl", lambda: theirs(content)),
        times_as_fast=5,
        rounds=3,
    )


def workbook() -> bytes:
    """Return the workbook."""
    book, chance, out = openpyxl.Workbook(write_only=True), random.Random(6), io.BytesIO()
    sheet = book.create_sheet("Data")
    for number in range(0, ROWS, 50):
        sheet.row_dimensions[number + 2].hidden = True
    sheet.append(COLUMNS)
    for number in range(ROWS):
        code = WriteOnlyCell(sheet, value=100_000 + number // ELEMENTS)
        rate = WriteOnlyCell(sheet, value=round(chance.random(), 4))
        code.number_format, rate.number_format = "0000000", "0.00%"
        met = "Yes" if number % 2 else "No"
        sheet.append([2023, code, f"M{number % ELEMENTS:02d}", chance.randrange(100), 100, rate, ">=51.5%", met, "PIR"])
    book.save(out)
    return out.getvalue()


def ours(content: bytes) -> reading.Reading:
    """Read the workbook as a check does."""
    return reading.read(content, name="rows.xlsx", form=FORMATS["indicators"], year=2023)


def theirs(content: bytes) -> pd.DataFrame:
    """Read its values as texts."""
    return pd.read_excel(io.BytesIO(content), dtype=str, engine="openpyxl")
