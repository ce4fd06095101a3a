"""LEAs are assigned to monitors and units by an administrator, to one at a time, and lists can be asked for a monitor's own."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves
from monitoring.ledger.ledger import NotYou
from monitoring.ledger.models import Event
from monitoring.oversight import queries, services, units
from monitoring.oversight.models import Assignment, Unit
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.places.models import Lea
from tests import factories, world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]


@pytest.fixture
def second(cast: Cast) -> Person:
    person = Person.objects.create_user(email="max@example.org", name="Max Monitor")
    people_services.give_role(person=person, role="state_monitor", organization=cast.state, by=None, at=NOON)
    return person


def assign(
    browser: Client, to: Person | Unit | None, *, expected: int, **filters: str
) -> Any:  # the test client's answer
    sent = {**filters, "to": queries.key_of(to) if to else "", "expected": str(expected)}
    return browser.post("/assignments/assign/", sent, follow=True)


def whose() -> dict[str, str]:
    return {one.lea.name: one.to.name for one in Assignment.objects.in_force().select_related("lea", "monitor", "unit")}


def test_the_leas_of_a_selpa_or_county_or_one_of_them_are_assigned(
    cast: Cast, second: Person, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    assert "2 LEAs are assigned." in assign(browser, cast.monitor, expected=2, selpa="0199").content.decode()
    assert "1 LEA is assigned." in assign(browser, second, expected=1, county="10").content.decode()
    assert whose() == {
        "Alder Unified": "Mona Monitor",
        "Birch Elementary": "Mona Monitor",
        "Cedar Charter": "Max Monitor",
    }
    assign(browser, second, expected=1, words="0161127")
    assert "1 LEA is assigned." in assign(browser, cast.monitor, expected=2, selpa="0199").content.decode()
    assign(browser, None, expected=1, words="Birch")
    assert whose() == {"Alder Unified": "Mona Monitor", "Cedar Charter": "Max Monitor"}
    history = Assignment.objects.filter(lea=cast.sibling).order_by("pk").values_list("monitor__name", "ended_by__name")
    assert list(history) == [(name, "Ada Administrator") for name in ("Mona Monitor", "Max Monitor", "Mona Monitor")]
    said = Event.objects.filter(lea=cast.sibling, move__endswith="assigned_lea").order_by("pk")
    assert [one.values for one in said] == [{"to": name} for name, _by in history] + [{}]


def test_only_an_administrator_assigns_and_only_to_a_monitor(cast: Cast, signed_in: SignIn) -> None:
    with pytest.raises(NotYou):
        services.assign(Lea.objects.all(), expected=3, to=cast.monitor, by=cast.monitor, at=NOON)
    with pytest.raises(services.NoMonitor):
        services.assign(Lea.objects.all(), expected=3, to=cast.reviewer, by=cast.administrator, at=NOON)
    assert assign(signed_in(cast.administrator), cast.reviewer, expected=3).status_code == 409
    assert whose() == {}


def test_a_list_that_changed_since_it_was_looked_at_is_not_assigned(cast: Cast, signed_in: SignIn) -> None:
    answer = assign(signed_in(cast.administrator), cast.monitor, expected=1, selpa="0199")
    assert answer.status_code == 409
    assert "has changed by now" in answer.content.decode()
    assert whose() == {}


def test_who_does_not_monitor_any_more_has_no_leas(cast: Cast, signed_in: SignIn) -> None:
    assign(signed_in(cast.administrator), cast.monitor, expected=3)
    people_services.take_role(person=cast.monitor, role="state_monitor", organization=cast.state, by=None, at=NOON)
    assert whose() == {}
    errand = signed_in(cast.administrator).get("/home/").context["errands"][0]
    assert errand.sentence == "3 LEAs are assigned to someone who is no monitor any more."
    page = signed_in(cast.administrator).get(errand.link)
    assert page.context["without"] == page.context["page"].paginator.count == 3


def test_dashboard_reviews_and_home_are_asked_for_the_leas_of_a_monitor(
    cast: Cast, second: Person, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    assign(signed_in(cast.administrator), second, expected=1, words="Cedar")
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    moves.approve_step(step=step, by=cast.other_reviewer, at=NOON + timedelta(days=1))
    browser = signed_in(cast.monitor)
    for monitor, dashboard, reviews in (
        (str(second.pk), ["Cedar Charter"], ["Cedar Charter"]),
        (str(cast.monitor.pk), [], []),
        ("none", ["Alder Unified", "Birch Elementary"], []),
        ("x", [], []),
    ):
        page = browser.get(f"/state/?monitor={monitor}")
        assert [line.name for line in page.context["lines"]] == dashboard
        assert [line.lea for line in browser.get(f"/reviews/?monitor={monitor}").context["lines"]] == reviews
    for person, own in ((second, second.pk), (cast.monitor, None)):
        home = signed_in(person).get("/home/")
        assert [line.lea for line in home.context["waiting"]] == ["Cedar Charter"]
        assert home.context["own"] == own
    assign(signed_in(cast.administrator), cast.monitor, expected=2, selpa="0199")
    assert signed_in(cast.monitor).get("/home/").context["waiting"] == []


def test_the_page_of_an_lea_names_its_monitor(cast: Cast, signed_in: SignIn) -> None:
    def page(who: Person) -> str:
        return signed_in(who).get("/leas/0161119/").content.decode()

    assert "No monitor of the state is assigned" in page(cast.administrator)
    assert "Monitor of the state" not in page(cast.editor)
    assign(signed_in(cast.administrator), cast.monitor, expected=3)
    for who in (cast.administrator, cast.editor, cast.reviewer):
        assert "Monitor of the state: Mona Monitor" in page(who)
    assert "/assignments/" not in page(cast.editor)


def test_the_list_is_a_file_and_its_queries_do_not_grow(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assign(browser, cast.monitor, expected=1, words="Alder")
    with CaptureQueriesContext(connection) as few:
        browser.get("/assignments/")
    factories.populate(determined_2023, count=30, selpa=cast.selpa)
    with CaptureQueriesContext(connection) as many:
        browser.get("/assignments/")
    assert len(many) == len(few)
    text = browser.get("/assignments/?words=Alder&as=csv").getvalue().decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["lea_code"], row["monitor"], bool(row["since"])) == ("0161119", "Mona Monitor", True)


@pytest.fixture
def unit(cast: Cast, second: Person) -> Unit:
    return units.make(name="Bay unit", members=[second], by=cast.administrator, at=NOON)


def test_what_is_assigned_to_a_unit_is_with_each_of_its_monitors(
    cast: Cast, second: Person, unit: Unit, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    administrator = signed_in(cast.administrator)
    assign(administrator, unit, expected=1, words="Cedar")
    assign(administrator, second, expected=1, words="Birch")
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    moves.approve_step(step=step, by=cast.other_reviewer, at=NOON + timedelta(days=1))
    page = administrator.get("/assignments/")
    assert [(share.to.name, share.leas) for share in page.context["shares"]] == [
        ("Bay unit", 1),
        ("Max Monitor", 2),
        ("Mona Monitor", 0),
    ]
    for key, names in (
        (f"unit-{unit.pk}", ["Cedar Charter"]),
        (str(second.pk), ["Birch Elementary", "Cedar Charter"]),
        (str(cast.monitor.pk), []),
        ("unit-x", []),
        ("none", ["Alder Unified"]),
    ):
        assert [lea.name for lea in administrator.get(f"/assignments/?monitor={key}").context["page"]] == names
        assert [line.name for line in administrator.get(f"/state/?monitor={key}").context["lines"]] == names
    home = signed_in(second).get("/home/")
    assert home.context["own"] == second.pk
    assert [line.lea for line in home.context["waiting"]] == ["Cedar Charter"]
    assert "Monitor of the state: Bay unit" in administrator.get("/leas/1030642/").content.decode()


def test_an_administrator_makes_changes_and_closes_units(cast: Cast, second: Person, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert browser.post("/assignments/units/new/", {"name": " "}).status_code == 422
    sent = {"name": "North", "members": [str(second.pk), str(cast.monitor.pk)]}
    assert "“North” is saved" in browser.post("/assignments/units/new/", sent, follow=True).content.decode()
    unit = Unit.objects.get()
    again = browser.post("/assignments/units/new/", {"name": "north", "members": [str(second.pk)]})
    assert again.status_code == 422
    assert "Another unit is called" in again.content.decode()
    assert again.context["form"]["members"].value() == [str(second.pk)], "what was typed stays"
    assert (
        browser.post("/assignments/units/new/", {"name": "South", "members": [str(cast.editor.pk)]}).status_code == 422
    )
    page = f"/assignments/units/{unit.pk}/"
    assert browser.get(page).context["form"]["name"].value() == "North"
    browser.post(page, {"name": "North and coast", "members": [str(second.pk)]})
    assign(browser, unit, expected=3)
    kept = browser.post(f"{page}close/", follow=True)
    assert kept.status_code == 409
    assert "Assign them to someone else first" in kept.content.decode()
    assign(browser, None, expected=3)
    browser.post(f"{page}close/")
    assert browser.get(page).status_code == 404
    assert assign(browser, unit, expected=3).status_code == 409
    assert browser.post("/assignments/units/new/", {"name": "North and coast"}).status_code == 302, "the name is free"
    said = Event.objects.filter(move__endswith="_unit").order_by("pk").values_list("move", "values__members")
    assert list(said) == [
        ("made_unit", "Max Monitor, Mona Monitor"),
        ("changed_unit", "Max Monitor"),
        ("closed_unit", None),
        ("made_unit", ""),
    ]
    history = Assignment.objects.filter(lea=cast.lea).values_list("unit__name", "ended_by__name")
    assert list(history) == [("North and coast", "Ada Administrator")]


def test_only_an_administrator_makes_units(cast: Cast, unit: Unit, signed_in: SignIn) -> None:
    for ask in (
        lambda: units.make(name="X", members=[], by=cast.monitor, at=NOON),
        lambda: units.change(unit=unit, name="X", members=[], by=cast.monitor, at=NOON),
        lambda: units.close(unit=unit, by=cast.monitor, at=NOON),
    ):
        with pytest.raises(NotYou):
            ask()
    page = signed_in(cast.monitor).get("/assignments/")
    assert "Bay unit" in page.content.decode()
    assert "/assignments/units/" not in page.content.decode()
