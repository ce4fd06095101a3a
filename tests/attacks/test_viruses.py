"""Files with a virus, at every door that files come in by, with a ClamAV that finds it, that is away, and that is odd."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, override_settings

from cim_portal.settings import _scanner
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.people.models import PeopleFile, Person
from monitoring.resources.models import Resource
from tests.cast import Cast
from tests.clamd import EICAR, Clamd, clamd

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2023/step/1/ppp_review/"


@pytest.fixture
def scanner() -> Iterator[Clamd]:
    """A ClamAV that the portal asks."""
    with clamd() as server, override_settings(CLAMAV_URL=server.address):
        yield server


def brought(cast: Cast, signed_in: Visit, content: bytes) -> list[str]:
    """Bring the content as a file by every door, and return what each page says."""
    editor, administrator = signed_in(cast.editor), signed_in(cast.administrator)
    evidence = SimpleUploadedFile("notes.txt", content)
    resource = {"title": "Guide", "handed": SimpleUploadedFile("notes.txt", content)}
    upload = {"format": "ranks", "file": SimpleUploadedFile("notes.txt", content)}
    people = {"file": SimpleUploadedFile("notes.txt", content)}
    answers = [
        editor.post(PAGE, {"evidence": evidence, "areas": "placement"}, follow=True),
        administrator.post("/resources/keep/new/", resource),
        administrator.post("/years/2023/uploads/receive/", upload),
        administrator.post("/people/files/", people),
    ]
    return [answer.content.decode() for answer in answers]


def nothing_came_in() -> bool:
    return not any(model.objects.filter(**{key: "notes.txt"}).exists() for model, key in KEEPERS)


KEEPERS: tuple[tuple[type[Attachment] | type[Resource] | type[Upload] | type[PeopleFile], str], ...] = (
    (Attachment, "name"),
    (Resource, "file_name"),
    (Upload, "file_name"),
    (PeopleFile, "name"),
)


def test_a_virus_is_found_at_every_door(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, scanner: Clamd
) -> None:
    for said in brought(cast, signed_in, EICAR):
        assert "“notes.txt” was refused: the virus scanner found “Eicar-Test” in it." in said
    assert scanner.scanned == [EICAR] * 4
    assert nothing_came_in()
    assert Answer.objects.get(activity="ppp_review").value["areas"] == ["placement"], "what was typed is saved"


def test_while_the_scanner_is_away_no_file_comes_in(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    with clamd() as gone:
        address = gone.address
    with override_settings(CLAMAV_URL=address):
        for said in brought(cast, signed_in, b"words"):
            assert "“notes.txt” cannot be checked for viruses now, so it was not taken. Try again" in said
        assert nothing_came_in()
        assert Answer.objects.get(activity="ppp_review").value["areas"] == ["placement"], "what was typed is saved"
        page = signed_in(cast.administrator).get("/operations/").content.decode()
        assert "does not answer: no file is taken until it does" in page
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("doctor", stdout=out)
        assert "MISSING  ClamAV answers" in out.getvalue()


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\n", b"stream: x ERROR\n", b"odd\n", b"\n"])
def test_what_is_no_yes_is_a_no(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, scanner: Clamd, says: bytes
) -> None:
    scanner.says = says
    for said in brought(cast, signed_in, b"words"):
        assert "cannot be checked for viruses now" in said
    assert nothing_came_in()


def test_what_is_clean_comes_in(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, scanner: Clamd) -> None:
    signed_in(cast.editor).post(PAGE, {"evidence": SimpleUploadedFile("notes.txt", b"words")})
    assert Attachment.objects.get().name == "notes.txt"
    assert scanner.scanned == [b"words"]
    assert "ClamAV 1.4.3/27800" in signed_in(cast.administrator).get("/operations/").content.decode()


def test_where_none_is_named_operators_are_told_so(cast: Cast, signed_in: Visit) -> None:
    page = signed_in(cast.administrator).get("/operations/").content.decode()
    assert "not set up: files that people bring are not scanned" in page
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "absent   Files are scanned for viruses" in out.getvalue()


@pytest.mark.parametrize("address", ["clamav:3310", "http://clamav", "tcp://", "unix://"])
def test_an_address_that_cannot_be_meant_stops_the_start(address: str) -> None:
    with pytest.raises(Exception, match="CLAMAV_URL is tcp:"):
        _scanner(address)
