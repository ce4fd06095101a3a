"""A year that was opened by mistake is seen by administrators alone again, while no letter of it is issued."""

from collections.abc import Callable

import pytest
from django.test import Client

from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.ledger import ledger
from monitoring.people.models import Person
from monitoring.years import moves, queries, services
from monitoring.years.models import Year
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
UNDO = "/years/2023/undo/"


def test_undone_it_is_hidden_and_opened_again_it_is_there(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)
    browser = signed_in(cast.administrator)
    assert "Undo the opening" in browser.get("/years/2023/").content.decode()
    assert browser.post(UNDO).status_code == 302
    assert queries.newest_year() is None
    for person, address in (
        (cast.monitor, "/years/2023/"),
        (cast.monitor, "/years/2023/letters/"),
        (cast.monitor, "/leas/0161119/2023/why/"),
        (cast.reviewer, "/leas/0161119/2023/why/"),
    ):
        assert signed_in(person).get(address).status_code == 404, address
    assert "2023" not in signed_in(cast.reviewer).get("/selpas/0199/").content.decode().split("<main")[1]
    assert "only administrators see it" in browser.get("/years/2023/").content.decode()
    assert browser.get("/leas/0161119/2023/why/").status_code == 200
    assert browser.post(UNDO).status_code == 409
    with pytest.raises(ledger.Incomplete, match="is being prepared"):
        letters_moves.issue_letter(letter=Letter.objects.all()[0], by=cast.administrator, at=NOON)
    assert browser.post("/years/open/", {"year": "2023"}).status_code == 302
    assert signed_in(cast.monitor).get("/years/2023/").status_code == 200
    assert browser.post("/years/open/", {"year": "2023"}).status_code == 409
    assert browser.post(UNDO).status_code == 302  # a second time
    assert Year.objects.get().status == "preparing"


def test_a_year_with_a_letter_stays_open(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert "Undo the opening" not in browser.get("/years/2023/").content.decode()
    refused = browser.post(UNDO)
    assert refused.status_code == 409
    assert "are issued or under embargo" in refused.content.decode()
    assert Year.objects.get().status == "open"


def test_only_an_administrator_undoes(cast: Cast, opened_2023: Year) -> None:
    for person in (cast.monitor, cast.reviewer):
        with pytest.raises(ledger.NotYou):
            moves.undo_opening(year=opened_2023, by=person, at=NOON)
    moves.undo_opening(year=opened_2023, by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotYou):
        moves.open_again(year=opened_2023, by=cast.monitor, at=NOON)
    assert services.open_year(year=2023, by=cast.administrator, at=NOON).status == "open"
