"""Files with properties that people reported of such systems: each is read as its author saw it, or is told of.

The files are in `fixtures/uploads/reported`; where files that were really reported are present (`real.py`), those of the same
names are held against the same values.
"""

from pathlib import Path

import pytest

from determinations.uploads.problems import errors
from tests.determinations.uploads.real import REAL
from tests.determinations.uploads.world import UPLOADS, examine

FOLDERS = [folder for folder in (UPLOADS / "reported", REAL / "reports") if folder.is_dir()]

# The file, its format, how many rows there are, what is read of a column, and every problem by row, column and code.
Told = list[tuple[int, str, str]]
RIGHT: dict[str, tuple[str, int, str, list[object], Told]] = {
    "percent_cells_rank.xlsx": ("ranks", 2, "percent_rank", [12, 85], []),
    "percent_cells_rate.xlsx": ("indicators", 3, "rate", [90, 5, 50], []),
    "hidden_sheet_read.xlsx": ("ranks", 1, "percent_rank", [50], []),
    "filtered_row_read.xlsx": ("ranks", 3, "lea_code", ["0161119", "0161127", "1964659"], [(3, "", "hidden_row")]),
    "formula_without_value_rate.xlsx": ("indicators", 2, "", [], [(2, "rate", "formula_without_value")]),
    "dashboard_safetynet_chronic19.txt": ("dashboard", 1, "part", ["chronic absenteeism"], []),
    "dashboard_layout_2024_chronic24.txt": ("dashboard", 1, "part", ["chronic absenteeism"], []),
    "mac_roman.csv": ("leas", 1, "lea_name", ["La Ca–ada Unified"], [(2, "lea_name", "guessed_letters")]),
    "replacement_character.csv": (
        "leas",
        2,
        "",
        [],
        [(2, "lea_name", "replacement_character"), (3, "lea_name", "encoded_twice")],
    ),
    "excel_trailing_cells_missing.csv": ("indicators", 3, "target_met", ["Yes", "Yes", ""], []),
    "extra_blank_cells.csv": ("ranks", 3, "percent_rank", [12.5, 55, 60], []),
    "header_one_comma_more.csv": ("ranks", 2, "percent_rank", [12.5, 55], []),
    "equals_quoted_codes.csv": ("ranks", 2, "lea_code", ["0161119", "1964659"], []),
    "pandas_float_year.csv": ("ranks", 2, "lea_code", ["0161119", "1964659"], [(2, "lea_code", "lost_zero")]),
    "nbsp_county.csv": ("leas", 2, "county", ["Los Angeles", "San Bernardino"], []),
    "notes_under_table.csv": (
        "ranks",
        2,
        "percent_rank",
        [12.5, 55],
        [(5, "year", "note_under_table"), (6, "year", "note_under_table")],
    ),
    "notes_padded.csv": (
        "ranks",
        2,
        "percent_rank",
        [12.5, 55],
        [(5, "year", "note_under_table"), (6, "year", "note_under_table")],
    ),
    "single_dashes.csv": ("ranks", 4, "percent_rank_state", ["--"] * 4, []),
    "ctrl_z_at_the_end.csv": ("ranks", 1, "percent_rank", [12.5], []),
}


def files() -> list[Path]:
    """Return each file of which something is told above, wherever it is."""
    return [path for folder in FOLDERS for path in sorted(folder.iterdir()) if path.name in RIGHT]


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_it_is_read_as_its_author_saw_it_or_told(path: Path) -> None:
    form, rows, column, values, told = RIGHT[path.name]
    frame, found = examine(path.read_bytes(), name=path.name, form=form)
    assert frame is not None
    assert len(frame.read) == rows
    assert [(one.row, one.column, one.code) for one in found] == told
    if column:
        assert list(frame.typed[column]) == values


def test_each_file_here_is_told_of() -> None:
    assert {path.name for path in (UPLOADS / "reported").iterdir()} == {*RIGHT, "decomposed_names.csv", SHARES}


SHARES = "ranks_as_shares_of_one.csv"


@pytest.mark.parametrize("path", [folder / SHARES for folder in FOLDERS], ids=str)
def test_a_column_of_shares_of_one_is_asked_about_at_each_row(path: Path) -> None:
    content = path.read_bytes()
    _, found = examine(content, form="ranks")
    asked = [one for one in found if one.code == "shares_of_one"]
    last = len(content.splitlines())
    assert [one.row for one in asked] == list(range(2, last + 1))
    assert {one.severity for one in asked} == {"warning"}
    assert f"from row 2 to row {last}" in asked[0].message


@pytest.mark.parametrize("path", [folder / "decomposed_names.csv" for folder in FOLDERS], ids=str)
def test_names_have_one_spelling_of_what_looks_alike(path: Path) -> None:
    frame, found = examine(path.read_bytes(), form="leas")
    assert errors(found) == []
    assert frame is not None
    names = list(frame.typed["lea_name"])
    assert names[0] == "La Cañada Unified"
    assert names[1].startswith("O'Neals ")
