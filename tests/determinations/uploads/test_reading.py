"""Encodings, separators, workbooks: the same table comes out of each, by record and as text."""

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from determinations.uploads.problems import FileRefused
from determinations.uploads.reading import archives
from tests.determinations.uploads.made import PACKAGE
from tests.determinations.uploads.made import book as book_of
from tests.determinations.uploads.world import UPLOADS, examine
from tests.workbooks import sheet_of

TEXT = "year,lea_code,evaluation,percent_rank\n2023,0161119,intensive,12.5\n2023,0161127,lre,NC\n"
INLINE = '<c t="inlineStr"><is><t>%s</t></is></c>'
ROW = f"<row>{''.join(INLINE % cell for cell in ('2023', '0161119', 'lre', '5'))}</row>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_same_table_is_read_however_it_is_written(encoding: str, separator: str, line_end: str) -> None:
    content = TEXT.replace(",", separator).replace("\n", line_end).encode(encoding)
    frame, found = examine(content, form="ranks")
    assert found == []
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["0161119", "0161127"]
    assert list(frame.typed.index) == [2, 3]
    assert frame.typed.loc[2, "percent_rank"] == 12.5
    assert frame.typed.loc[3, "percent_rank_state"] == "NC"


def test_windows_letters_are_read() -> None:
    content = (UPLOADS / "accepted" / "leas.csv").read_text().replace("La Canada", "La Cañada").encode("cp1252")
    frame, _ = examine(content, form="leas")
    assert frame is not None
    assert "La Cañada Unified" in set(frame.typed["lea_name"])


def test_rows_are_counted_by_record_not_by_line() -> None:
    content = (
        b"year,lea_code,indicator,rate,monitoring_activities\n"
        b'2023,0161119,1,90%,"one\ntwo\nthree"\n'
        b"\n"
        b"2023,0161127,1,x,\n"
    )
    _, found = examine(content)
    assert [(one.row, one.code) for one in found] == [(4, "not_a_number")]


def test_header_order_case_and_blanks_do_not_matter() -> None:
    content = b" Percent Rank ,EVALUATION,LEA Code,Year\n12.5,Intensive,0161119,2023\n"
    frame, found = examine(content, form="ranks")
    assert found == []
    assert frame is not None
    assert frame.typed.loc[2, "evaluation"] == "intensive"


