"""No cell of an export starts a formula, and import takes off exactly the mark that export put on."""

import io
import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_portal.lib import sheets

HOSTILE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\r\n=1+1",
    "\x0b=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\ufe66SUM(A1)",
    "'=1+1",  # looks as if it were marked, and is not
    "''-1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_marked_and_unmarked(text: str) -> None:
    sent = str(sheets.marked(text))
    assert sent.startswith("'")
    assert re.sub(sheets.MARKED, r"\1", sent) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "'tis", "", "5 - 3", "''", " x = 1"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert sheets.marked(text) == text
    assert re.sub(sheets.MARKED, r"\1", text) == text


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    made = sheets.xlsx_bytes(["code", "count"], [["0161119", 12], ["=1+1", -3]], sheet="LEAs")
    page = openpyxl.load_workbook(io.BytesIO(made)).active
    assert page is not None
    assert [[c.value for c in row] for row in page.iter_rows()] == [["code", "count"], ["0161119", 12], ["'=1+1", -3]]
    assert {c.data_type for row in page.iter_rows() for c in row} == {"s", "n"}


def test_what_a_workbook_cannot_hold_is_shown_as_such() -> None:
    made = sheets.xlsx_bytes(["note"], [["a\x01b"], ["c\x0bd"]], sheet="Notes")
    page = openpyxl.load_workbook(io.BytesIO(made)).active
    assert page is not None
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["a\ufffdb", "c\ufffdd"]


@given(st.text(alphabet="'=+-@\t\r\n \0＝－ab1"))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    sent = str(sheets.marked(text))
    assert re.sub(sheets.MARKED, r"\1", sent) == text
    assert pd.Series([sent]).str.replace(sheets.MARKED, r"\1", regex=True)[0] == text  # as the import does it


def test_csv_is_read_right_by_a_spreadsheet() -> None:
    made = sheets.csv_bytes(["name"], [["Peña"], ["=1"], [None]])
    assert made.decode("utf-8-sig").splitlines() == ["name", "Peña", "'=1", '""']
