"""Each code has a file, and the file gets that code at that row and column, and nothing besides."""

from dataclasses import replace

import pytest

from determinations.uploads.problems import CODES
from tests.determinations.uploads.world import KNOWN, UPLOADS, examine

# code: the format, and the row and column where it must be found
EXPECTED = {
    "empty_file": ("indicators", 0, ""),
    "too_large": ("indicators", 0, ""),
    "not_a_table": ("indicators", 0, ""),
    "old_workbook": ("indicators", 0, ""),
    "locked_workbook": ("indicators", 0, ""),
    "broken_workbook": ("ranks", 0, ""),
    "zip_bomb": ("ranks", 0, ""),
    "has_macros": ("ranks", 0, ""),
    "has_external_links": ("ranks", 0, ""),
    "has_embedded_objects": ("ranks", 0, ""),
    "has_entities": ("ranks", 0, ""),
    "scattered_cells": ("ranks", 0, ""),
    "too_many_columns": ("ranks", 1, ""),
    "too_many_rows": ("ranks", 0, ""),
    "long_cell": ("ranks", 2, "evaluation"),
    "unknown_part": ("dashboard", 0, ""),
    "no_rows_of_leas": ("dashboard", 0, ""),
    "unmapped_part": ("dashboard", 0, ""),
    "hidden_character": ("leas", 3, "lea_name"),
    "spreadsheet_error": ("indicators", 3, "rate"),
    "digits_lost": ("ranks", 3, "lea_code"),
    "became_a_date": ("indicators", 3, "rate"),
    "district_not_in_directory": ("dashboard", 3, "lea_code"),
    "rate_is_missing": ("dashboard", 3, "rate"),
    "nul_bytes": ("indicators", 0, ""),
    "not_text": ("indicators", 0, ""),
    "open_quote": ("ranks", 3, ""),
    "no_rows": ("indicators", 0, ""),
    "wrong_format": ("indicators", 1, ""),
    "missing_column": ("indicators", 1, "rate"),
    "duplicate_column": ("ranks", 1, "lea_code"),
    "wrong_number_of_cells": ("ranks", 3, ""),
    "blank_cell": ("leas", 3, "lea_name"),
    "too_long": ("leas", 3, "lea_name"),
    "bad_year": ("ranks", 3, "year"),
    "other_year": ("ranks", 2, "year"),
    "bad_code": ("indicators", 3, "lea_code"),
    "unknown_lea": ("indicators", 3, "lea_code"),
    "wrong_county": ("leas", 3, "county"),
    "bad_selpa_code": ("leas", 3, "selpa_code"),
    "bad_lea_type": ("leas", 3, "lea_type"),
    "duplicate_row": ("indicators", 4, "indicator"),
    "ambiguous_indicator": ("indicators", 3, "indicator"),
    "not_a_number": ("indicators", 3, "rate"),
    "not_a_count": ("indicators", 3, "denominator"),
    "out_of_range": ("indicators", 3, "rate"),
    "numerator_over_denominator": ("indicators", 3, "numerator"),
    "bad_target": ("indicators", 3, "target"),
    "bad_target_met": ("indicators", 3, "target_met"),
    "unknown_evaluation": ("ranks", 3, "evaluation"),
    "unknown_level": ("levels", 3, "level"),
    "unknown_column": ("ranks", 1, "Remarks"),
    "lost_zero": ("ranks", 2, "lea_code"),
    "selpa_without_name": ("leas", 3, "selpa_code"),
    "several_selpa_names": ("leas", 3, "selpa_name"),
    "unknown_indicator": ("indicators", 3, "indicator"),
    "rate_contradicts_counts": ("indicators", 2, "rate"),
    "rate_is_a_fraction": ("indicators", 2, "rate"),
    "unknown_determination": ("determinations", 3, "determination"),
    "unknown_group": ("disproportionality", 3, "group"),
    "unknown_category": ("disproportionality", 3, "category"),
    "not_given_count": ("disproportionality", 3, "outcome"),
    "outcome_over_base": ("disproportionality", 3, "outcome"),
    "met_contradicts_rate": ("indicators", 2, "target_met"),
}
FILES = {path.stem: path for path in (UPLOADS / "refused").iterdir()}


@pytest.mark.parametrize("code", EXPECTED)
def test_the_file_gets_that_code_at_that_row_and_column(code: str) -> None:
    form, row, column = EXPECTED[code]
    limit = 200 if code == "too_large" else 100 * 1024 * 1024
    known = replace(KNOWN, elements_for=lambda indicator, label: ()) if code == "unmapped_part" else KNOWN
    _, found = examine(FILES[code].read_bytes(), name=FILES[code].name, form=form, size_limit=limit, known=known)
    assert [(one.code, one.row, one.column) for one in found] == [(code, row, column)]
    assert "{" not in found[0].message
    assert found[0].message.endswith(".")


def test_each_code_has_its_file_and_each_file_its_code() -> None:
    assert set(FILES) == set(CODES) == set(EXPECTED)


def test_all_problems_come_at_once_by_row_and_column() -> None:
    content = (
        b"year,lea_code,indicator,numerator,denominator,rate,target,target_met\n"
        b"2022,0161119,1,ten,100,101%,>80%,perhaps\n"
        b"2023,999,1,,,x,80 or so,No\n"
    )
    _, found = examine(content)
    assert [(one.row, one.column, one.code) for one in found] == [
        (2, "year", "other_year"),
        (2, "numerator", "not_a_count"),
        (2, "rate", "out_of_range"),
        (2, "target_met", "bad_target_met"),
        (3, "lea_code", "bad_code"),
        (3, "rate", "not_a_number"),
        (3, "target", "bad_target"),
    ]


@pytest.mark.parametrize("numerator", ["1e99", "9" * 400, "-1"])
@pytest.mark.parametrize("denominator", ["1e99", "9" * 400, "5"])
def test_a_number_beyond_all_counts_is_told_like_any_other(numerator: str, denominator: str) -> None:
    row = f"2023,0161119,1,{numerator},{denominator},50,>{'9' * 400}"
    _, found = examine(f"year,lea_code,indicator,numerator,denominator,rate,target\n{row}\n".encode())
    assert {"not_a_count", "out_of_range"} <= {one.code for one in found}
    assert {one.severity for one in found} <= {"error", "warning"}


def test_a_repeated_row_names_the_one_before() -> None:
    _, found = examine(FILES["duplicate_row"].read_bytes())
    assert "Row 2" in found[0].message


def test_the_wrong_format_is_named() -> None:
    _, found = examine(FILES["wrong_format"].read_bytes())
    assert "looks like the “ranks” file" in found[0].message


def test_every_missing_column_is_said() -> None:
    _, found = examine(b"year,something\n2023,1\n", form="ranks")
    assert [one.column for one in found] == ["lea_code", "evaluation", "percent_rank"]
