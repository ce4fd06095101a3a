"""The Dashboard's files: which rows are taken, what a blank means, and that three files of a year appear side by side."""

from collections.abc import Callable

import pytest
from django.test import Client

from determinations.uploads import reading, services
from determinations.uploads.formats import dashboard
from determinations.uploads.models import IndicatorResult, Upload
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.made import open_like_2023
from tests.determinations.uploads.world import KNOWN, UPLOADS, examine

ACCEPTED = UPLOADS / "accepted"
PARTS = ("suspension", "chronic absenteeism", "graduation")


def test_the_rows_of_leas_for_students_with_disabilities_are_taken_and_the_others_counted() -> None:
    content = (ACCEPTED / "dashboard.csv").read_bytes()
    frame, found = examine(content, form="dashboard")
    assert found == []
    assert frame is not None
    assert list(frame.typed["lea_code"]) == ["0161119", "0161127", "6113385"]  # the last is a charter that is an LEA
    assert list(frame.typed.index) == [4, 6, 7]
    was_read = reading.read(content, name="susp.txt", form=dashboard.FORMAT, year=2023)
    assert dashboard.left_out(was_read.frame, KNOWN) == {
        "the state": 1,
        "other student groups": 1,
        "schools that are not LEAs": 1,
    }


def test_a_suppressed_rate_is_a_value_and_its_denominator_stays() -> None:
    frame, _ = examine((ACCEPTED / "dashboard.csv").read_bytes(), form="dashboard")
    assert frame is not None
    assert frame.read.loc[6, "rate"] == "--"
    assert list(frame.typed.loc[6, ["rate_state", "denominator"]]) == ["--", 9]
    assert frame.typed.loc[7, "rate"] == 0  # a rate of nothing is a rate


@pytest.mark.parametrize(
    ("file", "name", "part"),
    [
        ("dashboard.csv", "download.txt", "suspension"),
        (
            "dashboard_susp_with_change.txt",
            "chronicdownload2023.txt",
            "suspension",
        ),  # its columns say more than its name
        ("dashboard_chronic_with_change.txt", "chronicdownload2023.txt", "chronic absenteeism"),
        ("dashboard_chronic_with_change.txt", "SUSPdownload2023.txt", "suspension"),
        ("dashboard_graduation.txt", "download.txt", "graduation"),
    ],
)
def test_the_file_is_told_by_its_columns_and_else_by_its_name(file: str, name: str, part: str) -> None:
    was_read = reading.read((ACCEPTED / file).read_bytes(), name=name, form=dashboard.FORMAT, year=2023)
    assert was_read.part == part


@pytest.fixture
def year(cast: Cast) -> Year:
    """Return 2023 with its directory published."""
    return open_like_2023(cast, 2023)


def _checked(cast: Cast, year: Year, name: str, content: bytes) -> Upload:
    received = services.receive(
        year=year, format="dashboard", name=name, content=content, by=cast.administrator, at=NOON
    )
    upload = services.start_check(upload=received.upload, by=cast.administrator, at=NOON)
    return services.check(upload=upload, at=NOON, report=lambda done, total: None)


def _published(cast: Cast, year: Year, name: str, content: bytes) -> Upload:
    upload = _checked(cast, year, name, content)
    if upload.warnings:
        upload = services.accept_warnings(upload=upload, by=cast.administrator, at=NOON)
    return services.publish(upload=upload, by=cast.administrator, at=NOON)


def test_the_three_files_of_a_year_stand_side_by_side_and_a_correction_replaces_its_own(cast: Cast, year: Year) -> None:
    susp = (ACCEPTED / "dashboard.csv").read_bytes()
    first = _published(cast, year, "susp2023.txt", susp)
    _published(cast, year, "chronic2023.txt", (ACCEPTED / "dashboard_chronic_status_only.txt").read_bytes())
    _published(cast, year, "grad2023.txt", (ACCEPTED / "dashboard_graduation.txt").read_bytes())
    published = Upload.objects.filter(format="dashboard", status="published")
    assert {upload.part for upload in published} == set(PARTS)

    corrected = _published(cast, year, "susp2023-2.txt", susp.replace(b"\t5.9\t", b"\t5.94\t"))
    first.refresh_from_db()
    assert (first.status, corrected.status) == ("superseded", "published")
    assert Upload.objects.filter(format="dashboard", status="published").count() == 3


def test_what_is_stored_has_no_target_and_a_rate_that_is_suppressed_has_its_sign(cast: Cast, year: Year) -> None:
    upload = _published(cast, year, "susp2023.txt", (ACCEPTED / "dashboard.csv").read_bytes())
    rows = IndicatorResult.objects.filter(upload=upload).order_by("row")
    assert list(
        rows.values_list("row", "lea__code", "indicator", "rate_text", "rate", "denominator", "target_met")
    ) == [
        (4, "0161119", "DB-SUSP", "5.9", rows[0].rate, 640, ""),
        (6, "0161127", "DB-SUSP", "--", None, 9, ""),
    ]
    assert (upload.rows, upload.stored) == (6, 2)


def test_the_page_and_the_document_tell_what_was_left_out(
    cast: Cast, year: Year, signed_in: Callable[[Person], Client]
) -> None:
    upload = _published(cast, year, "susp2023.txt", (ACCEPTED / "dashboard.csv").read_bytes())
    page = signed_in(cast.administrator).get(f"/years/2023/uploads/{upload.pk}/").content.decode()
    assert "schools that are not LEAs (2)" in page
    assert "Dashboard: suspension" in page
    document = services.document(upload)
    assert (document["rows"], document["accepted"], document["warnings"]) == (6, 2, 0)
