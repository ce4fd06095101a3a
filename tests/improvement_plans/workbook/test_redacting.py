"""A number of a student that was removed goes from the earlier versions too: by the LEA's approver, through one door."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from improvement_plans.plans.models import Plan, Step, Submission
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import AnswerVersion, Redaction
from monitoring.ledger import sealing
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.owner import past_the_guard

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/step/1/consolidation/kept/"
NUMBER = "LX-90210"


def save(step: Step, by: Person, value: dict[str, object], version: int) -> None:
    answers.save(
        step=step, activity="consolidation", repeat="", value=value, seen=dict.fromkeys(value, version), by=by, at=NOON
    )


@pytest.fixture
def step(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    """A step of which two versions have the number, in a text and in a cell, and the third has it no more."""
    step = world.step_of(cast.lea, 1)
    rows = [{"_id": NUMBER, "weakness": f"{NUMBER} waits", "rank": "1"}]
    save(step, cast.editor, {"why": f'The "plan" of {NUMBER}.\nNow.', "weaknesses": rows}, 0)
    save(step, cast.editor, {"why": f"Of {NUMBER} alone."}, 1)
    save(step, cast.editor, {"why": "Of a student.", "weaknesses": [{**rows[0], "weakness": "One waits"}]}, 2)
    return step


def test_the_approver_replaces_it_in_every_version_and_the_event_has_no_text(
    cast: Cast, step: Step, signed_in: Visit
) -> None:
    approver = signed_in(cast.approver)
    assert "Redact the number of a student" in approver.get(PAGE).content.decode()
    page = approver.post(PAGE, {"redact": f" {NUMBER} "}, follow=True).content.decode()
    assert "The number was replaced in 2 earlier versions." in page
    assert NUMBER not in page
    assert f"{cast.approver.name} redacted the number of a student in 2 versions" in page
    first, second, third = AnswerVersion.objects.order_by("pk").values_list("value", flat=True)
    assert first["why"] == 'The "plan" of [redacted].\nNow.'
    assert first["weaknesses"] == [{"_id": NUMBER, "weakness": "[redacted] waits", "rank": "1"}]
    assert second["why"] == "Of [redacted] alone."
    assert third["why"] == "Of a student."
    event = Event.objects.of(step).get(move="redacted_versions")
    assert (event.by, event.values) == (cast.approver, {"activity": "consolidation", "count": 2})
    assert NUMBER not in f"{event.note}{event.values}"
    assert not sealing.prove(at=NOON).faults
    again = approver.post(PAGE, {"redact": NUMBER})
    assert again.status_code == 409
    assert "No earlier version of this activity has this number." in again.content.decode()
    assert Redaction.objects.get().versions == 2


def test_no_one_else_does_and_it_has_to_be_removed_first(cast: Cast, step: Step, signed_in: Visit) -> None:
    for person in (cast.editor, cast.reviewer, cast.monitor, cast.administrator, cast.ta_provider):
        browser = signed_in(person)
        assert "Redact the number" not in browser.get(PAGE).content.decode()
        assert browser.post(PAGE, {"redact": NUMBER}).status_code == 409
    assert signed_in(cast.other_approver).post(PAGE, {"redact": NUMBER}).status_code == 404
    approver = signed_in(cast.approver)
    for said in ("", "12", "of a student", "x" * 30, f"{NUMBER}%"):
        assert approver.post(PAGE, {"redact": said}).status_code == 409, said
    save(step, cast.editor, {"why": f"Again {NUMBER}"}, 3)
    page = approver.post(PAGE, {"redact": NUMBER})
    assert page.status_code == 409
    assert "The activity still has this number" in page.content.decode()
    assert not Redaction.objects.exists()


def test_what_was_submitted_stays_as_it_was_and_that_is_said(cast: Cast, step: Step, signed_in: Visit) -> None:
    save(step, cast.editor, {"weaknesses": []}, 3)
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    submission = Submission.objects.get(step=step)
    held = {**submission.answers, "consolidation": {"": {"why": f"Of {NUMBER}."}}}
    past_the_guard(
        "improvement_plans_submission",
        "UPDATE improvement_plans_submission SET answers = jsonb_set(answers, '{consolidation}', %s::jsonb) WHERE id = %s",
        '{"": {"why": "Of LX-90210."}}',
        submission.pk,
    )
    page = signed_in(cast.approver).post(PAGE, {"redact": NUMBER}, follow=True).content.decode()
    assert "1 submission has it too, and stays as it was submitted" in page
    submission.refresh_from_db()
    assert submission.answers == held


def test_the_door_of_the_database_lets_nothing_else_through(cast: Cast, step: Step) -> None:
    answer = AnswerVersion.objects.earliest("pk").answer_id
    for needle in ("Of", "a student", "1", ""):
        with pytest.raises(DatabaseError, match="only the number of a student"), transaction.atomic():
            call(answer, needle, cast.approver)
    save(step, cast.editor, {"why": f"Again {NUMBER}"}, 3)
    with pytest.raises(DatabaseError, match="still has the number"), transaction.atomic():
        call(answer, NUMBER, cast.approver)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AnswerVersion.objects.update(value={})
    assert not Redaction.objects.exists()


def call(answer: int, needle: str, by: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_answer_versions(%s, %s, %s, %s)", [answer, needle, by.pk, NOON])
