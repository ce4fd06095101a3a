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

from monitoring.ledger import ledger, lines
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from tests.cast import NOON, Cast
from tests.moves import moves_by_thing

SignIn = Callable[[Person], Client]
SOURCES = [p for app in ("monitoring", "determinations", "improvement_plans") for p in Path(app).rglob("*.py")]


def happen(cast: Cast, *, move: str = "submit", at: datetime = NOON, note: str = "", lea: object = None) -> Event:
    event = ledger.record(move, cast.editor, by=cast.editor, at=at, source="open", target="submitted", note=note)
    Event.objects.filter(pk=event.pk).update(lea=lea)
    return event


def notes(browser: Client, query: str) -> list[str]:
    return [line.note for line in browser.get(f"/ledger/?{query}").context["lines"]]


@pytest.fixture
def events(cast: Cast) -> Cast:
    """Four moves: two of Alder at the edges of March 20 in California, one of Cedar, one of no LEA."""
    Event.objects.all().delete()
    happen(cast, note="early", at=datetime(2023, 3, 20, 7, 0, tzinfo=UTC), lea=cast.lea)
    happen(cast, note="late", at=datetime(2023, 3, 21, 6, 59, tzinfo=UTC), lea=cast.lea, move="recall")
    happen(cast, note="=cmd", at=datetime(2023, 3, 22, 19, 0, tzinfo=UTC), lea=cast.other)
    happen(cast, note="state", at=datetime(2023, 3, 23, 19, 0, tzinfo=UTC), move="opened_year")
    return cast


def test_each_move_of_the_portal_has_its_words() -> None:
    moves = {move.name for of_thing in moves_by_thing().values() for move in of_thing}
    recorded = {
        argument.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("ledger.record", "_record", "_write", "_set_withdrawn")
        for argument in [*node.args[:1], *(k.value for k in node.keywords if k.arg == "move")]
        if isinstance(argument, ast.Constant)
    }
    assert len(recorded) > 10
    assert moves | recorded == set(lines.SAID)


def test_a_move_reads_as_a_sentence_with_pacific_time(events: Cast, signed_in: SignIn) -> None:
    page = signed_in(events.editor).get("/ledger/").content.decode()
    assert "Eli Editor took back before its review: Eli Editor" in page
    assert "March 20, 2023, 11:59 p.m. Pacific time" in page
    assert "open → submitted" in page


def test_what_the_portal_did_itself_says_so(cast: Cast) -> None:
    event = ledger.record("pass_check", cast.editor, by=None, at=NOON)
    assert lines.line(event).sentence == "The portal found no errors in Eli Editor"
    assert lines.line(Event(move="new_kind", subject_text="it", at=NOON)).sentence == "The portal new kind it"


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
    content = browser.get(f"/ledger/export.csv?{query}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["note"].removeprefix("'") for row in rows] == found
    assert all(not row["note"].startswith("=") for row in rows)


def test_the_export_holds_what_the_person_may_see(events: Cast, signed_in: SignIn) -> None:
    content = signed_in(events.other_editor).get("/ledger/export.csv").content.decode("utf-8-sig")
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
    assert len(signed_in(events.monitor).get(f"/ledger/export.csv?{query}").content.splitlines()) == 1


def test_the_list_is_paged_and_asks_as_often_for_many_as_for_few(
    events: Cast, signed_in: SignIn, django_assert_num_queries: Callable[[int], object]
) -> None:
    browser = signed_in(events.monitor)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        browser.get("/ledger/?words=eli")
    for number in range(120):
        happen(events, note=str(number), lea=events.lea)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        page = browser.get("/ledger/?words=eli").content.decode()
    following = re.search(r'href="(\?[^"]+)">Next', page)[1].replace("&amp;", "&")  # type: ignore[index]
    assert following == "?words=eli&page=2"
    assert len(browser.get(f"/ledger/{following}").context["lines"]) == 24


def test_somebody_without_a_role_is_told_so(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.newcomer).get("/ledger/").status_code == 403
    assert signed_in(cast.newcomer).get("/ledger/export.csv").status_code == 403
    assert Client().get("/ledger/").status_code == 302
