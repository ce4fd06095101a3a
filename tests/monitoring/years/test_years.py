"""The years: loading definitions and opening, on the page."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from monitoring.definition import definition_of, services
from monitoring.definition.models import DefinitionVersion, StepFormsVersion
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import definitions
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
    assert set(moves) == {"loaded_step_forms", "loaded_definition", "opened_year"}


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
    for words in (
        "title",
        "put it in quotes",
        "levels",
        "is missing.",
        "levls",
        "is not known here. Remove it, or correct its spelling.",
    ):
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


# Step forms


def test_a_year_that_names_the_step_forms_of_the_portal_loads_them(cast: Cast, signed_in: SignIn) -> None:
    version = services.load_definition(text=DEFINITION.decode(), by=cast.administrator, at=NOON)
    forms = StepFormsVersion.objects.get()
    assert (version.step_forms, forms.number, forms.source) == (forms, 1, definitions.FORMS.read_text())
    assert Event.objects.get(move="loaded_step_forms").by == cast.administrator
    source = signed_in(cast.monitor).get("/step-forms/cim/source/?version=1")
    assert source.content.decode() == forms.source
    assert signed_in(cast.monitor).get("/step-forms/cim/source/?version=9").status_code == 404


def test_a_year_keeps_its_step_forms_until_it_is_loaded_again(cast: Cast, signed_in: SignIn) -> None:
    first = services.load_definition(text=DEFINITION.decode(), by=None, at=NOON)
    text = definitions.FORMS.read_text().replace("title: CIM team", "title: Our team")
    page = signed_in(cast.administrator).post("/years/load/", handed(text.encode()), follow=True).content.decode()
    assert "The step forms cim, version 2, are loaded." in page
    assert definition_of(first).activity("cim_team").title == "CIM team"
    page = signed_in(cast.monitor).get("/years/2023/definition/").content.decode()
    assert "Version 2 was saved since." in page
    second = services.load_definition(text=DEFINITION.decode(), by=None, at=NOON)
    assert (second.number, second.step_forms.number) == (2, 2)
    assert definition_of(second).activity("cim_team").title == "Our team"
    assert (
        services.load_step_forms(text=text, by=None, at=NOON) == second.step_forms
    )  # the same document, the same version


def test_the_command_loads_either_and_says_what_is_wrong(cast: Cast, tmp_path: Path) -> None:
    said, wrong = StringIO(), StringIO()
    for file in (definitions.FORMS, "fixtures/definitions/2024.yaml"):
        call_command("load_definition", str(file), stdout=said)
    assert [line.partition(" (")[0] for line in said.getvalue().splitlines()] == [
        "step forms cim, version 1",
        "2024, version 1",
    ]
    (tmp_path / "old.yaml").write_text("year: 2023\ntitle: T\nactivities: []\n")
    with pytest.raises(SystemExit) as end:
        call_command("load_definition", str(tmp_path / "old.yaml"), stderr=wrong)
    assert end.value.code == 1
    assert wrong.getvalue().startswith("line 3: A year and its activities are two documents now.")


def test_no_note_to_ourselves_reaches_a_page(cast: Cast, signed_in: SignIn) -> None:
    for year in definitions.YEARS:
        services.load_definition(text=definitions.text(year), by=None, at=NOON)
        page = signed_in(cast.monitor).get(f"/years/{year}/definition/").content.decode()
        read = definition_of(DefinitionVersion.objects.get(year=year))
        texts = [
            page,
            *(field.help for one in read.activities for field in one.fields),
            *(one.note for one in read.activities),
        ]
        for words in (
            "Check the authority",
            "public source",
            "cohorts seen",
            "Only the title is known",
            "was not found",
        ):
            assert not any(words in text for text in texts), words


def test_every_label_is_words_for_a_reader() -> None:
    read = definitions.read(2023)
    fields = [field for one in read.activities for field in one.fields]
    labels = [field.label for field in fields] + [column.label for field in fields for column in field.columns]
    made_from_keys = {
        "No baseline why",
        "With iep",
        "Policy ref",
        "Cut by",
        "Heard",
        "Decides",
        "Check",
        "Driver",
        "Term",
        "Family",
    }
    assert not made_from_keys & set(labels)
    assert not [label for label in labels if "_" in label or label[:1].islower()]
