"""What reviewers ask is answered by the LEA before it submits again, and read in every later round."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves, services
from improvement_plans.reviews.models import Reply, ReviewMark
from improvement_plans.steps import moves as steps_moves
from monitoring.ledger import ledger
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
REVIEW = f"{STEP}review/"
ROUNDS = f"{STEP}rounds/"
LATER = NOON + timedelta(days=1)
TOKEN = re.compile(r'name="seen"\s+value="(\w*)"')


@pytest.fixture
def asked(cast: Cast, issued_2023: dict[str, Plan]) -> ReviewMark:
    step = world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    mark = services.mark(
        step=step, activity="cim_team", mark="needs_work", sentence="Add a parent.", by=cast.reviewer, at=NOON
    )
    moves.return_step(step=step, by=cast.reviewer, at=NOON)
    return mark


def step(cast: Cast) -> Step:
    return world.step_of(cast.lea, 1)


def answered(client: Client, asked: ReviewMark, outcome: str, sentence: str = "", **more: str) -> int:
    return client.post(f"{ROUNDS}{asked.pk}/", {"outcome": outcome, "sentence": sentence, **more}).status_code


def test_a_request_without_an_answer_stops_the_submission(cast: Cast, asked: ReviewMark, signed_in: Visit) -> None:
    with pytest.raises(ledger.Incomplete, match="“CIM team”: a reviewer asked for a change"):
        steps_moves.submit_step(step=step(cast), by=cast.approver, at=LATER)
    page = signed_in(cast.approver).get(f"{STEP}sign/").content.decode()
    assert "Requests without an answer" in page
    assert ROUNDS in page
    assert "1 request has no answer yet." in signed_in(cast.editor).get(STEP).content.decode()
    assert answered(signed_in(cast.editor), asked, "done") == 302
    assert "Requests without an answer" not in signed_in(cast.approver).get(f"{STEP}sign/").content.decode()
    steps_moves.submit_step(step=step(cast), by=cast.approver, at=LATER)


def test_not_done_says_why(cast: Cast, asked: ReviewMark, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    refused = editor.post(f"{ROUNDS}{asked.pk}/", {"outcome": "not_done", "sentence": " "})
    assert refused.status_code == 409
    assert "Say why it is not done" in refused.content.decode()
    unchosen = editor.post(f"{ROUNDS}{asked.pk}/", {"sentence": "We asked two."})
    assert unchosen.status_code == 409
    assert ">We asked two.</textarea>" in unchosen.content.decode()
    long = editor.post(f"{ROUNDS}{asked.pk}/", {"outcome": "done", "sentence": "x" * 5001})
    assert (long.status_code, "x" * 5001 in long.content.decode()) == (409, True)
    assert not Reply.objects.exists()
    assert answered(editor, asked, "not_done", "No parent has the time before May.") == 302
    assert answered(editor, asked, "done", "Ms. Lee joined.", back="rounds") == 302  # one may think better of it
    assert Reply.objects.get().sentence == "Ms. Lee joined."


def test_an_answered_page_asks_no_more_and_the_answer_is_next_to_what_was_asked(
    cast: Cast, asked: ReviewMark, signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    assert "Your answer to this request" in editor.get(f"{STEP}cim_team/").content.decode()
    answered(editor, asked, "done", "Ms. Lee joined.")
    for address in (STEP, f"{STEP}cim_team/", ROUNDS):
        page = editor.get(address).content.decode()
        assert "Ms. Lee joined." in page, address
        assert "Needs work</" not in page or address == ROUNDS, address
    line = editor.get("/plans/0161119/2023/").context["lines"][0]
    assert line.complete == line.pages


def test_reviewers_read_what_was_asked_and_answered_next_to_the_page(
    cast: Cast, asked: ReviewMark, signed_in: Visit
) -> None:
    answered(signed_in(cast.editor), asked, "not_done", "No parent has the time before May.")
    steps_moves.submit_step(step=step(cast), by=cast.approver, at=LATER)
    reviewer = signed_in(cast.reviewer)
    pages = {page.name: page for page in reviewer.get(REVIEW).context["pages"]}
    assert [mark.sentence for mark in pages["cim_team"].asked] == ["Add a parent."]
    assert "No parent has the time before May." in reviewer.get(REVIEW).content.decode()
    reviewer.post(REVIEW, {"mark-cim_team": "needs_work", "sentence-cim_team": "Then say when.", "return": ""})
    again = ReviewMark.objects.get(sentence="Then say when.")
    assert answered(signed_in(cast.editor), again, "done", "In May.") == 302
    steps_moves.submit_step(step=step(cast), by=cast.approver, at=LATER)
    third = {page.name: page for page in reviewer.get(REVIEW).context["pages"]}["cim_team"]
    assert [mark.sentence for mark in third.asked] == ["Add a parent.", "Then say when."]
    page = reviewer.get(REVIEW).content.decode()
    assert "No parent has the time before May." in page
    assert "In May." in page


def test_what_was_asked_before_is_not_answered_again(cast: Cast, asked: ReviewMark, signed_in: Visit) -> None:
    editor, reviewer = signed_in(cast.editor), signed_in(cast.reviewer)
    answered(editor, asked, "done")
    steps_moves.submit_step(step=step(cast), by=cast.approver, at=LATER)
    assert answered(editor, asked, "done") == 403
    reviewer.post(REVIEW, {"mark-cim_team": "needs_work", "sentence-cim_team": "Still not.", "return": ""})
    late = editor.post(f"{ROUNDS}{asked.pk}/", {"outcome": "not_done", "sentence": "No."})
    assert late.status_code == 409
    assert "asked in an earlier round" in late.content.decode()
    assert Reply.objects.get().outcome == "done"


def test_only_the_lea_answers(cast: Cast, asked: ReviewMark, signed_in: Visit) -> None:
    for person, status in (
        (cast.reviewer, 403),
        (cast.ta_provider, 403),
        (cast.monitor, 403),
        (cast.other_editor, 404),
    ):
        assert answered(signed_in(person), asked, "done") == status, person
    other = f"/plans/0161119/2023/step/2/rounds/{asked.pk}/"
    assert signed_in(cast.editor).post(other, {"outcome": "done"}).status_code == 404


def test_an_answer_that_was_given_meanwhile_is_read_before_it_is_replaced(
    cast: Cast, asked: ReviewMark, signed_in: Visit
) -> None:
    def shown(client: Client) -> str:
        return str(TOKEN.search(client.get(ROUNDS).content.decode())[1])  # type: ignore[index]

    editor, approver = signed_in(cast.editor), signed_in(cast.approver)
    before = shown(editor)
    assert answered(editor, asked, "done", "Ms. Lee joined.", seen=before) == 302
    assert answered(editor, asked, "done", "Ms. Lee joined.", seen=before) == 302  # the second click
    for client in (approver, editor):  # a colleague, and another window of one's own
        met = client.post(f"{ROUNDS}{asked.pk}/", {"outcome": "done", "sentence": "Mr. Cho joined.", "seen": before})
        assert met.status_code == 409
        assert "Eli Editor answered meanwhile “Done”: Ms. Lee joined." in met.content.decode()
        assert ">Mr. Cho joined.</textarea>" in met.content.decode()
    assert answered(approver, asked, "done", "Mr. Cho joined.", seen=shown(approver)) == 302
    assert Reply.objects.get().sentence == "Mr. Cho joined."
