"""A move writes state and event together, asks of the row as it is now, and of many things as of one."""

import pytest

from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads import moves as uploads_moves
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from improvement_plans.steps import moves as steps_moves
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast


@pytest.fixture
def drafts(cast: Cast, determined_2023: Run) -> list[Letter]:
    return issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)


def test_the_state_of_now_counts_and_not_that_of_a_page_opened_before(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    opened_before = world.step_of(cast.lea, 1)
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    with pytest.raises(ledger.NotNow, match="This is “Submitted” now"):
        steps_moves.submit_step(step=opened_before, by=cast.approver, at=NOON)
    steps_moves.recall_step(step=opened_before, by=cast.approver, at=NOON)
    moves = Event.objects.of(opened_before).order_by("pk").values_list("move", "source", "target", "by")
    assert list(moves) == [
        ("submit", "open", "submitted", cast.approver.pk),
        ("recall", "submitted", "open", cast.approver.pk),
    ]


def test_many_are_moved_with_what_belongs_to_it_and_an_entry_each(cast: Cast, drafts: list[Letter]) -> None:
    letters_moves.issue_letters(letters=Letter.objects.all(), by=cast.administrator, at=NOON)
    for letter in Letter.objects.all():
        assert (letter.status, letter.issued_at, letter.issued_by) == ("issued", NOON, cast.administrator)
        event = Event.objects.of(letter).get(move="issue")
        assert (event.source, event.target, event.by, event.lea) == ("draft", "issued", cast.administrator, letter.lea)


def test_of_many_all_are_moved_or_none(cast: Cast, drafts: list[Letter]) -> None:
    with pytest.raises(ledger.NotYou):
        letters_moves.issue_letters(letters=Letter.objects.all(), by=cast.monitor, at=NOON)
    letters_moves.issue_letter(letter=drafts[-1], draw=lambda said: b"%PDF", by=cast.administrator, at=NOON)
    with pytest.raises(ledger.NotNow):
        letters_moves.issue_letters(letters=Letter.objects.all(), by=cast.administrator, at=NOON)
    assert list(Letter.objects.filter(status="issued")) == [drafts[-1]]
    assert Event.objects.filter(move="issue").count() == 1


def test_a_page_offers_a_move_that_another_makes_with_the_reason_and_hides_it_from_strangers(cast: Cast) -> None:
    upload = Upload(status="ready", year=Year())
    publish, withdraw = ledger.possible(uploads_moves.MOVES["Upload"], upload, cast.monitor)
    assert (publish.move.name, withdraw.move.name) == ("publish", "withdraw")
    assert not publish.verdict
    assert "Only a state administrator" in publish.verdict.reason
    assert ledger.possible(uploads_moves.MOVES["Upload"], upload, cast.editor) == []
