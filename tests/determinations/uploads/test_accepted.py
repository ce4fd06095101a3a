"""The files that are accepted, and what their cells mean."""

from pathlib import Path

import pandas as pd
import pytest

from determinations.uploads.formats import FORMATS
from tests.determinations.uploads.made import workbook_of
from tests.determinations.uploads.world import UPLOADS, examine

FILES = sorted((UPLOADS / "accepted").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_accepted_file_has_no_problem_and_says_the_same_as_a_workbook(path: Path) -> None:
    form = path.stem.split("_")[0]
    frame, found = examine(path.read_bytes(), name=path.name, form=form)
    saved, found_in_workbook = examine(workbook_of(path), name=f"{path.stem}.xlsx", form=form)
    assert found == found_in_workbook == []
    assert frame is not None
    assert saved is not None
    assert len(frame.typed) > 0
    told = [
        name for name in map(str, frame.typed) if not name.endswith("_exact")
    ]  # a spreadsheet drops the zeros at a number's end
    pd.testing.assert_frame_equal(frame.typed[told].astype("str"), saved.typed[told].astype("str"))


def test_each_format_has_its_accepted_file() -> None:
    assert {path.name for path in FILES} >= {f"{form}.csv" for form in FORMATS}


def test_the_local_apr_is_read_with_its_four_threes_and_its_nc_that_is_met() -> None:
    frame, found = examine((UPLOADS / "accepted" / "indicators_local_apr.csv").read_bytes())
    assert found == []
    assert frame is not None
    la_canada = frame.typed[frame.typed["lea_code"] == "1964659"].set_index("element")
    assert list(la_canada.index[2:6]) == [
        "3 ELA participation",
        "3 math participation",
        "3 ELA achievement",
        "3 math achievement",
    ]
    assert (la_canada.loc["4a", "rate_state"], la_canada.loc["4a", "target_met"]) == ("NC", "Yes")
    assert list(la_canada.loc["4a", ["target_operator", "target_value"]]) == ["<", 2.76]
    assert la_canada.loc["4b", "target_operator"] == ""  # never inferred
    assert la_canada.loc["2", "target_operator"] == "<="
    assert set(frame.typed["year"]) == {2023}


@pytest.mark.parametrize(
    ("target", "operator", "value"),
    [
        (">90.0%", ">", 90.0),
        (">= 51.2 %", ">=", 51.2),
        ("≥51.2%", ">=", 51.2),
        ("<2.76", "<", 2.76),
        ("≤22.6%", "<=", 22.6),
        ("=0", "=", 0.0),
        ("0", "", 0.0),
    ],
)
def test_a_target_keeps_its_operator(target: str, operator: str, value: float) -> None:
    frame, found = examine(f"year,lea_code,indicator,rate,target\n2023,0161119,1,NC,{target}\n".encode())
    assert found == []
    assert frame is not None
    assert list(frame.typed.loc[2, ["target_operator", "target_value"]]) == [operator, value]


@pytest.mark.parametrize(("rate", "state"), [("NC", "NC"), ("n/a", "NA"), ("--", "--"), ("*", "*"), ("", "blank")])
def test_special_values_are_values(rate: str, state: str) -> None:
    frame, found = examine(f"year,lea_code,indicator,rate,target_met\n2023,0161119,4a,{rate},Yes\n".encode())
    assert found == []
    assert frame is not None
    assert frame.typed.loc[2, "rate_state"] == state


@pytest.mark.parametrize(
    ("rate", "counts", "code"),
    [
        ("85.71%", "6,7", None),
        ("85.70%", "6,7", None),  # a spreadsheet's zero at the end is not a digit
        ("86%", "6,7", None),
        ("85.72%", "6,7", "rate_contradicts_counts"),
        ("0.857", "6,7", "rate_is_a_fraction"),
        ("0%", "0,0", None),
        ("100%", "7,7", None),
        ("61.3%", "61246,100000", None),  # it was rounded twice
        ("85.714%", "6,7", None),
        ("85.719%", "6,7", None),  # the third digit is no one's claim
        ("0.2", "6,700", "rate_contradicts_counts"),
    ],
)
def test_a_rate_agrees_with_its_counts_as_far_as_its_digits_go(rate: str, counts: str, code: str | None) -> None:
    _, found = examine(f"year,lea_code,indicator,rate,numerator,denominator\n2023,0161119,1,{rate},{counts}\n".encode())
    assert [one.code for one in found] == ([code] if code else [])


def test_what_contradicts_a_target_is_said_with_the_target_in_words() -> None:
    _, found = examine(b"year,lea_code,indicator,rate,target,target_met\n2023,0161119,1,50%,>=60.0%,Yes\n")
    assert [one.code for one in found] == ["met_contradicts_rate"]
    assert "a rate of 50% against a target of at least 60% says No" in found[0].message


@pytest.mark.parametrize(("length", "codes"), [(200, []), (201, ["too_long"])])
def test_a_text_of_the_longest_length_is_taken(length: int, codes: list[str]) -> None:
    row = f"2023,0161119,1,50%,{'x' * length}\n"
    _, found = examine(f"year,lea_code,indicator,rate,label\n{row}".encode())
    assert [one.code for one in found] == codes


def test_rows_that_differ_in_one_part_of_their_key_repeat_nothing() -> None:
    rows = "".join(
        f"2023,{code},{evaluation},5\n"
        for code in ("0161119", "0161127", "1964659")
        for evaluation in ("intensive", "preschool", "lre")
    )
    assert examine(f"year,lea_code,evaluation,percent_rank\n{rows}".encode(), form="ranks")[1] == []
