"""manage.py export: each table in each format, and what it refuses."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from improvement_plans.plans.models import Plan
from monitoring.years.models import Year
from tests.workbooks import sheet_of


def exported(name: str, folder: Path, format: str = "json") -> bytes:
    file = folder / f"{name}.{format}"
    call_command("export", name, year=2023, format=format, out=file)
    return file.read_bytes()


def test_each_table_as_json(issued_2023: dict[str, Plan], tmp_path: Path) -> None:
    levels = json.loads(exported("levels", tmp_path))
    assert {row["lea_code"]: row["level"] for row in levels} == {"0161119": "T2", "0161127": "T3", "1030642": "I3"}
    steps = json.loads(exported("steps", tmp_path))
    assert {row["step_1_state"] for row in steps} == {"In progress"}
    assert {row["status"] for row in json.loads(exported("letters", tmp_path))} == {"issued"}
    assert json.loads(exported("indicators", tmp_path))[0]["rate"] == "76.47%"


def test_published_indicators_can_be_imported_again(issued_2023: dict[str, Plan], tmp_path: Path) -> None:
    content = exported("indicators", tmp_path, "csv").decode("utf-8-sig")
    assert next(row["target"] for row in csv.DictReader(io.StringIO(content))) == ">90.0%"
    out = io.StringIO()
    call_command("import_data", "indicators", tmp_path / "indicators.csv", year=2023, json=True, stdout=out)
    assert json.loads(out.getvalue())["errors"] == 0


def test_numbers_stay_numbers_in_a_workbook(issued_2023: dict[str, Plan], tmp_path: Path) -> None:
    sheet = sheet_of(load_workbook(io.BytesIO(exported("indicators", tmp_path, "xlsx"))))
    assert [cell.value for cell in sheet[2]][:5] == [2023, "0161119", "1", None, 52]


def test_without_a_final_run_it_says_so_and_ends_with_1(
    published_2023: Year, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        exported("levels", tmp_path)
    assert ended.value.code == 1
    assert "not final yet" in capsys.readouterr().err


def test_a_year_that_is_not_open_is_wrong_use(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        exported("levels", tmp_path)
    assert refused.value.returncode == 2
