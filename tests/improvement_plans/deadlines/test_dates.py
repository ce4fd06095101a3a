"""Due dates follow the definition in force, until someone sets one for the LEA."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from improvement_plans.deadlines import moves, services
from improvement_plans.deadlines.moves import NoSuchDate
from improvement_plans.plans.models import Plan, Step
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.improvement_plans.deadlines.conftest import FIRST, Put

Visit = Callable[[Person], Client]
LATER = date(2023, 9, 15)
PAGE = "/years/2023/dates/"
FORM = {"number": "1", "level": "", "selpa": "", "lea": "", "day": "2023-09-15", "reason": "Wildfires."}


def due(lea: Lea) -> date | None:
    return Step.objects.get(plan__lea=lea, number=1).due_on


def test_dates_that_are_entered_later_reach_open_plans_and_are_notified(cast: Cast, put_in_force: Put) -> None:
    assert due(cast.lea) is None
    put_in_force(FIRST)
    assert {due(lea) for lea in (cast.lea, cast.sibling, cast.other)} == {FIRST}
    put_in_force(LATER)
    assert due(cast.lea) == LATER
    moved = Event.objects.of(world.step_of(cast.lea, 1)).filter(move="moved_due_date").order_by("pk")
    assert [event.values["after"] for event in moved] == ["2023-06-30", "2023-09-15"]
    notified = Notice.objects.filter(kind="due_date_moved", lea=cast.lea).order_by("-pk")
    assert {notice.person.name for notice in notified} == {"Ana Approver", "Eli Editor", "Rosa Reviewer"}
    assert "by the end of September 15, 2023, Pacific time" in notified[0].subject
    assert "Before, it was due by the end of June 30, 2023" in notified[0].text


def test_the_same_dates_again_move_nothing(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    events, notices = Event.objects.count(), Notice.objects.count()
    assert services.follow_definition(year=Year.objects.get(year=2023), at=NOON) == 0
    assert (Event.objects.count(), Notice.objects.count()) == (events, notices)


def test_a_date_that_was_set_for_an_lea_no_longer_follows(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    steps = services.steps_to_move(year=Year.objects.get(year=2023), number=1, lea=cast.lea.code)
    services.move_dates(steps=steps, day=LATER, expected=1, reason="Wildfires.", by=cast.administrator, at=NOON)
    put_in_force(date(2023, 7, 31))
    assert (due(cast.lea), due(cast.sibling)) == (LATER, date(2023, 7, 31))


def test_approved_steps_and_closed_plans_keep_their_dates(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    Plan.objects.filter(lea=cast.sibling).update(status="closed", closed_at=NOON)
    put_in_force(LATER)
    assert (due(cast.lea), due(cast.sibling)) == (LATER, FIRST)


@time_machine.travel(NOON, tick=False)
def test_the_state_sees_what_would_move_and_moves_it(cast: Cast, put_in_force: Put, signed_in: Visit) -> None:
    put_in_force(FIRST)
    browser = signed_in(cast.administrator)
    shown = browser.post(PAGE, {**FORM, "selpa": "0199"}).content.decode()
    assert "2 steps would be due on September 15, 2023" in shown
    assert "Alder Unified" in shown
    assert due(cast.lea) == FIRST  # nothing has moved yet
    moved = browser.post(PAGE, {**FORM, "selpa": "0199", "expected": "2"}, follow=True)
    assert "2 due dates moved." in moved.content.decode()
    assert [due(lea) for lea in (cast.lea, cast.sibling, cast.other)] == [LATER, LATER, FIRST]
    assert "Wildfires." in Notice.objects.filter(kind="due_date_moved", lea=cast.lea).latest("pk").text
    again = browser.post(PAGE, {**FORM, "selpa": "0199", "expected": "2"})
    assert again.status_code == 409  # the second click
    assert "Nothing was changed" in again.content.decode()


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"day": "2023-01-01", "expected": "3"}, 409, "This day is over"),
        ({"day": "2099"}, 422, "Enter a valid date"),
        ({"reason": " "}, 422, "This field is required"),
        ({"number": "9"}, 422, "Select a valid choice"),
        ({"expected": "1"}, 409, "Meanwhile there are 3 of them, and not 1"),
    ],
)
def test_what_cannot_be_moved_is_said_and_kept_in_the_form(
    cast: Cast, put_in_force: Put, signed_in: Visit, change: dict[str, str], status: int, sentence: str
) -> None:
    put_in_force(FIRST)
    answer = signed_in(cast.administrator).post(PAGE, {**FORM, **change})
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "Wildfires." in answer.content.decode() or "reason" in change
    assert due(cast.lea) == FIRST


def test_who_was_given_more_time_keeps_it(cast: Cast, put_in_force: Put) -> None:
    put_in_force(FIRST)
    late = date(2023, 12, 1)
    asked = services.ask(step=world.step_of(cast.lea, 1), until=late, reason="Fire.", by=cast.approver, at=NOON)
    moves.grant(extension=asked, until=late, answer="", by=cast.reviewer, at=NOON)
    steps = services.steps_to_move(year=Year.objects.get(year=2023), number=1)
    assert services.to_set(steps, day=LATER).count() == 2
    services.move_dates(steps=steps, day=LATER, expected=2, reason="Fires.", by=cast.administrator, at=NOON)
    assert (due(cast.lea), due(cast.other)) == (late, LATER)
    with pytest.raises(NoSuchDate):
        services.move_dates(
            steps=steps, day=date(2023, 1, 1), expected=2, reason="x", by=cast.administrator, at=NOON + timedelta(1)
        )
