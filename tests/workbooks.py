"""Reads and makes workbooks."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def sheet_of(book: Workbook) -> Worksheet:
    """Return the sheet that a workbook opens with."""
    assert isinstance(book.active, Worksheet)
    return book.active
