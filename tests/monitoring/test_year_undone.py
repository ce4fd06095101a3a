"""A year that was opened by mistake is seen by administrators alone again; of one that is closed nothing changes any more."""

from collections.abc import Callable

import pytest
from django.test import Client

from determinations.letters import correcting, issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.definition import services as definition_services
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years import locking, moves, queries, services
from monitoring.years.models import Year
from tests import definitions, world
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


def test_of_a_closed_year_nothing_that_counts_changes_until_it_is_reopened_and_all_is_read(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    year, browser = Year.objects.get(), signed_in(cast.administrator)
    close, reopen = "/years/2023/close/", "/years/2023/reopen/"
    assert browser.post(close, {"reason": " "}).status_code == 409
    page = browser.post(close, {"reason": "All letters are out."}, follow=True).content.decode()
    assert "2023 is closed: no file, run or letter changes what counts for it." in page
    assert "Reopen 2023" in page
    event = Event.objects.get(move="close_year")
    assert (event.by, event.note) == (cast.administrator, "All letters are out.")
    version, letter = year.definition, Letter.objects.filter(status="issued")[0]
    changing: list[Callable[[], object]] = [
        lambda: world.publish(year, "ranks", world.RANKS + "\n", by=cast.administrator),
        lambda: determining.determine(year=year, version=version, by=cast.administrator, at=NOON),
        lambda: issuing.draft(year=year, by=cast.administrator, at=NOON),
        lambda: correcting.correct(letter=letter, level="T1", reason="No.", by=cast.administrator, at=NOON),
        lambda: services.use_definition(year=year, version=version, by=cast.administrator, at=NOON),
    ]
    for change in changing:
        with pytest.raises(locking.YearIsClosed, match="2023 is closed"):
            change()
    newest = queries.newest_year()
    assert newest == year, "the public still reads its levels"
    for person, address in (
        (cast.monitor, "/years/2023/uploads/"),
        (cast.editor, "/leas/0161119/2023/why/"),
        (cast.editor, "/leas/0161119/2023/letter/"),
        (cast.editor, "/plans/0161119/2023/step/1/cim_team/"),
        (cast.reviewer, "/plans/0161119/2023/"),
    ):
        assert signed_in(person).get(address).status_code == 200, address
    assert "Closed" in browser.get("/years/").content.decode()
    assert browser.post(reopen).status_code == 409
    assert "Reopen 2023" not in signed_in(cast.monitor).get("/years/2023/").content.decode()
    browser.post(reopen, {"reason": "A late complaint."})
    world.publish(year, "ranks", world.RANKS + "\n", by=cast.administrator)


def test_the_pages_of_a_closed_year_offer_nothing_that_would_be_refused(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    year, browser = Year.objects.get(), signed_in(cast.administrator)
    world.publish(year, "ranks", world.RANKS.replace("55.5", "54.5"), by=cast.administrator)
    draft = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    letter = Letter.objects.filter(status="issued")[0]
    newer = definitions.text(2023).replace("at_most: 100", "at_most: 99")
    definition_services.load_definition(text=newer, by=cast.administrator, at=NOON)
    offered = {
        "/years/2023/uploads/": "Upload and check",
        "/years/2023/uploads/formats/ranks/": "Correct one row",
        "/years/2023/runs/": "Determine levels",
        f"/years/2023/runs/{draft.number}/": "and make final",
        "/years/2023/letters/": "Embargo and release",
        "/years/2023/preliminary/": "Open a review",
        f"/leas/{letter.lea.code}/2023/letter/": "Correct this letter",
        "/years/2023/definition/": "/years/2023/definition/change/",
        "/years/2023/definition/?version=2": "Use this version from now on",
    }
    for address, button in offered.items():
        assert button in browser.get(address).content.decode(), address
    moves.close_year(year=year, by=cast.administrator, at=NOON, reason="All letters are out.")
    for address, button in offered.items():
        assert button not in browser.get(address).content.decode(), address
    for address in ("/years/2023/uploads/", "/years/2023/definition/"):
        assert "2023 is closed. An administrator can reopen it with a reason." in browser.get(address).content.decode()
    for address in ("edit/", "change/levels/"):
        answer = browser.get(f"/years/2023/definition/{address}")
        assert (answer.status_code, "2023 is closed." in answer.content.decode()) == (403, True), address
    assert "/definition/edit/" not in browser.get("/years/2023/definition/").content.decode()


def test_a_year_with_something_pending_is_not_closed(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    year = determined_2023.year
    issuing.put_under_embargo(year=year, by=cast.administrator, at=NOON)
    page = signed_in(cast.administrator).get("/years/2023/").content.decode()
    assert "2023 cannot be closed yet." in page
    with pytest.raises(ledger.Incomplete, match="Release them or cancel that first"):
        moves.close_year(year=year, by=cast.administrator, at=NOON, reason="Done.")
