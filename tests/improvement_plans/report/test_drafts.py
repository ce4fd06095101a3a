"""A plan, a step and an activity as they are now: as a page to read and print, as PDF and as Word document."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from docx import Document
from PIL import Image

from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers
from monitoring.files.models import Kept
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.report.test_plan import text_of
from tests.pdfs import assert_accessible

Visit = Callable[[Person], Client]
PLAN = "/plans/0161119/2023/"
STEP = f"{PLAN}step/1/"


@pytest.fixture
def filled(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_step_as_word_document_has_headings_and_tables(cast: Cast, filled: None, signed_in: Visit) -> None:
    answer = signed_in(cast.editor).get(f"{STEP}draft.docx")
    assert 'filename="draft-step-1-0161119-2023.docx"' in answer["Content-Disposition"]
    document = Document(io.BytesIO(answer.content))
    headings = [one.text for one in document.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    assert "Step 1: Gather and Inquire" in headings
    assert any(text.endswith("CIM team") for text in headings)
    roster = next(table for table in document.tables if table.rows[0].cells[0].text == "Name")
    assert "Jordan Reyes" in {row.cells[0].text for row in roster.rows}
    assert document.core_properties.language == "en-US"
    assert "Draft, as it was on" in words_of(answer.content)


def test_text_that_no_xml_holds_is_left_out_and_everything_else_is_there(
    cast: Cast, filled: None, signed_in: Visit
) -> None:
    why = "Page\x0cbreak, \x1bescape, “quotes”, 日本語, <b> & 🙂"
    answers.save(
        step=world.step_of(cast.lea, 1), activity="consolidation", repeat="", value={"why": why}, seen={"why": 1},
        by=cast.editor, at=NOON,
    )  # fmt: skip
    text = words_of(signed_in(cast.editor).get(f"{STEP}consolidation/draft.docx").content)
    assert "escape, “quotes”, 日本語, <b> & 🙂" in text


def pictures_of(content: bytes) -> dict[str, Image.Image]:
    document = Document(io.BytesIO(content))
    return {
        shape._inline.docPr.get("descr"): Image.open(
            io.BytesIO(document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob)
        )
        for shape in document.inline_shapes
    }


def test_a_word_document_has_the_drawings_as_pictures_that_say_what_they_show(
    cast: Cast, filled: None, signed_in: Visit
) -> None:
    for number in (2, 3):
        world.fill_step(cast.lea, number, by=cast.editor)
    bones = [{"_id": "b1", "family": "policy", "cause": "Late <schedule> & \ue123", "parent": "No one asked"}]
    answers.save(
        step=world.step_of(cast.lea, 2), activity="root_cause_method", repeat="", at=NOON, by=cast.editor,
        value={"method": "fishbone", "bones": bones}, seen={"method": 1, "bones": 1},
    )  # fmt: skip
    editor = signed_in(cast.editor)
    causes = "Drawing of the causes; the same words are in the table of this activity"
    numbers = "; the numbers are in the table before the drawing"
    for part, wanted in (
        (PLAN, {causes, f"When the action steps are done{numbers}"}),
        (f"{PLAN}step/2/", {causes}),
        (f"{PLAN}step/2/root_cause_method/", {causes}),
        (f"{STEP}data_drilldown/5A/", {f" over the years{numbers}"}),
    ):
        drawn = pictures_of(editor.get(f"{part}draft.docx").content)
        for ending in wanted:
            (picture,) = [one for said, one in drawn.items() if said.endswith(ending)]
            assert picture.width > 600, ending
            assert len(picture.convert("L").getcolors() or []) > 20, ending  # there are letters in it


@pytest.mark.parametrize("part", [PLAN, STEP, f"{STEP}consolidation/", f"{STEP}data_drilldown/5A/"])
def test_there_are_drafts_of_a_plan_a_step_and_an_activity(
    cast: Cast, filled: None, signed_in: Visit, part: str
) -> None:
    before = Kept.objects.count()
    for person in (cast.editor, cast.ta_provider):
        assert len(words_of(signed_in(person).get(f"{part}draft.docx").content)) > 100
    said = words_of(signed_in(cast.editor).get(f"{part}draft.docx").content)
    for words in ("Summary", "Weaknesses that were found", "Taken into this plan", "Who does what by when"):
        assert (words in said) == (part == PLAN), words  # a plan begins with what it is about, as its PDF does
    assert signed_in(cast.other_editor).get(f"{part}draft.docx").status_code == 404
    assert signed_in(cast.editor).get(f"{part}draft.txt").status_code == 404
    assert Kept.objects.count() == before


def test_the_draft_of_an_activity_says_that_it_is_one_and_has_that_page_alone(
    cast: Cast, filled: None, signed_in: Visit
) -> None:
    content = signed_in(cast.editor).get(f"{STEP}cim_team/draft.pdf").content
    assert_accessible(content)
    text = text_of(content)
    assert "It was not submitted in this form." in text
    assert "Jordan Reyes" in text
    assert "Consolidation" not in text
    assert f"{STEP}cim_team/draft.docx" in signed_in(cast.editor).get(f"{STEP}cim_team/").content.decode()


def test_a_draft_hides_small_numbers_from_who_may_not_see_them(cast: Cast, filled: None, signed_in: Visit) -> None:
    groups = [{"_id": "r1", "cut_by": "school", "group": "Small school", "numerator": "7", "denominator": "8"}]
    answers.save(
        step=world.step_of(cast.lea, 1), activity="data_drilldown", repeat="5A", value={"breakdowns": groups},
        seen={"breakdowns": 1}, by=cast.editor, at=NOON,
    )  # fmt: skip
    address = f"{STEP}data_drilldown/5A/draft.docx"
    assert "hidden, so that" not in words_of(signed_in(cast.editor).get(address).content)
    assert "hidden, so that" in words_of(signed_in(cast.ta_provider).get(address).content)


def test_a_whole_step_is_read_on_one_page(cast: Cast, filled: None, signed_in: Visit) -> None:
    page = signed_in(cast.ta_provider).get(f"{STEP}read/").content.decode()
    for words in ("CIM team", "Director of Special Education", "Consolidation", f"{STEP}draft.docx"):
        assert words in page, words
    assert "<textarea" not in page
    assert f"{STEP}read/" in signed_in(cast.editor).get(STEP).content.decode()
