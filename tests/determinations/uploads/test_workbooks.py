"""What a person sees of a workbook is what is read: formats of numbers, what is hidden, formulas, several sheets."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.determinations.uploads.made import MAIN, book, zipped
from tests.determinations.uploads.world import examine
from tests.workbooks import sheet_of

HEADER = ["year", "lea_code", "evaluation", "percent_rank"]


def saved(*rows: list[Any], change: Callable[[Worksheet], None] = lambda sheet: None) -> bytes:
    """Return a workbook of ranks with these rows."""
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    sheet = sheet_of(workbook)
    for row in (HEADER, *rows):
        sheet.append(row)
    change(sheet)
    workbook.save(out)
    return out.getvalue()


def formatted(content: bytes, old: str, new: str) -> bytes:
    """Return the workbook with its sheet written another way."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(old, new, parts[name])
    return zipped(parts)


@pytest.mark.parametrize(
    ("value", "format", "seen"),
    [
        (0.12, "0%", 12),
        (0.125, "0%", 12.5),  # all its digits, as the cell holds them
        (0.07, "0.0%", 7),
        (0.285, "0.00%", 28.5),
        (0.12, '0.0" %"', 0.12),  # a sign that is only written next to the number
        (0.5, "#,##0%;[Red]-0%", 50),
        (0.12, '[=0]"-";0%', 12),  # the part of the format that the number is shown by
        (0.12, "[<=1]0.0%;0", 12),
        (12, "[<=1]0.0%;0", 12),
        (12000, "#,##0,", 12),
        (12000, "#,##0", 12000),
        (12, "0.0", 12),
        (0.1 + 0.2, "General", 0.3),
    ],
)
def test_a_percentage_is_the_one_that_its_cell_shows(value: float, format: str, seen: float) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"].number_format = format

    frame, found = examine(saved([2023, "0161119", "lre", value], change=change), name="r.xlsx", form="ranks")
    assert [one.code for one in found] == (["out_of_range"] if seen > 100 else [])
    assert frame is not None
    assert frame.typed.loc[2, "percent_rank_exact"] == f"{seen:g}"


