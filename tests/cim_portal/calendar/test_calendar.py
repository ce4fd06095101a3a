"""The calendar shows what is due for one's own LEAs, on the page and in the feed."""

from collections.abc import Callable
from datetime import date

import icalendar
import pytest
import time_machine
from django.test import Client

from improvement_plans.plans.models import Plan, Step
from monitoring.people.models import Person
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]


@pytest.fixture
def dated(cast: Cast, issued_2023: dict[str, Plan]) -> object:
    Step.objects.filter(number=1).update(due_on=date(2023, 6, 30))
    Step.objects.filter(number=2, plan__lea=cast.lea).update(due_on=date(2023, 3, 1))
    with time_machine.travel(NOON, tick=False):
        yield


def address(browser: Client) -> str:
    browser.post("/calendar/address/")
    return str(browser.get("/calendar/").context["address"]).removeprefix("http://127.0.0.1:8000")


def events(client: Client, address: str) -> list[tuple[date, str]]:
    answer = client.get(address[address.index("/calendar.ics") :])
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [(event.decoded("dtstart"), str(event["summary"])) for event in calendar.walk("VEVENT")]


def test_everyone_sees_the_dates_of_their_own_leas(cast: Cast, dated: object, signed_in: Visit) -> None:
    editor = signed_in(cast.editor).get("/calendar/").content.decode()
    assert "Fri, June 30, 2023" in editor
    assert "Overdue" in editor
    assert "/plans/0161119/2023/step/2/" in editor
    assert "Birch" not in editor
    reviewer = signed_in(cast.reviewer).get("/calendar/")
    assert [[lea for lea, _ in line.due.leas] for line in reviewer.context["coming"]] == [
        ["Alder Unified", "Birch Elementary"]
    ]
    assert len(signed_in(cast.monitor).get("/calendar/").context["coming"][0].due.leas) == 3
    assert not signed_in(cast.newcomer).get("/calendar/").context["coming"]


def test_the_feed_has_a_private_address_that_can_be_renewed(cast: Cast, dated: object, signed_in: Visit) -> None:
    browser = signed_in(cast.reviewer)
    assert browser.get("/calendar/").context["address"] == ""
    first = address(browser)
    assert events(Client(), first) == [
        (date(2023, 6, 30), "Step 1 of the 2023 plan: Gather and Inquire – 2 LEAs"),
    ]
    second = address(browser)
    assert first != second
    assert Client().get(first[first.index("/calendar.ics") :]).status_code == 404
    assert events(Client(), second)
    cast.reviewer.refresh_from_db()
    cast.reviewer.is_active = False
    cast.reviewer.save()
    assert Client().get(second[second.index("/calendar.ics") :]).status_code == 404


@pytest.mark.parametrize("key", ["", "1.1", "1.1:forged", "%00"])
def test_no_one_reads_a_calendar_with_a_made_up_key(cast: Cast, key: str) -> None:
    assert Client().get(f"/calendar.ics?key={key}").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_leas(
    cast: Cast, dated: object, signed_in: Visit, django_assert_max_num_queries: object
) -> None:
    browser = signed_in(cast.monitor)
    browser.get("/calendar/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]  # pytest-django's own
        browser.get("/calendar/")
