"""Notes of the state on an LEA: written by its monitors and administrators, read by no one else, never changed."""

from collections.abc import Callable

import pytest
from django.test import Client

from cim_portal.lib.bounds import COMMENT
from improvement_plans.plans.models import Plan
from monitoring.ledger.ledger import NotYou
from monitoring.oversight import services
from monitoring.oversight.models import Note
from monitoring.people.models import Person
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
HERE = "/leas/0161119/"
TEXT = "Their director leaves in May.\n\nCall again before then."


def test_the_states_people_alone_read_what_they_note(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    answer = signed_in(cast.monitor).post(f"{HERE}notes/", {"text": TEXT})
    assert answer.headers["Location"] == f"{HERE}#notes"
    services.note(lea=cast.sibling, text="Of another LEA", by=cast.administrator, at=NOON)
    for who in (cast.monitor, cast.administrator):
        page = signed_in(who).get(HERE)
        assert [(note.by.name, note.text) for note in page.context["notes"]] == [("Mona Monitor", TEXT)]
        assert "Call again before then." in page.content.decode()
    for who in (cast.editor, cast.approver, cast.reviewer, cast.ta_provider):
        page = signed_in(who).get(HERE)
        assert page.context["notes"] == []
        assert "Notes of the state" not in page.content.decode()
        assert list(Note.objects.visible_to(who)) == []


def test_a_note_is_refused_where_it_is_empty_or_too_long_or_by_someone_else(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)
    for text, said in (("  ", "Write the note first"), ("x" * (COMMENT + 1), "at most 5,000")):
        answer = browser.post(f"{HERE}notes/", {"text": text})
        assert answer.status_code == 409
        assert said in answer.content.decode()
    with pytest.raises(NotYou):
        services.note(lea=cast.lea, text=TEXT, by=cast.reviewer, at=NOON)
    assert not Note.objects.exists()
