"""Rounds of a review: marks of each page, what earlier rounds found, and approving with what was read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves, services
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.steps import moves as steps_moves
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
REVIEW = f"{STEP}review/"
ROUNDS = f"{STEP}rounds/"
DRILL_DOWN = {"mark-data_drilldown--5A": "needs_work", "sentence-data_drilldown--5A": "Compare the schools."}


@pytest.fixture
def submitted(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    return world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)


def returned(cast: Cast, reviewer: Client) -> None:
    reviewer.post(REVIEW, {**DRILL_DOWN, "return_note": "Nearly there.", "return": ""})
    assert world.step_of(cast.lea, 1).status == "returned"


def submitted_again(cast: Cast, *, days: int = 3) -> None:
    world.answer_requests(cast.lea, 1, by=cast.editor)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON + timedelta(days=days))


def test_a_mark_on_one_element_is_on_its_page_alone(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer, editor = signed_in(cast.reviewer), signed_in(cast.editor)
    returned(cast, reviewer)
    mark = ReviewMark.objects.get()
    assert (mark.activity, mark.repeat) == ("data_drilldown", "5A")
    assert "Compare the schools." in editor.get(f"{STEP}data_drilldown/5A/").content.decode()
    assert "Compare the schools." not in editor.get(f"{STEP}data_drilldown/1/").content.decode()
    rows = {line.page.place.key: line.mark for line in editor.get(STEP).context["pages"]}
    assert [key for key, found in rows.items() if found] == [("data_drilldown", "5A")]


def test_a_page_that_needs_work_does_not_count_as_complete(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    line = editor.get("/plans/0161119/2023/").context["lines"][0]
    assert line.complete == line.pages
    returned(cast, signed_in(cast.reviewer))
    after = editor.get("/plans/0161119/2023/").context["lines"][0]
    assert (after.complete, after.pages) == (line.pages - 1, line.pages)


def test_every_round_can_be_read_by_the_lea_and_its_reviewers_for_ever(
    cast: Cast, submitted: Step, signed_in: Visit
) -> None:
    reviewer, editor = signed_in(cast.reviewer), signed_in(cast.editor)
    returned(cast, reviewer)
    submitted_again(cast)
    again = {"mark-cim_team": "needs_work", "sentence-cim_team": "Add a principal.", "return_note": "Once more."}
    reviewer.post(REVIEW, {**again, "mark-data_drilldown--5A": "met", "return": ""})
    assert world.step_of(cast.lea, 1).status == "returned"
    submitted_again(cast, days=6)
    third = reviewer.get(REVIEW).content.decode()
    assert "Compare the schools." in third
    assert "Add a principal." in third
    reviewer.post(REVIEW, {"mark-cim_team": "met", "sentence-cim_team": "A strong team.", "note": ""})
    for address in (ROUNDS, STEP):  # what is found so far is the reviewers' own
        assert "A strong team." not in editor.get(address).content.decode()
    assert "can be read once the step is returned or approved" in editor.get(ROUNDS).content.decode()
    reviewer.post(REVIEW, {"return_note": "Well done.", "approve": "yes", "confirmed": "yes"})
    for person in (cast.editor, cast.ta_provider, cast.monitor, cast.reviewer):
        read = signed_in(person).get(ROUNDS).content.decode()
        for words in (
            "Compare the schools.",
            "Nearly there.",
            "Add a principal.",
            "Once more.",
            "A strong team.",
            "Well done.",
            "Rosa Reviewer approved",
        ):
            assert words in read, (person, words)
    assert [one.submission.round for one in editor.get(ROUNDS).context["rounds"]] == [3, 2, 1]


def test_the_review_of_an_approved_step_stays_readable(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(REVIEW, {"mark-cim_team": "met", "sentence-cim_team": "A strong team.", "approve": ""})
    reviewer.post(REVIEW, {"approve": "", "confirmed": "yes"})
    read = reviewer.get(REVIEW)
    assert read.status_code == 200
    page = read.content.decode()
    assert "This step is approved." in page
    assert "A strong team." in page
    assert "waits for the LEA" not in page
    assert 'name="approve"' not in page
    assert REVIEW in reviewer.get(STEP).content.decode()


def test_nothing_asks_to_be_done_after_approval(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer, editor = signed_in(cast.reviewer), signed_in(cast.editor)
    returned(cast, reviewer)
    submitted_again(cast)
    reviewer.post(REVIEW, {"mark-cim_team": "met", "approve": "", "confirmed": "yes"})
    page = editor.get(STEP).content.decode()
    for words in ("Needs work", "Compare the schools.", "Nearly there.", "missing", "Continue with", "In progress"):
        assert words not in page, words


def test_approving_says_what_was_read_and_asks_again(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    nothing = reviewer.post(REVIEW, {"approve": "", "confirmed": "yes"})
    assert nothing.status_code == 409
    assert "Nothing is marked yet." in nothing.content.decode()
    asked = reviewer.post(REVIEW, {"mark-cim_team": "met", "return_note": "Good.", "approve": ""})
    read = asked.context["reading"]
    assert len(read.marked) == 1
    assert all(title in asked.content.decode() for title in read.unmarked)
    assert world.step_of(cast.lea, 1).status == "submitted"
    reviewer.post(REVIEW, {"approve": "", "confirmed": "yes"})
    event = Event.objects.of(submitted).get(move="approve")
    assert event.values == {"marked": 1, "pages": 1 + len(read.unmarked)}
    assert event.note == "Good."
    assert "1 of" in signed_in(cast.editor).get("/plans/0161119/2023/history/").content.decode()
    assert "Good." in Notice.objects.get(person=cast.editor, kind="step_approved").text


def test_a_page_that_needs_work_stops_the_approval_before_it_is_confirmed(
    cast: Cast, submitted: Step, signed_in: Visit
) -> None:
    refused = signed_in(cast.reviewer).post(REVIEW, {**DRILL_DOWN, "approve": ""})
    assert refused.status_code == 409
    assert "5A” is marked as needing work." in refused.content.decode()


def test_what_the_selpa_read_the_state_has_not_read(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    services.mark(step=step, activity="cim_team", mark="met", sentence="", by=cast.other_reviewer, at=NOON)
    later = NOON + timedelta(days=1)
    moves.approve_step(step=step, by=cast.other_reviewer, at=later)
    address = f"{world.step_of(cast.other, 1).get_absolute_url()}review/"
    monitor = signed_in(cast.monitor)
    page = next(p for p in monitor.get(address).context["pages"] if p.name == "cim_team")
    assert (page.mark is not None, page.own, page.state) == (True, None, "open")
    assert monitor.post(address, {"approve": "", "confirmed": "yes"}).status_code == 409
    seen = {"mark-cim_team": "met", "seen-cim_team": page.seen}
    assert monitor.post(address, {**seen, "approve": "", "confirmed": "yes"}).status_code == 302
    assert world.step_of(cast.other, 1).status == "approved"


def test_the_note_of_the_selpa_is_its_own(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    address = f"{world.step_of(cast.other, 1).get_absolute_url()}review/"
    said = {"mark-cim_team": "met", "return_note": "Ready for you.", "approve": "", "confirmed": "yes"}
    assert signed_in(cast.other_reviewer).post(address, said).status_code == 302
    page = signed_in(cast.monitor).get(address)
    assert page.context["return_note"] == ""
    assert "Ready for you." in signed_in(cast.monitor).get(address.replace("review", "rounds")).content.decode()


def test_the_contents_say_what_is_done_and_what_is_to_do(cast: Cast, submitted: Step, signed_in: Visit) -> None:
    reviewer = signed_in(cast.reviewer)
    reviewer.post(REVIEW, {"mark-cim_team": "met", "note": ""})
    read = reviewer.get(REVIEW)
    states = {page.name: str(page.state_words) for page in read.context["pages"]}
    assert states.pop("cim_team") == "Met"
    assert set(states.values()) == {"To do"}
    assert 'href="#page-1"' in read.content.decode()


def test_a_step_that_was_never_submitted_has_no_review(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    assert signed_in(cast.reviewer).get(REVIEW).status_code == 403
    assert "was not submitted yet" in signed_in(cast.editor).get(ROUNDS).content.decode()
