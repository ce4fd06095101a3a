"""The ledger as people read it."""

import ast
import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cim_portal.lib import subjects
from determinations.uploads import moves as uploads_moves
from determinations.uploads.models import Upload
from improvement_plans.plans.moves import APPROVE_PLAN
from improvement_plans.reviews.moves import APPROVE
from improvement_plans.steps.moves import RECALL, SUBMIT
from monitoring.ledger import kinds, ledger, lines
from monitoring.ledger.kinds import EventKind
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.resources.events import WITHDREW
from monitoring.years import events as years_events
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.moves import moves_by_thing
from tests.owner import by_owner

SignIn = Callable[[Person], Client]
APPS = ("cim_portal", "monitoring", "determinations", "improvement_plans")
SOURCES = [p for app in APPS for p in Path(app).rglob("*.py")]


def happen(
    cast: Cast, *, kind: EventKind = SUBMIT, at: datetime = NOON, note: str = "", lea: Lea | None = None
) -> Event:
    return ledger.record(
        kind, cast.editor, by=cast.editor, at=at, source="open", target="submitted", note=note, lea=lea
    )


def notes(browser: Client, query: str) -> list[str]:
    return [line.note for line in browser.get(f"/ledger/?{query}").context["lines"]]


@pytest.fixture
def events(cast: Cast) -> Cast:
    """Four moves: two of Alder at the edges of March 20 in California, one of Cedar, one of no LEA."""
    by_owner("TRUNCATE monitoring_event, monitoring_seal")
    happen(cast, note="early", at=datetime(2023, 3, 20, 7, 0, tzinfo=UTC), lea=cast.lea)
    happen(cast, note="late", at=datetime(2023, 3, 21, 6, 59, tzinfo=UTC), lea=cast.lea, kind=RECALL)
    happen(cast, note="=cmd", at=datetime(2023, 3, 22, 19, 0, tzinfo=UTC), lea=cast.other)
    happen(
        cast,
        note="state",
        at=datetime(2023, 3, 23, 19, 0, tzinfo=UTC),
        kind=WITHDREW,
    )
    return cast


def test_every_event_that_is_recorded_is_declared_and_registered() -> None:
    recorded = {
        ast.unparse(node.args[0])
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("ledger.record", "_record")
    }
    assert len(recorded) > 10
    assert not {text for text in recorded if text.startswith(("'", '"'))}
    declared = {e for app in APPS for module in subjects.modules(app, "events") for e in module.EVENTS}
    moves = {move for of_thing in moves_by_thing().values() for move in of_thing}
    assert len(declared) + len(moves) == len(kinds.known())
    assert {kind.name for kind in declared | moves} == {kind.name for kind in kinds.known()}


def test_the_filter_offers_what_happened_in_words_once(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.monitor).get("/ledger/").content.decode()
    words = [words for _, words in kinds.choices()]
    assert len(words) == len(set(words))
    assert words == sorted(words)
    for option in ("Began to check", "Returned to the LEA", "Gave a role to", "Opened the year", "Approved"):
        assert re.search(rf"<option value=\"[a-z_]+\"[^>]*>{option}</option>", page), option
    assert not [option for option in re.findall(r"<option[^>]*>([^<]*)</option>", page) if "_" in option]


def test_a_filter_finds_every_kind_that_reads_the_same(events: Cast, signed_in: SignIn) -> None:
    happen(events, kind=APPROVE, note="a step", lea=events.lea)
    happen(events, kind=APPROVE_PLAN, note="a plan", lea=events.lea)
    browser = signed_in(events.monitor)
    assert notes(browser, "move=approve") == ["a plan", "a step"]


def test_states_and_values_read_as_words(cast: Cast) -> None:
    upload = Upload(pk=1, year=Year(year=2023), format="leas", file_name="leas.csv")
    found = {"errors": 1, "warnings": 2}
    event = ledger.record(
        uploads_moves.FAIL_CHECK, upload, by=None, at=NOON, source="checking", target="ready", values=found
    )
    read = lines.line(event)
    assert (read.source, read.target) == ("Being checked", "Ready to publish")
    assert read.note == "1 error, 2 warnings."
    assert event.values == found


def test_what_the_details_of_an_event_say_is_found_by_its_words(events: Cast, signed_in: SignIn) -> None:
    ledger.record(years_events.OPENED, events.editor, by=None, at=NOON, values={"definition": "2023, version 7"})
    assert "Definition of 2023, version 7." in notes(signed_in(events.monitor), "words=VERSION+7")