@pytest.mark.parametrize(
    ("value", "format", "read", "code"),
    [
        (12, ";;;", "", "hidden_number"),
        (0, "0;-0;;@", "", "hidden_number"),
        (0, "#,##0;-#,##0;", "", "hidden_number"),
        (0, "[=0]_-;0", "", "hidden_number"),
        (0, "#", "", "hidden_number"),
        (0, "#,###", "", "hidden_number"),
        (7, '[<11]"*";0', "*", "shown_as_text"),
        (7, "[<11]\\*;0", "*", "shown_as_text"),
        (0, '0;0;"n/a"', "n/a", "shown_as_text"),
        (0, '[=0]"-";0.0', "-", "shown_as_text"),
    ],
)
def test_a_number_that_its_format_does_not_show_is_asked_about(value: int, format: str, read: str, code: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D3"].number_format = format

    rows = [[2023, "0161119", "lre", value], [2023, "0161127", "lre", value], [2023, "1964659", "lre", 40]]
    frame, found = examine(saved(*rows, change=change), name="r.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.read["percent_rank"]) == [str(value), read, "40"]
    assert [(one.row, one.column, one.code, one.value) for one in found] == [(3, "percent_rank", code, str(value))]


@pytest.mark.parametrize(
    ("value", "format"),
    [
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)'),  # how accounts write a zero
        (0, "0;-0;0"),
        (0, "#,##0"),
        (0, "General;;General"),
        (12, "[Red]0;;"),
        (12, "0;-0;;@"),
        (12, "#"),
    ],
)
def test_a_number_that_its_format_shows_is_that_number(value: int, format: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"].number_format = format

    frame, found = examine(saved([2023, "0161119", "lre", value], change=change), name="r.xlsx", form="ranks")
    assert found == []
    assert frame is not None
    assert list(frame.typed["percent_rank"]) == [value]


def test_zeros_that_a_sheet_does_not_show_are_asked_about_and_no_other_number_is() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.sheet_view.showZeros = False

    rows = [[2023, "0161119", "lre", 0], [2023, "0161127", "lre", 10], [2023, "1964659", "lre", "0"]]
    frame, found = examine(saved(*rows, change=change), name="r.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.read["percent_rank"]) == ["", "10", "0"]
    assert [(one.row, one.column, one.code, one.value) for one in found] == [(2, "percent_rank", "hidden_number", "0")]


@pytest.mark.parametrize(
    ("code", "format", "seen"),
    [
        (161119, "0000000", "0161119"),
        (161119, "00\\-00000", "0161119"),
        (1611190000000, "00000000000000", "0161119"),
        (161119, "[>9999999]0;0000000", "0161119"),
    ],
)
def test_a_code_is_the_one_that_its_cell_shows(code: int, format: str, seen: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].number_format = format

    frame, found = examine(saved([2023, code, "lre", 5], change=change), name="r.xlsx", form="ranks")
    assert found == []
    assert frame is not None
    assert list(frame.typed["lea_code"]) == [seen]


def test_a_formula_that_some_program_wrote_with_nothing_but_a_zero_was_never_calculated() -> None:
    content = saved([2023, "0161119", "lre", "=3*4"])
    content = formatted(content, r"<f>3\*4</f><v ?/?>(</v>)?", "<f>3*4</f><v>0</v>")
    _, found = examine(content, name="r.xlsx", form="ranks")
    assert [(one.row, one.column, one.code) for one in found] == [(2, "percent_rank", "formula_without_value")]


def test_a_formula_with_a_value_is_its_value() -> None:
    content = formatted(saved([2023, "0161119", "lre", "=3*4"]), r"<f>3\*4</f><v ?/?>(</v>)?", "<f>3*4</f><v>12</v>")
    frame, found = examine(content, name="r.xlsx", form="ranks")
    assert found == []
    assert frame is not None
    assert list(frame.typed["percent_rank"]) == [12]


def test_a_formula_in_a_column_that_is_not_used_is_not_asked_about() -> None:
    _, found = examine(
        saved([2023, "0161119", "lre", 5], change=lambda sheet: sheet.__setitem__("F2", "=1+1")),
        name="r.xlsx",
        form="ranks",
    )
    assert found == []


WRITTEN = [
    lambda text: re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", text),  # another name of the same markup
    lambda text: re.sub(r' r="[A-Z]+[0-9]+"', "", text),  # no place
    lambda text: re.sub(r'<row r="([0-9]+)"', "<row", text),
    lambda text: re.sub(r'(<c r="[^"]*") s="([0-9]+)"( t="n")?', r'\1 t="n" s="\2"', text),  # another order
    lambda text: text.replace('"', "'"),
]


@pytest.mark.parametrize("write", WRITTEN)
def test_it_is_the_same_however_the_markup_is_written(write: Callable[[str], str]) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"].number_format = "0%"
        sheet.row_dimensions[3].hidden = True

    content = saved([2023, "0161119", "lre", 0.12], [2023, "0161127", "lre", 7], change=change)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = write(parts[name]).replace(MAIN, f'{MAIN} xmlns:x="{MAIN[7:-1]}"')
    frame, found = examine(zipped(parts), name="r.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.typed["percent_rank"]) == [12, 7]
    assert [(one.row, one.code) for one in found] == [(3, "hidden_row")]


def test_a_visible_sheet_without_all_columns_gives_way_to_a_hidden_one_which_is_told() -> None:
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    sheet_of(workbook).append(HEADER[:2])
    data = workbook.create_sheet("data")
    data.append(HEADER)
    data.append([2023, "0161119", "lre", 5])
    data.sheet_state = "veryHidden"
    workbook.save(out)
    frame, found = examine(out.getvalue(), name="r.xlsx", form="ranks")
    assert frame is not None
    assert [(one.code, one.value) for one in found] == [("hidden_sheet", "data")]


def test_a_sheet_that_hides_its_columns_far_to_the_right_is_read() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions.group("H", "XFD", hidden=True)

    _, found = examine(saved([2023, "0161119", "lre", 5], change=change), name="r.xlsx", form="ranks")
    assert found == []


def test_what_declares_entities_in_a_sheet_is_refused_also_in_its_middle() -> None:
    _, found = examine(book("<row><c><v>1</v></c></row><!DOCTYPE a>"), name="r.xlsx", form="ranks")
    assert [one.code for one in found] == ["has_entities"]
