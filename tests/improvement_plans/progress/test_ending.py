"""A plan ends when it was carried out and evaluated; what is closed says so, and nothing asks for it any more."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from improvement_plans.carrying import queries as carrying
from improvement_plans.plans.models import Plan
from improvement_plans.progress.models import Evaluation, ProgressCheck
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import Cast
from tests.improvement_plans.progress.test_progress import TODAY, at, enter

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/evaluation/"
SAID = {"fidelity": "As planned.", "learned": "Start earlier.", "decision-o1": "make permanent", "seen": "0"}
CLOSE = {"reason": "Most of it was reached."}


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def carried_out(cast: Cast, approved_2023: Plan, signed_in: Visit) -> Plan:
    """Everything that is due was entered."""
    editor = signed_in(cast.editor)
    assert enter(editor, "2023-10-01") == 302
    for one in ProgressCheck.objects.filter(plan=approved_2023, entered_at=None, due_on__lt=TODAY):
        assert enter(editor, str(one.due_on), of=one.of, value="", reading="done") == 302
    return approved_2023


def test_a_plan_is_evaluated_and_closed_by_who_reviews_it(cast: Cast, carried_out: Plan, signed_in: Visit) -> None:
    editor, reviewer = signed_in(cast.editor), signed_in(cast.reviewer)
    assert reviewer.post(f"{PAGE}close/", CLOSE).status_code == 409
    assert "has not evaluated the plan yet" in reviewer.get(PAGE).content.decode()
    assert editor.post(PAGE, {**SAID, "decision-o1": ""}).status_code == 422
    for _click in (1, 2):
        assert editor.post(PAGE, SAID).status_code == 302
    assert Evaluation.objects.count() == 1
    assert PAGE in reviewer.get("/home/").content.decode()
    assert {str(n.person) for n in Notice.objects.filter(kind="plan_evaluated")} == {"Rosa Reviewer"}
    assert "Close the evaluated plan" in reviewer.get(PAGE).content.decode()
    for person in (cast.editor, cast.approver, cast.monitor, cast.ta_provider):
        assert signed_in(person).post(f"{PAGE}close/", CLOSE).status_code == 409
    assert reviewer.post(f"{PAGE}close/", {"reason": " "}).status_code == 409
    assert reviewer.post(f"{PAGE}close/", CLOSE).status_code == 302
    assert reviewer.post(f"{PAGE}close/", CLOSE).status_code == 409  # the second click
    assert world.plan_of(cast.lea).status == "closed"
    for page in ("/plans/0161119/2023/", PAGE, "/plans/0161119/2023/progress/"):
        assert "closed" in editor.get(page).content.decode()
    errands = {errand.link for who in (editor, reviewer) for errand in who.get("/home/").context["errands"]}
    assert not {link for link in errands if link.startswith("/plans/0161119/")}
    assert editor.post(PAGE, SAID).status_code == 409
    found = next(one for one in carrying.outcomes(cast.lea, cast.monitor) if one.outcome == "More contacts")
    assert found.decision == "make permanent"


def test_what_has_to_hold_is_said(cast: Cast, approved_2023: Plan, signed_in: Visit) -> None:
    assert signed_in(cast.editor).post(PAGE, SAID).status_code == 302
    signed_in(cast.editor).post("/plans/0161119/2023/amendments/")
    reviewer = signed_in(cast.reviewer)
    body = reviewer.get(PAGE).content.decode()
    for sentence in (
        "Nothing was entered of the outcome",
        "progress checks are overdue",
        "An amendment of the plan is not",
    ):
        assert sentence in body
    answer = reviewer.post(f"{PAGE}close/", CLOSE)
    assert answer.status_code == 409
    assert world.plan_of(cast.lea).status == "approved"


def test_an_overdue_check_keeps_a_plan_open(cast: Cast, carried_out: Plan, signed_in: Visit) -> None:
    signed_in(cast.editor).post(PAGE, SAID)
    ProgressCheck.objects.create(plan=carried_out, key="k", of="step", row="x", label="x", due_on="2023-09-30")
    answer = signed_in(cast.reviewer).post(f"{PAGE}close/", CLOSE)
    assert answer.status_code == 409
    assert "1 progress check is overdue." in answer.content.decode()


def test_who_wrote_it_does_not_close_it(cast: Cast, carried_out: Plan, signed_in: Visit) -> None:
    world.give(cast.editor, "selpa_reviewer", cast.selpa)
    both = signed_in(Person.objects.get(pk=cast.editor.pk))
    assert both.post(PAGE, SAID).status_code == 302
    answer = both.post(f"{PAGE}close/", CLOSE)
    assert answer.status_code == 409
    assert "someone else closes the plan" in answer.content.decode()


def test_two_who_evaluate_at_once_see_each_other(cast: Cast, carried_out: Plan, signed_in: Visit) -> None:
    assert signed_in(cast.editor).post(PAGE, SAID).status_code == 302
    answer = signed_in(cast.approver).post(PAGE, {**SAID, "learned": "Mine."})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Eli Editor wrote an evaluation meanwhile" in body
    assert "Mine." in body
