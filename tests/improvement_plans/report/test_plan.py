"""The documents of a plan: readable by everyone, without people's names, and the same for the same content."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NumberObject

from improvement_plans.plans.models import Plan
from improvement_plans.report.kinds import plan as report_plan
from improvement_plans.report.kinds import submission_public as public_submission
from improvement_plans.steps import moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer
from tests import world
from tests.cast import NOON, Cast
from tests.pdfs import assert_accessible

PARAGRAPH = "We place IEP services first, then build the <b>schedule</b> & the <img src=file:///etc/passwd> rooms."


@pytest.fixture
def plan(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    """A plan whose first step is filled in."""
    world.fill_step(cast.lea, 1, by=cast.editor)
    return world.plan_of(cast.lea)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def write(cast: Cast, value: dict[str, Any], *, activity: str, repeat: str = "") -> None:
    there = Answer.objects.filter(step__plan__lea=cast.lea, activity=activity, repeat=repeat).first()
    answers.save(
        step=world.step_of(cast.lea, 1), activity=activity, repeat=repeat, value=value,
        seen=dict.fromkeys(value, there.version if there else 0), by=cast.editor, at=NOON + timedelta(days=1),
    )  # fmt: skip


def test_the_document_of_a_plan(cast: Cast, plan: Plan) -> None:
    write(cast, {"why": PARAGRAPH}, activity="consolidation")
    groups = [
        {"_id": "r1", "cut_by": "school", "group": "Small school", "numerator": "7", "denominator": "8"},
        {"_id": "r2", "cut_by": "school", "group": "Middle school", "numerator": "77", "denominator": "177"},
        {"_id": "r3", "cut_by": "school", "group": "Large school", "numerator": "191", "denominator": "455"},
    ]
    write(cast, {"breakdowns": groups}, activity="data_drilldown", repeat="5A")
    content = report_plan.REPORT.draw(plan)
    assert_accessible(content)
    reader = PdfReader(io.BytesIO(content))
    text = text_of(content)

    assert PARAGRAPH in text
    for name in ("Jordan Reyes", "Sam Whitfield", "Priya Nandakumar", "Eli Editor"):
        assert name not in text
    assert "Director of Special Education" in text
    assert "Not approved: the plan as it is being written" in text
    assert "The layout of the activities and their fields is the portal's own." in text
    assert "Rates of the letter’s elements" in text

    assert "Small school" in text
    assert "hidden, so that no student can be identified" in text
    assert "177" not in text  # the second cell, which would give the first away
    assert "455" in text
    assert f"of {len(reader.pages)}" in text
    assert len(reader.outline) >= 1
    size = reader.trailer["/Size"]
    assert isinstance(size, NumberObject)
    objects = (reader.get_object(number) for number in range(1, size))
    tags = {thing.get("/S") for thing in objects if isinstance(thing, DictionaryObject)}
    assert tags >= {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/Figure"}


def test_the_same_content_gives_the_same_bytes_and_another_word_others(cast: Cast, plan: Plan) -> None:
    first = report_plan.REPORT.draw(plan)
    assert report_plan.REPORT.draw(world.plan_of(cast.lea)) == first
    write(cast, {"why": "Another word."}, activity="consolidation")
    assert report_plan.REPORT.draw(world.plan_of(cast.lea)) != first


def test_the_command_draws_the_plan_as_it_stands(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    out = tmp_path / "plan.pdf"
    call_command("render_plan", cast.lea.code, year=2023, out=out)
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert "Alder Unified" in text_of(out.read_bytes())


def test_the_command_says_where_there_is_no_plan(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("render_plan", cast.lea.code, year=2022, out=tmp_path / "plan.pdf")
    assert ended.value.code == 1
    assert "There is no plan of 0161119 for 2022." in capsys.readouterr().err


def test_the_public_version_of_a_submission_names_no_person(cast: Cast, plan: Plan) -> None:
    submission = moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    text = text_of(public_submission.REPORT.draw(submission))
    assert "Signed and submitted on March 20, 2023, 12:00 p.m. Pacific time" in text
    for name in ("Ana Approver", "Jordan Reyes", "Sam Whitfield"):
        assert name not in text
