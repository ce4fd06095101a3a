"""No cell of an export starts a formula, and import takes off exactly the mark that export put on."""

import io
import re

import openpyxl
import pytest

from cim_portal.lib import sheets

HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_marked_and_unmarked(text: str) -> None:
    assert sheets.marked(text).startswith("'")
    assert re.sub(sheets.MARKED, r"\1", sheets.marked(text)) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "'tis", "", "5 - 3"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert sheets.marked(text) == text
    assert re.sub(sheets.MARKED, r"\1", text) == text


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    made = sheets.xlsx_bytes(["code", "count"], [["0161119", 12], ["=1+1", -3]], sheet="LEAs")
    page = openpyxl.load_workbook(io.BytesIO(made)).active
    assert page is not None
    assert [[c.value for c in row] for row in page.iter_rows()] == [["code", "count"], ["0161119", 12], ["'=1+1", -3]]
    assert {c.data_type for row in page.iter_rows() for c in row} == {"s", "n"}


def test_csv_is_read_right_by_a_spreadsheet() -> None:
    made = sheets.csv_bytes(["name"], [["Peña"], ["=1"], [None]])
    assert made.decode("utf-8-sig").splitlines() == ["name", "Peña", "'=1", '""']
