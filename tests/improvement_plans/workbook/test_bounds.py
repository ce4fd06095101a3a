"""A text that is longer than its field takes is refused in words that say both lengths, and comes back with the form."""

from collections.abc import Callable

import pytest
from django.test import Client

from cim_portal.lib import bounds
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews.models import Comment, ReviewMark
from improvement_plans.workbook import answers, kinds
from improvement_plans.workbook.models import Answer
from monitoring.definition import Column, Field
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/step/1/consolidation/"


@pytest.mark.parametrize("name", sorted(set(kinds.kinds()) - {"table", "assurance"}))
def test_each_kind_of_field_has_a_bound(name: str) -> None:
    kind = kinds.kinds()[name]
    assert kind.excess("x" * kind.longest) == ""
    said = kind.excess("x" * (kind.longest + 1))
    assert f"{kind.longest + 1:,} characters" in said
    assert f"at most {kind.longest:,}" in said


def test_a_table_has_a_bound_of_rows_and_its_cells_that_of_their_kind() -> None:
    table, columns = kinds.kinds()["table"], [Column(key="who", label="Who", kind="text")]
    rows = [{"_id": f"r{number}", "who": "x"} for number in range(bounds.ROWS)]
    assert table.excess(rows, columns) == ""
    assert "1,001 rows and can have at most 1,000" in table.excess([*rows, {"_id": "more", "who": "x"}], columns)
    assert "in row 2: “Who” has 501 characters" in table.excess([rows[0], {"_id": "r1", "who": "x" * 501}], columns)
    assert "does not know" in table.excess([{"_id": "x" * 501, "who": ""}], columns)


def test_an_answer_that_is_too_long_is_refused_and_nothing_is_saved(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    with pytest.raises(bounds.TooLong, match=r"20,001 characters and can have at most 20,000"):
        answers.save(
            step=world.step_of(cast.lea, 1),
            activity="consolidation",
            repeat="",
            value={"why": "x" * 20_001},
            seen={},
            by=cast.editor,
            at=NOON,
        )
    assert not Answer.objects.exists()


def test_the_form_comes_back_with_the_text(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    text = "I typed this for an hour. " * 1_000
    answer = signed_in(cast.editor).post(PAGE, {"why": text, "seen-why": "0", "save": ""})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert f"has {len(text.strip()):,} characters and can have at most 20,000" in said
    assert text.strip() in said
    assert 'name="seen-why" value="0"' in said


def test_an_autosave_says_so_and_the_browser_keeps_its_copy(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    answer = signed_in(cast.editor).post(PAGE, {"why": "x" * 20_001, "seen-why": "0"}, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "20,001 characters" in said
    assert "data-version" not in said  # what makes the browser forget its copy


def test_a_comment_is_refused_with_its_text(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    text = "Long words about nothing. " * 300
    answer = signed_in(cast.editor).post(f"{PAGE}comment/", {"text": text})
    assert answer.status_code == 409
    assert "The comment has 7,799 characters and can have at most 5,000" in answer.content.decode()
    assert text in answer.content.decode()
    assert f'hx-post="{PAGE}"' in answer.content.decode()


def test_a_comment_of_19_mb_is_refused(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    answer = signed_in(cast.editor).post(f"{PAGE}comment/", {"text": "x" * 19_000_000})
    assert answer.status_code in (400, 409, 413)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("field", ["sentence-consolidation", "return_note"])
def test_what_a_reviewer_writes_is_refused_with_its_text(
    field: str, cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    text = "Say more about it. " * 300
    sent = {"mark-consolidation": "needs_work", "sentence-consolidation": "Say why.", field: text, "return": ""}
    answer = signed_in(cast.reviewer).post("/plans/0161119/2023/step/1/review/", sent)
    assert answer.status_code == 409
    assert "can have at most 5,000" in answer.content.decode()
    assert text in answer.content.decode()
    assert not ReviewMark.objects.filter(sentence=text.strip()).exists()


def test_a_reason_is_refused_with_its_text(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    Step.objects.filter(plan=world.plan_of(cast.lea), number=1).update(status="approved")
    text = "The data were wrong. " * 300
    for path in ("step/1/reopen/", "close/"):
        answer = signed_in(cast.administrator).post(f"/plans/0161119/2023/{path}", {"reason": text})
        assert answer.status_code == 409
        assert "The reason has 6,299 characters and can have at most 5,000" in answer.content.decode()
        assert text in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Student 1234567890 moved.", "student identifier"),
        ("DOB 3/14/2011", "date of birth"),
        ("He was born on March 14, 2011.", "date of birth"),
        ("We met on 3/14/2023 with 20,000 families.", ""),
        ("The number 12345678901 is too long.", ""),
    ],
)
def test_no_text_identifies_a_child(text: str, words: str) -> None:
    fault = kinds.kind(Field(key="why", label="Why", kind="prose")).fault(text)
    assert (words in fault) if words else fault == ""