def test_an_event_without_its_words_or_of_a_name_that_is_taken_stops_the_start() -> None:
    with pytest.raises(ValueError, match="does not say who did it"):
        kinds.register(EventKind("stretched", sentence="stretched it"))
    with pytest.raises(ValueError, match="submit is registered twice"):
        kinds.register(EventKind("submit", sentence="{who} put {what} forward"))


def test_a_move_reads_as_a_sentence_with_pacific_time(events: Cast, signed_in: SignIn) -> None:
    page = signed_in(events.editor).get("/ledger/").content.decode()
    assert "Eli Editor took Eli Editor back before its review" in page
    assert "March 20, 2023, 11:59 p.m. Pacific time" in page
    assert "open → submitted" in page


def test_what_the_portal_did_itself_says_so(cast: Cast) -> None:
    event = ledger.record(uploads_moves.START_CHECK, cast.editor, by=None, at=NOON)
    assert lines.line(event).sentence == "The portal began to check Eli Editor"


def test_an_event_of_a_kind_that_is_no_more_still_reads_as_a_sentence(cast: Cast, signed_in: SignIn) -> None:
    happen(cast, lea=cast.lea, kind=EventKind("sealed_envelope", sentence="{who} sealed {what}"))
    page = signed_in(cast.editor).get("/ledger/").content.decode()
    assert "Eli Editor did “sealed envelope” to Eli Editor" in page


def test_people_see_the_moves_of_their_own_leas(events: Cast, signed_in: SignIn) -> None:
    assert notes(signed_in(events.editor), "") == ["late", "early"]
    assert notes(signed_in(events.reviewer), "") == ["late", "early"]
    assert notes(signed_in(events.sibling_editor), "") == []
    assert notes(signed_in(events.other_editor), "") == ["=cmd"]
    assert notes(signed_in(events.monitor), "") == ["state", "=cmd", "late", "early"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lea=0161119", ["late", "early"]),
        ("lea=9999999", []),
        ("words=EARL", ["early"]),
        ("words=eli+editor", ["state", "=cmd", "late", "early"]),
        ("move=recall", ["late"]),
        ("first=2023-03-20&last=2023-03-20", ["late", "early"]),
        ("first=2023-03-21", ["state", "=cmd"]),
        ("last=2023-03-19", []),
        ("lea=0161119&move=submit", ["early"]),
    ],
)
def test_the_filters_of_the_address_count_and_the_export_follows(
    events: Cast, signed_in: SignIn, query: str, found: list[str]
) -> None:
    browser = signed_in(events.monitor)
    assert notes(browser, query) == found
    content = browser.get(f"/ledger/export.csv?{query}").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["note"].removeprefix("'") for row in rows] == found
    assert all(not row["note"].startswith("=") for row in rows)


def test_the_export_holds_what_the_person_may_see(events: Cast, signed_in: SignIn) -> None:
    content = signed_in(events.other_editor).get("/ledger/export.csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["LEA code"], row["who"], row["from"], row["to"]) == ("1030642", "Eli Editor", "open", "submitted")
    assert datetime.fromisoformat(row["when"]).tzinfo is not None


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lea=12", "An LEA code has seven digits."),
        ("first=yesterday", "Enter a valid date."),
        ("first=2023-03-21&last=2023-03-20", "The last day is before the first."),
        ("move=conquer", "conquer is not one of the available choices"),
    ],
)
def test_a_filter_that_cannot_be_read_is_explained(events: Cast, signed_in: SignIn, query: str, sentence: str) -> None:
    answer = signed_in(events.monitor).get(f"/ledger/?{query}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["lines"] == []
    assert len(signed_in(events.monitor).get(f"/ledger/export.csv?{query}").getvalue().splitlines()) == 1


def test_the_list_is_paged_and_asks_as_often_for_many_as_for_few(
    events: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(events.monitor)
    with django_assert_num_queries(5):
        browser.get("/ledger/?words=eli")
    for number in range(120):
        happen(events, note=str(number), lea=events.lea)
    with django_assert_num_queries(5):
        page = browser.get("/ledger/?words=eli").content.decode()
    (following,) = re.findall(r'href="(\?[^"]+)">Next', page)
    following = following.replace("&amp;", "&")
    assert following == "?words=eli&page=2"
    assert len(browser.get(f"/ledger/{following}").context["lines"]) == 24


def test_somebody_without_a_role_is_told_so(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.newcomer).get("/ledger/").status_code == 403
    assert signed_in(cast.newcomer).get("/ledger/export.csv").status_code == 403
    assert Client().get("/ledger/").status_code == 302
