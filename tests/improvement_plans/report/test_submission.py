"""The document of a submission is exactly what was submitted; others than its readers get the public version of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan, Submission
from improvement_plans.report.kinds import submission as whole_submission
from improvement_plans.steps import moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.report.test_plan import text_of
from tests.pdfs import assert_accessible

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
GROUPS = [
    {"_id": "r1", "cut_by": "school", "group": "Small school", "numerator": "7", "denominator": "8"},
    {"_id": "r2", "cut_by": "school", "group": "Middle school", "numerator": "77", "denominator": "177"},
]


@pytest.fixture
def submission(cast: Cast, issued_2023: dict[str, Plan]) -> Submission:
    world.fill_step(cast.lea, 1, by=cast.editor)
    step = world.step_of(cast.lea, 1)
    there = Answer.objects.get(step=step, activity="data_drilldown", repeat="5A")
    answers.save(
        step=step, activity="data_drilldown", repeat="5A", value={"breakdowns": GROUPS},
        seen={"breakdowns": there.version}, by=cast.editor, at=NOON,
    )  # fmt: skip
    answers.attach(
        step=step, activity="ppp_review", repeat="", field="evidence", name="evidence.pdf",
        content=b"%PDF-1.7 evidence", by=cast.editor, at=NOON,
    )  # fmt: skip
    return moves.submit_step(step=step, by=cast.approver, at=NOON + timedelta(days=1))


def test_the_document_has_names_signer_and_small_numbers(cast: Cast, submission: Submission) -> None:
    content = whole_submission.REPORT.draw(submission)
    assert_accessible(content)
    text = text_of(content)
    assert "Signed and submitted by Ana Approver on March 21, 2023" in text
    assert "Jordan Reyes" in text
    assert "177" in text
    assert "hidden, so that no student can be identified" not in text


def test_who_may_not_read_all_of_it_reads_the_public_version(
    cast: Cast, submission: Submission, signed_in: Visit
) -> None:
    provider = signed_in(cast.ta_provider)
    assert provider.get(f"{STEP}submission/1.pdf").status_code == 403
    public = provider.get(f"{STEP}submission/1/public.pdf")
    text = text_of(public.content)
    assert "Jordan Reyes" not in text
    assert "177" not in text
    assert provider.get(f"{STEP}submission/1/public.pdf").content == public.content
    for address in (STEP, f"{STEP}rounds/"):
        assert "submission/1/public.pdf" in provider.get(address).content.decode()
        assert "submission/1.pdf" in signed_in(cast.reviewer).get(address).content.decode()


def test_what_is_typed_and_attached_afterwards_is_not_in_it(cast: Cast, submission: Submission) -> None:
    moves.recall_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON + timedelta(days=2))
    file = Attachment.objects.get(step=submission.step)
    answers.detach(attachment=file, by=cast.editor, at=NOON + timedelta(days=3))
    answers.attach(
        step=world.step_of(cast.lea, 1), activity=file.activity, repeat=file.repeat, field=file.field,
        name="afterwards.pdf", content=b"%PDF-1.7 later", by=cast.editor, at=NOON + timedelta(days=3),
    )  # fmt: skip
    answers.save(
        step=world.step_of(cast.lea, 1), activity="consolidation", repeat="", value={"why": "Afterwards."},
        seen={"why": 1}, by=cast.editor, at=NOON + timedelta(days=3),
    )  # fmt: skip
    text = text_of(whole_submission.REPORT.draw(Submission.objects.get()))
    assert "evidence.pdf" in text
    assert "afterwards.pdf" not in text
    assert "Afterwards." not in text
