"""Encodings, separators, workbooks: the same table comes out of each, by record and as text."""

import io

import openpyxl
import pytest

from tests.determinations.ingest.world import UPLOADS, examine

TEXT = "year,lea_code,evaluation,percent_rank\n2023,0161119,intensive,12.5\n2023,0161127,lre,NC\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
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
    book.active.append(["year", "lea_code", "evaluation", "percent_rank"])
    book.active.append([2023, 1964659, "intensive", 3])
    book.active.append([2023, 161119, "intensive", 4.25])
    content = io.BytesIO()
    book.save(content)
    frame, found = examine(content.getvalue(), name="ranks.xlsx", form="ranks")
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["1964659", "0161119"]
    assert [(one.row, one.code) for one in found] == [(3, "lost_zero")]


def test_the_sheet_that_fits_is_read_wherever_it_stands() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
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