def test_numbers_of_a_workbook_are_codes_again() -> None:
    book = openpyxl.Workbook()
    sheet_of(book).append(["year", "lea_code", "evaluation", "percent_rank"])
    sheet_of(book).append([2023, 1964659, "intensive", 3])
    sheet_of(book).append([2023, 161119, "intensive", 4.25])
    content = io.BytesIO()
    book.save(content)
    frame, found = examine(content.getvalue(), name="ranks.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["1964659", "0161119"]
    assert [(one.row, one.code) for one in found] == [(3, "lost_zero")]


def test_the_sheet_that_fits_is_read_wherever_it_stands() -> None:
    book = openpyxl.Workbook()
    sheet_of(book).append(["Read me first"])
    sheet = book.create_sheet("ranks")
    sheet.append(["year", "lea_code", "evaluation", "percent_rank"])
    sheet.append([2023, "0161119", "intensive", 3])
    content = io.BytesIO()
    book.save(content)
    frame, found = examine(content.getvalue(), name="ranks.xlsx", form="ranks")
    assert found == []
    assert frame is not None


def test_a_school_code_of_a_charter_stands_for_the_charter() -> None:
    frame, found = examine(b"year,lea_code,level\n2023,36750446113385,T1\n2023,19646590000000,T2\n", form="levels")
    assert found == []
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["6113385", "1964659"]


@pytest.mark.parametrize(
    "above",
    [
        "Percentage ranks of 2023\n\n",
        "\n\n\n",
        '"Extracted, by hand:",11/24/2026,,\n"Source: the state\nin two lines",,,\n,,,\n',
        "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n",
    ],
)
def test_titles_above_the_header_are_passed_over_and_rows_keep_their_numbers(above: str) -> None:
    wrong = TEXT.replace("12.5", "much")
    records = len(list(csv.reader(io.StringIO(above))))
    _, found = examine((above + wrong).encode(), form="ranks")
    assert [(one.row, one.code) for one in found] == [(records + 2, "not_a_number")]
    _, found = examine((above + TEXT.replace("rank", "runk")).encode(), form="ranks")
    assert {one.code for one in found} == {"missing_column"}


def test_a_missing_column_is_said_at_the_header_below_its_title() -> None:
    _, found = examine(b"Ranks\n\nyear,lea_code,evaluation\n2023,0161119,lre\n", form="ranks")
    assert [(one.row, one.column, one.code) for one in found] == [(3, "percent_rank", "missing_column")]


def test_a_title_over_merged_cells_of_a_workbook_is_passed_over() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["Percentage ranks, prepared in November"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    for line in TEXT.replace("12.5", "much").splitlines():
        sheet.append(line.split(","))
    sheet["H2"] = " "  # what is left of a column that was emptied
    content = io.BytesIO()
    book.save(content)
    frame, found = examine(content.getvalue(), name="ranks.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.typed.index) == [4, 5]
    assert [(one.row, one.code) for one in found] == [(4, "not_a_number")]


def test_columns_and_rows_that_are_empty_at_the_end_are_passed_over() -> None:
    content = b"year,lea_code,evaluation,percent_rank,,\n2023,0161119,intensive,12.5,,\n,,,,,\n,,,,,\n"
    frame, found = examine(content, form="ranks")
    assert found == []
    assert frame is not None
    assert list(frame.typed.index) == [2]


def test_codes_that_became_decimal_numbers_are_codes_again() -> None:
    frame, found = examine(
        b"year,lea_code,evaluation,percent_rank\n2023,1964659.0,lre,5\n2023,161119.0,lre,6\n", form="ranks"
    )
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["1964659", "0161119"]
    assert [(one.row, one.code) for one in found] == [(3, "lost_zero")]


@pytest.mark.parametrize("code", ["1.964659E6", "1.9646590000000e+13", "1.96465900000000E13", "19–64659", "19−64659"])
def test_a_code_of_which_every_digit_is_there_is_read(code: str) -> None:
    frame, found = examine(f"year,lea_code,level\n2023,{code},T1\n".encode(), form="levels")
    assert found == []
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["1964659"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2023,Total,intensive,5", "lea_code"),
        ("Statewide total,,,5", "year"),
        ("All LEAs,,intensive,5", "year"),
        ("End of report", "year"),
    ],
)
def test_a_total_under_the_table_is_said_to_be_one(line: str, column: str) -> None:
    text = f"year,lea_code,evaluation,percent_rank\n2023,0161119,intensive,5\n{line}\n"
    _, found = examine(text.encode(), form="ranks")
    assert [(one.row, one.column, one.code) for one in found] == [(3, column, "note_under_table")]


def test_a_row_without_a_code_is_no_note_because_its_number_is_hidden() -> None:
    text = b"year,lea_code,evaluation,percent_rank\n2023,0161119,lre,5\n2023,,lre,*\n"
    assert [one.code for one in examine(text, form="ranks")[1]] == ["blank_cell"]


def test_a_percentage_is_no_count() -> None:
    _, found = examine(b"year,lea_code,indicator,numerator,denominator,rate\n2023,0161119,1,12%,24,50%\n")
    assert [(one.column, one.code) for one in found] == [("numerator", "not_a_count")]


LEAS = "cds_code,lea_name,county,selpa_code,lea_type,swd_count\n"


@pytest.mark.parametrize("name", ["Alder\nUnified", "Alder\r\nUnified", "Alder\tUnified", " Alder   Unified "])
def test_a_name_is_one_line(name: str) -> None:
    frame, found = examine(f'{LEAS}0161119,"{name}",1,0199,district,5\n'.encode(), form="leas")
    assert found == []  # and a county that lost its zero is that county
    assert frame is not None
    assert list(frame.typed["lea_name"]) == ["Alder Unified"]


@pytest.mark.parametrize(("name", "meant"), [("Caf&eacute; Unified", "Café"), ("Alder &amp; Birch", "Alder & Birch")])
def test_a_name_as_web_pages_write_it_is_asked_about(name: str, meant: str) -> None:
    _, found = examine(f"{LEAS}0161119,{name},Alameda,0199,district,5\n".encode(), form="leas")
    assert [(one.row, one.column, one.code) for one in found] == [(2, "lea_name", "encoded_twice")]
    assert meant in found[0].message


@pytest.mark.parametrize("code", ["1.96466E+06", "1.96466E+13", "1.9647e6", "2E+06", "1,96466E+06"])
def test_a_code_whose_digits_are_lost_is_not_guessed(code: str) -> None:
    _, found = examine(f'year,lea_code,level\n2023,"{code}",T1\n'.encode(), form="levels")
    assert [(one.row, one.column, one.code) for one in found] == [(2, "lea_code", "digits_lost")]
    assert "its last digits are lost" in found[0].message


@pytest.mark.parametrize("rate", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_an_error_of_the_spreadsheet_is_said_to_be_one(rate: str) -> None:
    _, found = examine(f"year,lea_code,indicator,label,rate\n2023,0161119,1,{rate},{rate}\n".encode())
    assert [(one.column, one.code) for one in found if one.code != "unknown_indicator"] == [
        ("label", "spreadsheet_error"),
        ("rate", "spreadsheet_error"),
    ]


def test_an_error_in_a_cell_of_a_workbook_is_said_to_be_one() -> None:
    _, found = examine(_with_cells('<c t="e"><v>#DIV/0!</v></c>'), name="ranks.xlsx", form="ranks")
    assert [(one.row, one.column, one.code) for one in found] == [(2, "percent_rank", "spreadsheet_error")]


@pytest.mark.parametrize("rate", ["5/1/2012", "2012-05-01", "12-May", "May-12", "2012-05-01 00:00:00"])
def test_a_fraction_that_became_a_date_is_said_to_be_one(rate: str) -> None:
    _, found = examine(f"year,lea_code,indicator,rate\n2023,0161119,1,{rate}\n".encode())
    assert [(one.column, one.code) for one in found] == [("rate", "became_a_date")]


def test_a_date_cell_of_a_workbook_is_said_to_be_one() -> None:
    book = openpyxl.Workbook()
    sheet_of(book).append(["year", "lea_code", "evaluation", "percent_rank"])
    sheet_of(book).append([2023, "0161119", "lre", datetime(2012, 5, 1)])
    content = io.BytesIO()
    book.save(content)
    _, found = examine(content.getvalue(), name="ranks.xlsx", form="ranks")
    assert [(one.column, one.code) for one in found] == [("percent_rank", "became_a_date")]


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x7f", "\x85", "\u2028"])
def test_what_nobody_sees_is_named_by_row_and_column_and_shown_as_its_number(hidden: str) -> None:
    content = f"cds_code,lea_name,county,selpa_code,lea_type,swd_count\n0161119,Al{hidden}der,Alameda,0199,district,5\n"
    _, found = examine(content.encode(), form="leas")
    assert [(one.row, one.column, one.code) for one in found] == [(2, "lea_name", "hidden_character")]
    assert found[0].value == f"Al<U+{ord(hidden):04X}>der"
    assert hidden not in found[0].message


def test_a_problem_never_holds_what_cannot_be_stored_or_seen() -> None:
    _, found = examine(_with_cells('<c t="inlineStr"><is><t>a_x0000_b</t></is></c>'), name="ranks.xlsx", form="ranks")
    assert [one.value for one in found if one.code == "hidden_character"] == ["a<U+0000>b"]
    assert not any("\0" in one.value + one.message + one.column for one in found)


def _with_cells(rank: str) -> bytes:
    """Return a workbook of one rank, whose cell is the XML given."""
    cells = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in ("2023", "0161119", "lre"))
    return book_of(f"<row>{cells}{rank}</row>")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("161119", "0161119"),
        ("1611190000000", "0161119"),
        ("01611190000000", "0161119"),
        ("01 61119 0000000", "0161119"),
    ],
)
def test_a_code_that_lost_its_zero_gets_it_back_in_both_lengths(written: str, code: str) -> None:
    frame, found = examine(f"year,lea_code,level\n2023,{written},T1\n".encode(), form="levels")
    assert {one.code for one in found} <= {"lost_zero"}
    assert frame is not None
    assert list(frame.typed["lea_code"]) == [code]


def test_a_link_to_a_web_page_does_not_stand_in_the_way() -> None:
    link = (
        '<Relationship Id="rId9" TargetMode="External" Target="https://www.cde.ca.gov/"'
        f' Type="{PACKAGE}/officeDocument/2006/relationships/hyperlink"/>'
    )
    _, found = examine(book_of(ROW, relation=link), name="ranks.xlsx", form="ranks")
    assert found == []


def test_a_part_that_is_packed_in_another_way_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(ROW))) as there, zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name in there.namelist():
            archive.writestr(name, there.read(name))
    with pytest.raises(FileRefused) as refused:  # before any part of it is unpacked
        archives.inspect(out.getvalue(), name="ranks.xlsx")
    assert [one.code for one in refused.value.problems] == ["broken_workbook"]
