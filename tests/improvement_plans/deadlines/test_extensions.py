"""More time: an approver asks, a reviewer of the level answers."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from improvement_plans.deadlines import services
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans.models import Plan
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.deadlines.conftest import FIRST, Put

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}extension/"
ASKED = {"until": "2023-08-31", "reason": "Two of the team left."}
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def asked(cast: Cast, put_in_force: Put) -> Extension:
    put_in_force(FIRST)
    step, until = world.step_of(cast.lea, 1), date(2023, 8, 31)
    return services.ask(step=step, until=until, reason="Two of the team left.", by=cast.approver, at=NOON)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_an_approver_asks_and_the_reviewer_is_notified(cast: Cast, put_in_force: Put, signed_in: Visit) -> None:
    put_in_force(FIRST)
    approver = signed_in(cast.approver)
    assert PAGE in approver.get(STEP).content.decode()
    assert "goes to the SELPA" in approver.get(PAGE).content.decode()
    assert approver.post(PAGE, ASKED, follow=True).status_code == 200
    assert world.step_of(cast.lea, 1).due_on == FIRST
    assert told("extension_asked") == {"Rosa Reviewer"}
    reviewer = signed_in(cast.reviewer)
    request = Extension.objects.get()
    for page in ("/home/", "/reviews/"):
        assert request.get_absolute_url() in reviewer.get(page).content.decode()
    assert "not answered yet" in approver.get(STEP).content.decode()
    again = approver.post(PAGE, ASKED)
    assert again.status_code == 409
    assert "waits for an answer already" in again.content.decode()


def test_a_reviewer_grants_another_day_than_was_asked_for(cast: Cast, asked: Extension, signed_in: Visit) -> None:
    answer = {"decision": "grant", "until": "2023-08-15", "answer": "Until school begins."}
    reviewer = signed_in(cast.reviewer)
    assert reviewer.post(asked.get_absolute_url(), answer).status_code == 302
    step = world.step_of(cast.lea, 1)
    assert (step.due_on, step.due_from) == (date(2023, 8, 15), "extension")
    assert told("extension_granted") == {"Ana Approver", "Eli Editor", "Rosa Reviewer"}
    assert "Until school begins." in Notice.objects.filter(kind="extension_granted")[0].text
    page = signed_in(cast.editor).get(STEP).content.decode()
    assert "August 15, 2023" in page
    assert "Extended" in page
    assert [event.move for event in Event.objects.of(step).order_by("-pk")[:1]] == ["moved_due_date"]
    assert reviewer.post(asked.get_absolute_url(), answer).status_code == 409  # the second click


def test_more_time_that_is_not_granted_needs_words(cast: Cast, asked: Extension, signed_in: Visit) -> None:
    reviewer, address = signed_in(cast.reviewer), asked.get_absolute_url()
    silent = reviewer.post(address, {"decision": "refuse", "until": "2023-08-31", "answer": ""})
    assert silent.status_code == 422
    assert "Say why: the LEA will read it." in silent.content.decode()
    assert reviewer.post(address, {"decision": "refuse", "until": "2023-08-31", "answer": "No."}).status_code == 302
    assert world.step_of(cast.lea, 1).due_on == FIRST
    assert told("extension_refused") == {"Ana Approver", "Eli Editor", "Rosa Reviewer"}
    assert "No." in signed_in(cast.editor).get(PAGE).content.decode()
    assert signed_in(cast.approver).post(PAGE, ASKED).status_code == 302  # a second request, with its own answer
    assert Extension.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "change", "status", "sentence"),
    [
        ("editor", {}, 409, "Only an approver"),
        ("reviewer", {}, 409, "Only an approver"),
        ("approver", {"until": "2023-06-30"}, 422, "The step is due on June 30, 2023. Choose a later day."),
        ("approver", {"until": "2023-03-19"}, 422, "This day is over"),
        ("approver", {"until": "06/30/26"}, 302, ""),
        ("approver", {"until": "soon"}, 422, "Enter a valid date"),
        ("approver", {"reason": "  "}, 422, "This field is required"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    cast: Cast, put_in_force: Put, signed_in: Visit, who: str, change: dict[str, str], status: int, sentence: str
) -> None:
    put_in_force(FIRST)
    answer = signed_in(getattr(cast, who)).post(PAGE, {**ASKED, **change})
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert Extension.objects.exists() is (status == 302)


def test_a_step_without_a_due_date_needs_no_more_time(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    assert "has not set a due date" in signed_in(cast.approver).get(PAGE).content.decode()
    assert signed_in(cast.approver).post(PAGE, ASKED).status_code == 409


def test_a_step_that_was_submitted_meanwhile_is_given_no_more_time(
    cast: Cast, asked: Extension, signed_in: Visit
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    grant = {"decision": "grant", "until": "2023-08-31", "answer": ""}
    answer = signed_in(cast.reviewer).post(asked.get_absolute_url(), grant)
    assert answer.status_code == 409
    assert "needs no more time" in answer.content.decode()
    assert world.step_of(cast.lea, 1).due_on == FIRST


def test_a_neighbor_sees_no_request(cast: Cast, asked: Extension, signed_in: Visit) -> None:
    for person in (cast.other_editor, cast.sibling_editor, cast.other_reviewer, cast.newcomer):
        assert signed_in(person).get(asked.get_absolute_url()).status_code == 404
        assert signed_in(person).get(PAGE).status_code == 404


def test_no_more_time_is_asked_for_once_the_step_is_submitted(cast: Cast, put_in_force: Put, signed_in: Visit) -> None:
    put_in_force(FIRST)
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    answer = signed_in(cast.approver).post(PAGE, ASKED)
    assert answer.status_code == 409
    assert "does not wait for the LEA" in answer.content.decode()


def test_who_asked_does_not_answer_whatever_roles_they_hold(cast: Cast, asked: Extension, signed_in: Visit) -> None:
    world.give(cast.approver, "selpa_reviewer", cast.selpa)
    grant = {"decision": "grant", "until": "2023-08-31", "answer": ""}
    approver = Person.objects.get(pk=cast.approver.pk)
    assert signed_in(approver).post(asked.get_absolute_url(), grant).status_code == 403
    assert world.step_of(cast.lea, 1).due_on == FIRST
