"""A year's definition, as people read it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from monitoring.definition import Condition, DefinitionRefused, condition_in_words, services
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import definitions
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
FOLDER = Path("fixtures/definitions")


def load(year: int, **parts: Any) -> None:
    """Load the definition of a year with some of its parts replaced."""
    document = definitions.document(year)
    services.load_definition(text=definitions.dumped({**document, **parts}), by=None, at=NOON)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            {"fact": "intensive_rank", "in": "[0, 4)"},
            "Percentage rank in the intensive evaluation (0 is lowest): from 0 to below 4",
        ),
        (
            {"fact": "preschool_rank", "in": "(10, 20]"},
            "Percentage rank in the preschool evaluation (0 is lowest): above 10 up to and including 20",
        ),
        ({"fact": "missed_elements", "at_least": 3}, "Elements whose target was missed: at least 3"),
        ({"fact": "swd_count", "at_most": 100}, "Students with disabilities on census day: at most 100"),
        (
            {"fact": "lre_rank", "more_than": 3},
            "Percentage rank on least restrictive environment (0 is lowest): more than 3",
        ),
        (
            {"fact": "lre_rank", "less_than": "3.5"},
            "Percentage rank on least restrictive environment (0 is lowest): less than 3.5",
        ),
        ({"fact": "significantly_disproportionate", "equals": True}, "Significantly disproportionate: yes"),
        ({"fact": "significantly_disproportionate", "equals": False}, "Significantly disproportionate: no"),
        ({"fact": "some_new_fact", "equals": 0}, "some new fact: exactly 0"),
        (
            {
                "any": [
                    {"fact": "a", "at_least": 1},
                    {"all": [{"fact": "b", "at_least": 1}, {"fact": "c", "at_least": 1}]},
                ]
            },
            "a: at least 1; or (b: at least 1; and c: at least 1)",
        ),
    ],
)
def test_a_condition_is_said_in_words(condition: dict[str, Any], words: str) -> None:
    assert condition_in_words(Condition.model_validate(condition)) == words


def test_the_definition_is_read_in_words(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    page = signed_in(cast.monitor).get("/years/2023/definition/").content.decode()
    for words in (
        "Date of the letters: March 20, 2023.",
        "the SELPA, then the state",
        "Percentage rank in the intensive evaluation (0 is lowest): from 0 to below 4",
        "higher is better",
        "not set by the state yet",
        "Assumed, not confirmed:",
        "Educational partners group",
        "required if level is SD",
        "filled in by the portal",
        "Attend or view the instructional webinar",
        "targetedmonitoring@cde.ca.gov",
        Year.objects.get().definition.sha256,
    ):
        assert words in page, words
    assert "Use this version from now on" not in page


def test_a_target_is_shown_with_its_operator(cast: Cast, signed_in: SignIn) -> None:
    load(2023, targets=[{"indicator": "1", "operator": ">", "value": "90.0"}])
    assert "more than 90%" in signed_in(cast.monitor).get("/years/2023/definition/").content.decode()


def test_the_data_that_a_year_is_about_are_shown(cast: Cast, signed_in: SignIn) -> None:
    source = {"source": "CALPADS", "data_year": "2021-22", "as_of": "2022-10-05", "approved_by": "LEA and SELPA"}
    load(2023, snapshot=[source, {"source": "Dashboard", "data_year": "2021-22"}])
    page = signed_in(cast.monitor).get("/years/2023/definition/").content.decode()
    for words in ("CALPADS", "2021-22", "October 5, 2022", "the LEA and SELPA"):
        assert words in page, words
    with pytest.raises(DefinitionRefused, match="Source CALPADS: 'approved by' must be one of LEA or LEA and SELPA"):
        load(2023, snapshot=[{**source, "approved_by": "no one"}])


def test_a_year_that_is_not_open_is_read_too(cast: Cast, signed_in: SignIn) -> None:
    load(2024)
    page = signed_in(cast.administrator).get("/years/2024/definition/").content.decode()
    assert "The year is not opened yet." in page
    assert "Rules: not set by the state yet." in page
    assert "Date of the letters: not set by the state yet." in page
    assert "Use this version from now on" not in page


def test_another_version_is_put_in_force(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    load(2023, note="Second version.")
    browser = signed_in(cast.administrator)
    assert browser.get("/years/2023/definition/").context["version"].number == 1
    page = browser.get("/years/2023/definition/?version=2").content.decode()
    assert "Second version." in page
    assert "Use this version from now on" in page
    assert "Use this" not in signed_in(cast.monitor).get("/years/2023/definition/?version=2").content.decode()
    browser.post("/years/2023/definition/use/", {"version": "2"})
    assert Year.objects.get().definition.number == 2
    assert Event.objects.get(move="used_definition").by == cast.administrator


def test_the_source_is_downloaded_as_it_was_handed_in(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    answer = signed_in(cast.monitor).get("/years/2023/definition/source/?version=1")
    assert answer.content == (FOLDER / "2023.yaml").read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cim-2023-version-1.yaml"'


@pytest.mark.parametrize(
    "address",
    [
        "/years/2031/definition/",
        "/years/2023/definition/?version=9",
        "/years/2023/definition/?version=x",
        "/years/2023/definition/?version=99999999999999999999",
        "/years/2023/definition/source/",
    ],
)
def test_what_does_not_exist_is_not_found(cast: Cast, opened_2023: Year, signed_in: SignIn, address: str) -> None:
    assert signed_in(cast.administrator).get(address).status_code == 404


def test_a_version_cannot_be_used_before_the_year_is_open(cast: Cast, signed_in: SignIn) -> None:
    load(2024)
    assert signed_in(cast.administrator).post("/years/2024/definition/use/", {"version": "1"}).status_code == 404


@pytest.mark.parametrize(("who", "read", "use"), [("monitor", 200, 403), ("reviewer", 404, 404), ("editor", 404, 404)])
def test_only_an_administrator_puts_a_version_in_force(
    cast: Cast, opened_2023: Year, signed_in: SignIn, who: str, read: int, use: int
) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/years/2023/definition/").status_code == read
    assert browser.get("/years/2023/definition/source/?version=1").status_code == read
    assert browser.post("/years/2023/definition/use/", {"version": "1"}).status_code == use
