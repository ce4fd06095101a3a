"""The letters of a SELPA, or of the state, as one ZIP of PDFs, for those who may read each of them."""

import io
from collections.abc import Callable
from zipfile import ZipFile

from django.test import Client

from determinations.letters import archive, issuing
from determinations.letters import moves as letters_moves
from determinations.letters.models import Letter
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast
from tests.pdfs import bytes_of

SignIn = Callable[[Person], Client]
PAGE, STATE, BAY, VALLEY = (f"/years/2023/letters/pdfs{rest}" for rest in ("/", ".zip", "/0199.zip", "/1099.zip"))


def unpacked(client: Client, address: str) -> dict[str, bytes]:
    answer = client.get(address)
    assert answer.streaming
    with ZipFile(io.BytesIO(answer.getvalue())) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_a_selpa_takes_its_own_and_the_state_all(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    issuing.draft(year=issued_2023["0161119"].year, by=cast.administrator, at=NOON)
    mine = unpacked(signed_in(cast.reviewer), BAY)
    assert set(mine) == {"0199/2023-determination-0161119.pdf", "0199/2023-determination-0161127.pdf"}
    letter = Letter.objects.select_related("pdf").get(lea=cast.lea)
    assert mine["0199/2023-determination-0161119.pdf"] == bytes_of(letter.pdf)
    assert len(unpacked(signed_in(cast.monitor), STATE)) == 3
    assert signed_in(cast.reviewer).get(VALLEY).status_code == 404
    assert signed_in(cast.reviewer).get(STATE).status_code == 404
    for person in (cast.approver, cast.ta_provider):
        assert signed_in(person).get(BAY).status_code == 404
    assert Event.objects.filter(move="downloaded", by=cast.reviewer).count() == 1
    assert "Valley" not in signed_in(cast.reviewer).get(PAGE).content.decode()


def test_what_is_not_drawn_yet_is_drawn_by_workers_first(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    drafts = issuing.draft(year=determined_2023.year, by=cast.administrator, at=NOON)
    browser = signed_in(cast.administrator)
    assert browser.get(STATE).status_code == 409  # nothing is issued yet
    letters_moves.issue_letters(
        letters=Letter.objects.filter(pk__in=[one.pk for one in drafts]), by=cast.administrator, at=NOON
    )
    refused = browser.get(STATE)
    assert refused.status_code == 409
    assert "3 letters have no PDF yet." in refused.content.decode()
    browser.post(PAGE)  # workers have all of them in hand already
    assert Job.objects.filter(kind=archive.DRAW).count() == 3
    Job.objects.filter(kind=archive.DRAW).update(state="failed", ended_at=NOON, fault="The worker died.")
    browser.post(PAGE)
    jobs.work_off()
    assert len(unpacked(browser, STATE)) == 3
