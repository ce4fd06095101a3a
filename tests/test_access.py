"""Every address × everyone in the cast, GET and POST, against access.csv: default is no.

access.csv has a line an address. A cell says what a person gets, GET then POST: a status, where 302 of someone who is
not signed in is the way to the sign-in page. `{…}` in an address is filled from the world below. An address that is
missing there fails, and so does a line whose address is gone.
"""

import csv
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from cim_portal.checks import addresses
from monitoring.ledger.models import Event
from monitoring.people import services
from monitoring.people.models import Person
from tests.cast import NOON, Cast

with open(Path(__file__).with_name("access.csv"), newline="") as file:
    TABLE = list(csv.DictReader(file))
PEOPLE = [column for column in TABLE[0] if column not in ("route", "address")]
ANONYMOUS = "no_one"


def test_every_address_stands_in_the_table_and_no_other() -> None:
    assert sorted(row["route"] for row in TABLE) == sorted(route for route, _ in addresses())


@pytest.mark.parametrize("name", PEOPLE)
def test_everyone_gets_what_the_table_says(
    name: str, cast: Cast, every_place: dict[str, object], signed_in: Callable[[Person], Client]
) -> None:
    client = Client() if name == ANONYMOUS else signed_in(getattr(cast, name))
    got = {row["route"]: " ".join(_ask(client, row["address"].format(**every_place))) for row in TABLE}
    told = {row["route"]: row[name] for row in TABLE}
    assert got == told


def test_signing_in_leads_back_to_a_page_from_every_address(
    cast: Cast, every_place: dict[str, object], signed_in: Callable[[Person], Client]
) -> None:
    no_one, administrator = Client(), signed_in(cast.administrator)
    for row in TABLE:
        answer = no_one.post(row["address"].format(**every_place))
        page = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("next")
        assert page is None or administrator.get(page[0]).status_code != 405, row["address"]


@pytest.fixture
def auditor(cast: Cast, signed_in: Callable[[Person], Client]) -> Client:
    person = Person.objects.create_user(email="aud@example.org", name="Aud Auditor")
    services.give_role(person=person, role="auditor", organization=cast.state, by=None, at=NOON)
    return signed_in(person)


def test_an_auditor_reads_and_exports_the_ledger_and_nothing_else(
    cast: Cast, every_place: dict[str, object], auditor: Client
) -> None:
    opened = {
        row["route"]
        for row in TABLE
        if row["no_one"].split()[0] == "302" and auditor.get(row["address"].format(**every_place)).status_code == 200
    }
    own = {
        "/account/",
        "/account/address/",
        "/account/tokens/",
        "/account/tokens/new/",
        "/calendar/",
        "/notifications/",
    }
    assert opened == {"/home/", "/ledger/", "/ledger/changes/", "/ledger/export.<table:kind>", *own}
    assert len(auditor.get("/ledger/").context["lines"]) == min(Event.objects.count(), 100)
    assert auditor.get("/ledger/export.csv").getvalue().count(b"\n") > Event.objects.count()


def test_an_outside_reviewer_opens_what_a_provider_of_the_lea_opens(
    cast: Cast, every_place: dict[str, object], signed_in: Callable[[Person], Client]
) -> None:
    person = Person.objects.create_user(email="out@example.org", name="Oda Outside")
    services.give_role(
        person=person, role="outside_reviewer", organization=cast.lea, by=None, at=NOON, until=NOON.date()
    )
    browser = signed_in(person)
    for row in TABLE[::4]:
        if row["route"].startswith("/account/"):  # one's own, which differ by when someone signed in
            continue
        status = str(browser.get(row["address"].format(**every_place)).status_code)
        assert status == row["ta_provider"].split()[0], row["route"]


def _ask(client: Client, address: str) -> list[str]:
    """Return the statuses of GET and POST; what a request changes is undone."""
    statuses = []
    for send in (client.get, client.post):
        with transaction.atomic():
            statuses.append(str(send(address).status_code))
            transaction.set_rollback(True)
    return statuses
