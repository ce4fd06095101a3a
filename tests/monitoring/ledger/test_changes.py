"""What records were before: kept by the database, whichever way they were changed, and read by administrators."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan, Step
from improvement_plans.steps import moves as steps_moves
from monitoring.ledger.changes import Change
from monitoring.people.models import Person
from monitoring.places.models import Lea, LeaYear
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]


def changes(browser: Client, query: str = "") -> list[Change]:
    answer = browser.get(f"/ledger/changes/?{query}")
    assert answer.status_code == 200
    found: list[Change] = answer.context["changes"]
    return found


@pytest.fixture
def administrator(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.administrator)


def test_a_bulk_update_leaves_a_trace(cast: Cast, administrator: Client) -> None:
    Lea.objects.filter(selpa=cast.selpa).update(selpa=cast.other_selpa)
    first, second = changes(administrator, "thing=lea")
    assert {first.thing, second.thing} == {"Alder Unified", "Birch Elementary"}
    assert first.what == "LEA"
    assert [tuple(part) for part in first.parts] == [("SELPA", "Bay SELPA", "Valley SELPA")]
    page = administrator.get("/ledger/changes/?thing=lea").content.decode()
    assert "SELPA: Bay SELPA → Valley SELPA" in page
    assert "Not known" in page


def test_a_change_is_read_up_to_the_next_one(cast: Cast, administrator: Client) -> None:
    for name in ("Alder Union", "Alder Joint Union"):
        Lea.objects.filter(pk=cast.lea.pk).update(name=name)
    read = [[tuple(part) for part in change.parts] for change in changes(administrator, "thing=lea")]
    assert read == [[("Name", "Alder Union", "Alder Joint Union")], [("Name", "Alder Unified", "Alder Union")]]


def test_what_puts_rows_in_or_changes_nothing_leaves_none(cast: Cast, administrator: Client) -> None:
    Lea.objects.update(lea_type=Lea.Type.DISTRICT)
    assert [change.thing for change in changes(administrator, "thing=lea")] == ["Cedar Charter"]


def test_a_removed_role_says_whose_it_was_and_who_removed_it(
    cast: Cast, administrator: Client, signed_in: SignIn
) -> None:
    said = {"role": "ta_provider", "organization": "0161119"}
    assert administrator.post(f"/people/{cast.ta_provider.pk}/take/", said).status_code == 302
    (change,) = changes(administrator, "thing=leagrant")
    assert (change.is_removal, change.who) == (True, "Ada Administrator")
    assert ("Person", "Tia Provider", "") in change.parts
    assert ("Organization", "Alder Unified", "") in change.parts


def test_a_move_names_who_made_it(cast: Cast, issued_2023: dict[str, Plan], administrator: Client) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    steps_moves.submit_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=NOON)
    change = changes(administrator, "thing=step")[0]
    assert (change.thing, change.who) == ("Step 1 of the 2023 plan of Alder Unified", "Ana Approver")
    assert ("Status", "In progress", "Submitted") in change.parts


def test_everything_on_which_decisions_rest_is_kept(
    cast: Cast, issued_2023: dict[str, Plan], administrator: Client
) -> None:
    Year.objects.update(opened_by=cast.monitor)
    LeaYear.objects.filter(lea=cast.lea).update(swd_count=641)
    Letter.objects.filter(lea=cast.lea).update(status="corrected")
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date())
    Person.objects.filter(pk=cast.editor.pk).update(is_active=False)
    read = {(c.what, part) for c in changes(administrator) for part in c.parts}
    assert ("Year", ("Opened by", "Ada Administrator", "Mona Monitor")) in read
    assert ("LEA in a year", ("Students with disabilities", "640", "641")) in read
    assert ("Letter", ("Status", "Issued", "Corrected")) in read
    assert ("Person", ("May sign in", "yes", "no")) in read
    assert any(what == "Step" and part.after == "March 20, 2023" for what, part in read)


def test_a_password_is_never_kept(cast: Cast, administrator: Client) -> None:
    cast.editor.set_password("another battery, another horse")
    cast.editor.save()
    assert changes(administrator, "thing=person") == []


def test_the_filters_of_the_address_count(cast: Cast, administrator: Client) -> None:
    Lea.objects.update(lea_type=Lea.Type.COUNTY_OFFICE)
    assert [change.thing for change in changes(administrator, "lea=0161119")] == ["Alder Unified"]
    assert changes(administrator, "last=2020-01-01") == []
    assert changes(administrator, "thing=person&lea=0161119") == []  # a person is of no LEA
    assert administrator.get("/ledger/changes/?lea=12").status_code == 422


def test_a_page_of_many_changes_asks_no_more_than_one_of_few(cast: Cast, administrator: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            changes(administrator)
        return len(queries)

    Lea.objects.filter(pk=cast.lea.pk).update(name="Alder Joint")
    changes(administrator)
    few = asked()
    for number in range(9):
        Lea.objects.update(name=f"Renamed {number}")
    assert asked() == few


@pytest.mark.parametrize("name", ["editor", "approver", "reviewer", "ta_provider", "monitor", "newcomer"])
def test_for_others_it_does_not_exist(name: str, cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(getattr(cast, name)).get("/ledger/changes/").status_code == 404
