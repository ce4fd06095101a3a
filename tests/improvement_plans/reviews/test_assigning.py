"""A step is assigned to a monitor or a unit by itself, or else as its LEA is; lists and homes follow."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import assigning, moves
from monitoring.ledger.ledger import NotYou
from monitoring.ledger.models import Event
from monitoring.oversight import services, units
from monitoring.oversight.models import Unit
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.places.models import Lea
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
REVIEW = "/plans/1030642/2023/step/1/review/"


@pytest.fixture
def second(cast: Cast) -> Person:
    person = Person.objects.create_user(email="max@example.org", name="Max Monitor")
    people_services.give_role(person=person, role="state_monitor", organization=cast.state, by=None, at=NOON)
    return person


@pytest.fixture
def step(cast: Cast, issued_2023: dict[str, Plan]) -> Step:
    """A step that waits for the state."""
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    moves.approve_step(step=step, by=cast.other_reviewer, at=NOON + timedelta(days=1))
    return step


def listed(browser: Client, key: object) -> list[str]:
    return [line.lea for line in browser.get(f"/reviews/?monitor={key}").context["lines"]]


def test_a_step_is_with_whom_it_was_assigned_to_and_else_with_whom_its_lea_is(
    cast: Cast, second: Person, step: Step, signed_in: SignIn
) -> None:
    lea = Lea.objects.filter(pk=cast.other.pk)
    services.assign(lea, expected=1, to=cast.monitor, by=cast.administrator, at=NOON)
    unit = units.make(name="Bay unit", members=[second], by=cast.administrator, at=NOON)
    browser = signed_in(cast.monitor)
    assert "Assigned to Mona Monitor, as the LEA is" in browser.get(REVIEW).content.decode()
    answer = browser.post(f"{REVIEW}assign/", {"to": f"unit-{unit.pk}"}, follow=True)
    assert "Step 1 is assigned to Bay unit." in answer.content.decode()
    assert answer.context["assign_form"]["to"].value() == f"unit-{unit.pk}"
    for key, names in (
        (cast.monitor.pk, []),
        (second.pk, ["Cedar Charter"]),
        (f"unit-{unit.pk}", ["Cedar Charter"]),
        ("none", []),
        ("x", []),
        ("", ["Cedar Charter"]),
    ):
        assert listed(browser, key) == names
    assert [line.lea for line in signed_in(second).get("/home/").context["waiting"]] == ["Cedar Charter"]
    assert signed_in(cast.monitor).get("/home/").context["waiting"] == []
    text = browser.get("/reviews/?as=csv").getvalue().decode("utf-8-sig")
    assert [row["assigned_to"] for row in csv.DictReader(io.StringIO(text))] == ["Bay unit"]
    browser.post(f"{REVIEW}assign/", {"to": ""})
    assert listed(browser, cast.monitor.pk) == ["Cedar Charter"]
    assert [line.assigned_to for line in browser.get("/reviews/").context["lines"]] == ["Mona Monitor"]
    said = (
        Event.objects.filter(move__endswith="assigned_step").order_by("pk").values_list("move", "values", "lea__name")
    )
    assert list(said) == [
        ("assigned_step", {"to": "Bay unit"}, "Cedar Charter"),
        ("unassigned_step", {}, "Cedar Charter"),
    ]


def test_the_same_again_changes_nothing(cast: Cast, second: Person, step: Step) -> None:
    for _time in range(2):
        assigning.assign(step=step, to=second, by=cast.monitor, at=NOON)
    assert Event.objects.filter(move="assigned_step").count() == 1
    people_services.take_role(person=second, role="state_monitor", organization=cast.state, by=None, at=NOON)
    assert assigning.own_of(step) is None, "who does not monitor any more has no steps"


def test_only_the_states_people_assign_and_only_to_a_monitor_or_a_unit(
    cast: Cast, step: Step, signed_in: SignIn
) -> None:
    unit = Unit.objects.create(name="Closed", closed_at=NOON)
    with pytest.raises(NotYou):
        assigning.assign(step=step, to=cast.monitor, by=cast.other_reviewer, at=NOON)
    for wrong in (cast.other_reviewer, unit):
        with pytest.raises(services.NoMonitor):
            assigning.assign(step=step, to=wrong, by=cast.monitor, at=NOON)
    assert signed_in(cast.monitor).post(f"{REVIEW}assign/", {"to": str(cast.other_reviewer.pk)}).status_code == 409
    page = signed_in(cast.other_reviewer).get(REVIEW).content.decode()
    assert "Assigned to" not in page
    assert "Assigned to" not in signed_in(cast.other_reviewer).get("/reviews/?show=others").content.decode()


def test_the_queries_of_the_list_do_not_grow_with_it(cast: Cast, step: Step, second: Person, signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)
    with CaptureQueriesContext(connection) as few:
        browser.get("/reviews/?show=lea")
    services.assign(Lea.objects.all(), expected=3, to=second, by=cast.administrator, at=NOON)
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/reviews/?show=lea")
    assert {line.assigned_to for line in page.context["lines"]} == {"Max Monitor"}
    assert len(many) == len(few)
