"""The years: loading definitions and opening, on the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from monitoring.definition import services
from monitoring.definition.models import DefinitionVersion
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
DEFINITION = Path("fixtures/definitions/2023.yaml").read_bytes()


def handed(content: bytes = DEFINITION) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("my 2023.yaml", content)}


def test_an_administrator_loads_a_definition_and_opens_its_year(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert "There is no year yet" in browser.get("/years/").content.decode()
    answer = browser.post("/years/load/", handed())
    assert answer.headers["Location"] == "/years/2023/definition/"
    assert "Open 2023" in browser.get("/years/").content.decode()
    assert browser.post("/years/open/", {"year": "2023"}).headers["Location"] == "/years/"
    page = browser.get("/years/").content.decode()
    assert 'href="/years/2023/"' in page
    assert "version 1 in force" in page
    moves = Event.objects.filter(by=cast.administrator).values_list("move", flat=True)
    assert set(moves) == {"loaded_definition", "opened_year"}


def test_a_newer_version_is_named_beside_the_one_in_force(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    browser.post("/years/load/", handed())
    browser.post("/years/open/", {"year": "2023"})
    browser.post("/years/load/", handed(DEFINITION.replace(b"at_most: 100", b"at_most: 99")))
    assert "version 2 is newer" in browser.get("/years/").content.decode()
    assert Year.objects.get().definition.number == 1


def test_a_refused_definition_shows_every_place_and_sentence(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post("/years/load/", handed(b"year: 2023\ntitle: 3\nlevls: []\n"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "my 2023.yaml was not loaded" in page
    for words in ("title", "put it in quotes", "levels", "is missing.", "levls", "is not a key that is known here"):
        assert words in page
    assert not DefinitionVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"year: 2023 # \xff", "The file is not text in UTF-8."),
        (b"# " + b"x" * 1024 * 1024, "this file is larger"),
        (b"", "The submitted file is empty."),
    ],
    ids=["not text", "too large", "empty"],
)
def test_what_is_no_definition_is_refused(cast: Cast, signed_in: SignIn, content: bytes, sentence: str) -> None:
    answer = signed_in(cast.administrator).post("/years/load/", handed(content))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_year_is_opened_once_and_with_its_definition(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    answer = browser.post("/years/open/", {"year": "2031"})
    assert answer.status_code == 409
    assert "no definition for 2031" in answer.content.decode()
    assert browser.post("/years/open/", {"year": "x"}).status_code == 409
    services.load_definition(text=DEFINITION.decode(), by=None, at=NOON)
    browser.post("/years/open/", {"year": "2023"})
    assert "was opened on" in browser.post("/years/open/", {"year": "2023"}).content.decode()


def test_a_monitor_reads_and_does_not_act(cast: Cast, signed_in: SignIn) -> None:
    services.load_definition(text=DEFINITION.decode(), by=None, at=NOON)
    browser = signed_in(cast.monitor)
    page = browser.get("/years/").content.decode()
    assert "not opened yet" in page
    assert "Load a definition" not in page
    assert browser.post("/years/load/", handed()).status_code == 403
    assert browser.post("/years/open/", {"year": "2023"}).status_code == 403
    assert not Year.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "approver", "ta_provider", "newcomer"])
def test_years_are_hidden_from_everybody_else(cast: Cast, signed_in: SignIn, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/years/").status_code == 404
    assert browser.post("/years/load/", handed()).status_code == 404
    assert browser.post("/years/open/", {"year": "2023"}).status_code == 404
