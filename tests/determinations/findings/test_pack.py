"""The evidence pack of an LEA: which files are in it, in which order, what its contents lead to, and who may have it."""

import io
import re
from collections.abc import Callable
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client

from determinations.findings import drafting, moves, permissions, services
from determinations.findings.models import Finding
from determinations.findings.services import GivenFile
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.findings import made

SignIn = Callable[[Person], Client]
HERE = "/leas/0161119/findings.zip"


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def closed(cast: Cast) -> Finding:
    """A finding that was returned once and closed, with two files of the same name in its second round."""
    finding = made.with_evidence(cast)
    moves.return_evidence(finding=finding, words="Not <signed>.", by=cast.reviewer, at=NOON)
    file = GivenFile("../calendar?.txt", b"signed")
    services.attach(finding=finding, file=file, by=cast.editor, at=NOON)
    moves.give_evidence(finding=finding, by=cast.editor, at=NOON)
    moves.verify_children(finding=finding, words="Both seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=NOON)
    moves.verify_data(finding=finding, words="20 of 20 new records.", by=cast.reviewer, at=NOON)
    return moves.close(finding=finding, by=cast.administrator, at=NOON)


def taken(client: Client) -> ZipFile:
    answer = client.get(HERE)
    return ZipFile(io.BytesIO(answer.getvalue()))


def test_a_pack_has_each_file_in_order_and_its_contents_lead_to_them(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    finding, draft = closed(cast), made.drafted(cast)
    editor = signed_in(cast.editor)
    pack = taken(editor)
    folder = f"finding-{finding.pk}"
    assert pack.namelist() == [
        "contents.html",
        f"{folder}/2-notice.pdf",
        f"{folder}/3-correction-1/1-calendar.txt",
        f"{folder}/3-correction-2/1-calendar.txt",
        f"{folder}/3-correction-2/2-.._calendar_.txt",
        f"{folder}/4-closing-letter.pdf",
    ]
    assert pack.read(f"{folder}/2-notice.pdf") == editor.get(f"/findings/{finding.pk}/notice.pdf").content
    assert pack.read(f"{folder}/3-correction-2/2-.._calendar_.txt") == b"signed"
    contents = pack.read("contents.html").decode()
    assert [unquote(path) for path in re.findall(r'href="(finding-[^"]*)"', contents)] == pack.namelist()[1:]
    said = [
        "2 of 30 records",
        "Corrected",
        "The meeting was held.",
        "March 20, 2023</td>",
        "Not &lt;signed&gt;.",
        "Both seen.",
        "20 of 20 new records.",
    ]
    assert [words for words in said if words not in contents] == []
    assert sorted(said, key=contents.index) == said
    assert f"finding-{draft.pk}" not in contents
    event = Event.objects.get(move="downloaded_evidence_pack")
    assert (event.by, event.lea) == (cast.editor, cast.lea)
    for address in (f"/findings/{finding.pk}/", "/findings/?words=0161119", "/leas/0161119/"):
        assert HERE in signed_in(cast.monitor).get(address).content.decode(), address
    assert HERE not in signed_in(cast.monitor).get("/findings/").content.decode()
    assert HERE not in signed_in(cast.monitor).get(f"/findings/{draft.pk}/").content.decode()


def test_the_rows_of_files_are_in_a_pack(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    meetings = "year,lea_code,child,meeting,due_on,held_on,delay_code\n2023,0161119,A-1,review,2023-01-31,,90\n"
    world.publish(published_2023, "timelines", meetings, by=cast.administrator)
    drafting.draft_from_data(year=published_2023, as_of=NOON.date(), by=cast.monitor, at=NOON)
    finding = Finding.objects.get()
    moves.notify(finding=finding, by=cast.administrator, at=NOON)
    pack = taken(signed_in(cast.reviewer))
    assert f"finding-{finding.pk}/1-data.csv" in pack.read("contents.html").decode()
    lines = pack.read(f"finding-{finding.pk}/1-data.csv").decode("utf-8-sig").splitlines()
    file = finding.rows.get().upload
    assert lines == [
        "file,file_sha256,row,child,due_on,code_of_the_delay",
        f"{file.file_name},{file.file_id},2,A-1,2023-01-31,90",
    ]


def test_who_may_have_a_pack_and_that_none_is_made_of_drafts(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    made.drafted(cast)
    assert signed_in(cast.monitor).get(HERE).status_code == 404
    made.notified(cast)
    for name in ("editor", "approver", "reviewer", "monitor", "administrator"):
        assert signed_in(getattr(cast, name)).get(HERE).status_code == 200, name
    for name in ("ta_provider", "sibling_editor", "other_editor", "other_reviewer", "newcomer"):
        assert signed_in(getattr(cast, name)).get(HERE).status_code == 404, name
        assert permissions.can_take_pack(getattr(cast, name), cast.lea).hidden, name
