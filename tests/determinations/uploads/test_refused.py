"""Each code has a file, and the file gets that code at that row and column, and nothing besides."""

import csv
from dataclasses import replace

import pytest

from determinations.uploads.problems import CODES, COMPARED, MOST_LISTED
from tests.determinations.uploads.world import KNOWN, UPLOADS, examine

with open(
    UPLOADS / "refused.csv", newline=""
) as listed:  # each code with a format, and the row and column where it is found
    LINES = [(line["code"], line["format"], int(line["row"]), line["column"]) for line in csv.DictReader(listed)]
FORMS = {code: form for code, form, _, _ in LINES}
FILES = {path.stem: path for path in (UPLOADS / "refused").iterdir()}


@pytest.mark.parametrize("code", FORMS)
def test_the_file_gets_that_code_at_that_row_and_column(code: str) -> None:
    form = FORMS[code]
    limit = 200 if code == "too_large" else 100 * 1024 * 1024
    known = replace(KNOWN, elements_for=lambda indicator, label: ()) if code == "unmapped_part" else KNOWN
    _, found = examine(FILES[code].read_bytes(), name=FILES[code].name, form=form, size_limit=limit, known=known)
    assert [(one.code, form, one.row, one.column) for one in found] == [line for line in LINES if line[0] == code]
    assert found[0].severity == CODES[code].severity
    assert "{" not in found[0].message
    assert found[0].message.endswith(".")


def test_each_code_has_its_file_and_each_file_its_code() -> None:
    assert set(FILES) == set(CODES) - set(COMPARED) == set(FORMS)


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


@pytest.mark.parametrize("beyond", [0, 1, 2])
def test_what_is_not_listed_is_counted_to_the_last_row(beyond: int) -> None:
    count = MOST_LISTED + beyond
    _, found = examine(
        ("year,lea_code,evaluation,percent_rank\n" + "2023,0161119,lre,x\n" * count).encode(), form="ranks"
    )
    assert sum(one.count for one in found if one.code == "not_a_number") == count


def test_rows_whose_code_cannot_be_read_do_not_repeat_each_other() -> None:
    _, found = examine(b"year,lea_code,evaluation,percent_rank\n2023,x,lre,5\n2023,y,lre,5\n", form="ranks")
    assert [(one.row, one.code) for one in found] == [(2, "bad_code"), (3, "bad_code")]


@pytest.mark.parametrize("count", ["0.5", "-1", "2147483648"])
def test_what_is_no_number_of_students_is_no_count(count: str) -> None:
    row = f"2023,0161119,3,HI,1,{count}\n"
    _, found = examine(f"year,lea_code,category,group,outcome,base\n{row}".encode(), form="disproportionality")
    assert "not_a_count" in {one.code for one in found}


def test_the_file_of_a_year_before_is_refused_as_well_as_one_of_a_year_after() -> None:
    for year in (2022, 2024):
        _, found = examine(f"year,lea_code,evaluation,percent_rank\n{year},0161119,lre,5\n".encode(), form="ranks")
        assert [one.code for one in found] == ["other_year"]
