"""The command `import_data`: its exit codes, its one JSON document, and what is wrong by row, column and code."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from determinations.uploads import services
from determinations.uploads.models import IndicatorResult, Upload
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.uploads.made import workbook_of
from tests.determinations.uploads.world import UPLOADS

APR_LEAS = """cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count
19646590000000,La Canada Unified,Los Angeles,1912,Foothill,district,300
41688900000000,Cabrillo Unified,San Mateo,4100,San Mateo County,district,350
36000006113385,101 Elementary,San Bernardino,3601,Desert Mountain,charter,60
"""
HEADER = "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n"
GOOD = HEADER + "2023,0161119,1,52,68,76.47%,>90.0%,No\n"


@pytest.fixture
def year(opened_2023: Year) -> Year:
    return opened_2023


def run(form: str, file: Path | str, *words: str) -> tuple[int, dict[str, Any]]:
    """Run the command with --json; return its exit code and the one document on standard output."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_data", form, str(file), "--year", "2023", "--json", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, json.loads(out.getvalue())


def written(folder: Path, content: str | bytes, name: str = "upload.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_a_good_file_is_published_and_the_document_says_so(year: Year, tmp_path: Path) -> None:
    code, document = run("indicators", written(tmp_path, GOOD), "--publish")
    assert code == 0
    assert document.pop("sha256") == Upload.objects.get().file_id
    assert document == {
        "format": "indicators",
        "year": 2023,
        "rows": 1,
        "accepted": 1,
        "errors": 0,
        "warnings": 0,
        "published": True,
        "problems": [],
    }


def test_without_publish_it_is_checked_and_waits(year: Year, tmp_path: Path) -> None:
    code, document = run("indicators", written(tmp_path, GOOD))
    assert (code, document["published"]) == (0, False)
    assert Upload.objects.get().status == "ready"
    code, document = run("indicators", written(tmp_path, GOOD), "--publish")
    assert (code, document["published"]) == (0, True)
    assert Upload.objects.count() == 1


def test_the_same_file_again_changes_nothing_and_is_done(year: Year, tmp_path: Path) -> None:
    first = run("indicators", written(tmp_path, GOOD), "--publish")
    assert run("indicators", written(tmp_path, GOOD), "--publish") == first
    assert Upload.objects.count() == 1


def test_warnings_stand_in_the_way_until_they_are_accepted(year: Year, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD.replace("0161119", "161119"))
    code, document = run("indicators", file, "--publish")
    assert (code, document["published"], document["warnings"]) == (1, False, 1)
    code, document = run("indicators", file, "--publish", "--accept-warnings")
    assert (code, document["published"], document["warnings"]) == (0, True, 1)


def test_warnings_that_were_accepted_in_the_portal_need_no_second_word(year: Year, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD.replace("0161119", "161119"))
    run("indicators", file)
    services.accept_warnings(upload=Upload.objects.get(), by=None, at=NOON)
    assert run("indicators", file, "--publish", "--accept-warnings")[1]["published"] is True


def test_what_a_worker_is_checking_is_left_to_it(cast: Cast, year: Year, tmp_path: Path) -> None:
    services.take_in(
        year=year, format="indicators", name="a.csv", content=GOOD.encode(), by=cast.administrator, at=NOON
    )
    code, document = run("indicators", written(tmp_path, GOOD), "--publish")
    assert (code, document["published"]) == (1, False)
    assert Upload.objects.get().status == "checking"


@pytest.mark.parametrize(
    "words",
    [
        ("indicators", "nowhere.csv", "--year", "2023"),
        ("indicators", "pyproject.toml", "--year", "1999"),
        ("weather", "pyproject.toml", "--year", "2023"),
        ("indicators", "pyproject.toml"),
    ],
    ids=["no such file", "no such year", "no such format", "no year"],
)
def test_wrong_use_is_two(year: Year, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_data", *words)
    assert refused.value.returncode == 2 or "required" in str(refused.value) or "choice" in str(refused.value)


def test_every_row_of_the_local_apr_is_accepted_as_the_state_wrote_it(year: Year, tmp_path: Path) -> None:
    assert run("leas", written(tmp_path, APR_LEAS), "--publish")[0] == 0
    code, document = run("indicators", UPLOADS / "accepted" / "indicators_local_apr.csv", "--publish")
    assert (code, document["rows"], document["accepted"], document["problems"]) == (0, 24, 24, [])
    rows = IndicatorResult.objects.published(2023).order_by("row")
    la_canada = rows.filter(lea__code="1964659")
    stated = [(r.indicator, r.rate_text, r.target_operator, str(r.target.normalize()), r.target_met) for r in la_canada]
    assert stated == [
        (code, rate, operator, str(Decimal(str(target)).normalize()), met)
        for code, rate, operator, target, met in (
            ("1", "96.77%", ">", 90, "Yes"),
            ("2", "NC", "<=", 11.72, "NA"),
            ("3A-ELA", "93.55%", ">", 95, "No"),
            ("3A-MATH", "93.09%", ">", 95, "No"),
            ("3B-ELA", "47.29%", ">", 14.9, "Yes"),
            ("3B-MATH", "39.60%", ">", 12.6, "Yes"),
            ("4A", "NC", "<", 2.76, "Yes"),
            ("4B", "0", "", 0, "Yes"),
            ("5A", "66.57%", ">=", 51.2, "Yes"),
            ("5B", "11.54%", "<=", 22.6, "Yes"),
            ("5C", "2.07%", "<=", 4, "Yes"),
            ("6A", "77.42%", ">", 34.9, "Yes"),
            ("6B", "19.35%", "<", 32.4, "Yes"),
        )
    ]
    assert la_canada.get(indicator="4A").rate is None
    missed = rows.get(lea__code="4168890", indicator="1")
    assert (missed.target_met, missed.monitoring_activities) == ("No", "NA")  # a missed target asks for nothing here
    assert rows.get(lea__code="6113385", indicator="4A").target_met == "Yes"


CUT_OFF = workbook_of(UPLOADS / "accepted" / "indicators.csv")[:2000]


@pytest.mark.parametrize(
    ("content", "name", "row", "column", "code", "words"),
    [
        (GOOD.replace("76.47%", "176.47%"), "a.csv", 2, "rate", "out_of_range", "Correct it"),
        (GOOD.replace("76.47%", "67.47%"), "a.csv", 2, "rate", "rate_contradicts_counts", "Correct the rate"),
        (GOOD.replace("76.47%", "0.7647"), "a.csv", 2, "rate", "rate_is_a_fraction", "as a percentage"),
        (GOOD.replace("76.47%", "lots"), "a.csv", 2, "rate", "not_a_number", "Write a number"),
        (GOOD.replace("0161119", "7654321"), "a.csv", 2, "lea_code", "unknown_lea", "Correct the code"),
        (GOOD + GOOD.splitlines()[1] + "\n", "a.csv", 3, "indicator", "duplicate_row", "Row 2 says the same"),
        (GOOD.replace("2023,", "2023-02-30,"), "a.csv", 2, "year", "bad_year", "four digits"),
        (GOOD.replace("2023,", "2019,"), "a.csv", 2, "year", "other_year", "correct the year"),
        (GOOD.replace("rate,", "").replace("76.47%,", ""), "a.csv", 1, "rate", "missing_column", "Add it"),
        (CUT_OFF, "a.xlsx", 0, "", "broken_workbook", "Save it again"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.csv", 0, "", "not_a_table", "This is a PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_what_is_wrong_is_said_by_row_column_and_code_and_nothing_is_published(
    year: Year, tmp_path: Path, content: str | bytes, name: str, row: int, column: str, code: str, words: str
) -> None:
    exit_code, document = run("indicators", written(tmp_path, content, name), "--publish", "--accept-warnings")
    assert exit_code == 1
    assert (document["published"], document["accepted"]) == (False, 0)
    found = [p for p in document["problems"] if p["severity"] == "error"]
    assert [(p["row"], p["column"], p["code"]) for p in found] == [(row, column, code)]
    assert words in found[0]["message"]
    assert set(found[0]) == {"row", "column", "code", "value", "message", "severity"}
    assert not IndicatorResult.objects.exists()


def test_a_bare_number_that_may_be_several_elements_is_stored_as_read(year: Year, tmp_path: Path) -> None:
    code, document = run("indicators", written(tmp_path, GOOD.replace(",1,", ",3,")), "--publish", "--accept-warnings")
    (only,) = document["problems"]
    assert (code, document["published"], only["code"], only["severity"]) == (0, True, "ambiguous_indicator", "warning")
    assert IndicatorResult.objects.get().indicator == "3"


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(year: Year, tmp_path: Path, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 10
    code, document = run("indicators", written(tmp_path, GOOD), "--publish")
    assert (code, document["problems"][0]["code"], document["rows"]) == (1, "too_large", 0)
    assert not Upload.objects.exists()


def test_the_header_may_stand_below_blank_lines(year: Year, tmp_path: Path) -> None:
    code, document = run("indicators", written(tmp_path, "\r\n\n" + GOOD), "--publish")
    assert (code, document["accepted"]) == (0, 1)


def test_without_json_each_problem_is_a_line(year: Year, tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "import_data", "indicators", str(written(tmp_path, GOOD.replace("76.47%", "x"))), year=2023, stdout=out
        )
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("row 2, rate: “x” is not a number.")
    assert lines[-1] == "1 rows, 1 errors, 0 warnings; not published."
