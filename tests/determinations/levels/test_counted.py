"""Which elements count: by the status of their indicator, and by what decides whether a target was met."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from typing import cast as cast_

import pytest
from django.core.management import call_command
from django.test import Client

from determinations.letters import drawing, issuing
from determinations.levels import determining, gathering
from determinations.runs import queries
from determinations.runs.models import Run
from monitoring.definition import DefinitionRefused, definition_of, services
from monitoring.people.models import Person
from tests import definitions, pdfs, world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted
from tests.final import finalise

CODES = ("0161119", "0161127", "1030642")
STATED = [3, 0, 0]  # of Alder, Birch and Cedar, as tests/world.py has them


def run_with(
    cast: Cast, *, targets: list[dict[str, Any]] | None = None, status: list[dict[str, str]] | None = None
) -> Run:
    """Determine 2023 under a definition with these targets, and this status of indicator 5A."""
    year = world.publish_2023(cast)
    document = definitions.document(2023)
    document["targets"] = targets or []
    next(one for one in document["indicators"] if one["code"] == "5A")["status"] = status or []
    version = services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    year.definition = version
    year.save()
    return drafted(cast, year)


def missed(run: Run) -> list[object]:
    """Return how many elements each LEA missed; None where nothing says of any whether it was met."""
    known = gathering.gather(year=run.year, definition=definition_of(run.definition)).known
    return [one.facts["missed_elements"].value if "missed_elements" in one.facts else None for one in known]


@pytest.mark.parametrize(
    ("operator", "value", "decides", "counted"),
    [
        (">=", "65", "stated", STATED),  # the file's own yes or no
        (">=", "65", "computed", [3, 1, 1]),
        (">=", "60", "computed", STATED),  # Cedar is at 60.00% exactly
        (">", "60", "computed", [3, 0, 1]),
        (">=", "40", "computed", [2, 0, 0]),  # Alder is at 43.13%
        ("<", "50", "computed", [2, 1, 1]),
        ("<=", "60", "computed", [2, 1, 0]),
    ],
)
def test_what_decides_counts(cast: Cast, operator: str, value: str, decides: str, counted: list[int]) -> None:
    target = {"indicator": "5A", "operator": operator, "value": value, "decides": decides}
    run = run_with(cast, targets=[target])
    assert missed(run) == counted
    leas = dict(run.results.values_list("lea__code", "lea"))
    found = queries.elements_of(run, list(leas.values()))
    assert [sum(one.missed for one in found[leas[code]]) for code in CODES] == counted  # what pages and letters say


def test_where_a_file_states_nothing_the_rate_decides_against_the_definitions_target(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    year = world.publish_2023(cast)
    lines = [line.rsplit(",", 1) for line in world.INDICATORS.splitlines()]
    unstated = "".join(f"{row},{'' if ',5A,' in row else met}\n" for row, met in lines)
    world.publish(year, "indicators", unstated, by=cast.administrator)
    assert missed(drafted(cast, year)) == [2, None, None]  # nothing says so yet of 5A
    target = {"indicator": "5A", "operator": ">=", "value": "61"}
    document = definitions.document(2023) | {"targets": [target]}
    year.definition = services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    year.save()
    assert missed(drafted(cast, year)) == [3, 0, 1]  # 43.13, 61.90 and 60.00
    page = signed_in(cast.administrator).get("/leas/0161119/2023/why/").content.decode()
    assert "5A 43.13% against at least 61%, calculated from the rate (276 of 640, row 4)" in " ".join(page.split())


def test_a_rate_that_is_no_number_decides_nothing(cast: Cast) -> None:
    target = {"indicator": "4A", "operator": "<", "value": "1", "decides": "computed"}  # Alder's is NC, stated as met
    run = run_with(cast, targets=[target])
    assert missed(run) == STATED
    element = next(one for one in queries.elements_of(run, [cast.lea.pk])[cast.lea.pk] if one.indicator == "4A")
    assert (element.met, element.target_text, element.computed) == (None, "<1%", True)


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ([], 3),
        ([{"since": "2023-01-01", "status": "shown"}], 2),
        ([{"since": "2023-01-01", "status": "retired"}], 2),
        ([{"since": "2024-07-01", "status": "retired"}], 3),  # after the day of the letters
        ([{"since": "2020-07-01", "status": "shown"}, {"since": "2022-07-01", "status": "counted"}], 3),
    ],
)
def test_an_indicator_counts_by_its_status_on_the_day_of_the_letters(
    cast: Cast, status: list[dict[str, str]], counted: int
) -> None:
    assert missed(run_with(cast, status=status))[0] == counted


@pytest.mark.parametrize(("status", "there"), [("shown", {"5A": None}), ("retired", {})])
def test_a_letter_shows_what_is_not_counted_and_leaves_out_what_is_retired(
    cast: Cast, status: str, there: dict[str, None]
) -> None:
    run = run_with(cast, status=[{"since": "2023-01-01", "status": status}])
    finalise(run=run, by=cast.administrator, at=NOON)
    letter = issuing.draft(year=run.year, lea_codes=[cast.lea.code], by=cast.administrator, at=NOON)[0]
    assert {one["indicator"]: one["met"] for one in letter.context["elements"] if one["indicator"] == "5A"} == there


def test_the_why_page_says_what_is_not_counted_and_what_is_calculated(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    target = {"indicator": "3A-ELA", "operator": ">=", "value": "90", "decides": "computed"}
    run_with(cast, targets=[target], status=[{"since": "2023-01-01", "status": "shown"}])
    page = " ".join(signed_in(cast.administrator).get("/leas/0161119/2023/why/").content.decode().split())
    assert "Counted as missed: 2 of 4." in page
    assert "shown and not counted since January 1, 2023" in page
    assert "calculated from the rate" in page
    assert "3A-ELA 88.13% against at least 90%, calculated from the rate (282 of 320, row 3)" in page


MEDIATION = "2023,0161119,19 Mediation,3,40,7.50%,<5%,No\n"  # an element that the definition does not name
NAMED = {"code": "19", "name": "Mediation", "direction": "lower", "type": "performance", "aliases": ["19 mediation"]}


def test_an_unknown_element_is_shown_and_counts_once_the_definition_names_it(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    year = world.publish_2023(cast)
    world.publish(year, "indicators", world.INDICATORS + MEDIATION, by=cast.administrator)
    assert missed(drafted(cast, year)) == STATED
    page = " ".join(signed_in(cast.administrator).get("/leas/0161119/2023/why/").content.decode().split())
    assert "19 Mediation" in page
    assert "not named by the year’s definition" in page
    assert "Counted as missed: 3 of 5." in page

    document = definitions.document(2023)
    document["indicators"].append(NAMED)
    year.definition = services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    year.save()
    assert missed(run := drafted(cast, year)) == [4, 0, 0]
    assert "19" in [one.indicator for one in queries.elements_of(run, [cast.lea.pk])[cast.lea.pk]]


DATA = {"source": "Fall 1", "data_year": "2022-23", "as_of": "2022-12-16", "approved_by": "LEA and SELPA"}


def test_each_element_says_which_data_it_is_about(
    cast: Cast, signed_in: Callable[[Person], Client], tmp_path: Path
) -> None:
    year = world.publish_2023(cast)
    document = definitions.document(2023) | {"snapshot": [DATA]}
    next(one for one in document["indicators"] if one["code"] == "5A")["data_source"] = "Fall 1"
    year.definition = services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
    year.save()
    run = drafted(cast, year)
    finalise(run=run, by=cast.administrator, at=NOON)
    said = "2022-23, as of December 16, 2022, approved by the LEA and SELPA"
    page = " ".join(signed_in(cast.administrator).get("/leas/0161119/2023/why/").content.decode().split())
    assert page.count(said) == 1
    assert "not set by the state yet" in page  # of the others
    explained = cast_("list[dict[str, Any]]", determining.explain(lea_code="0161119", year=2023)["elements"])
    elements = {one["indicator"]: one for one in explained}
    assert [elements["5A"][name] for name in ("data_year", "as_of", "approved_by")] == [
        "2022-23",
        "2022-12-16",
        "LEA and SELPA",
    ]
    assert "data_year" not in elements["4A"]
    call_command("export", "elements", year=2023, format="json", out=tmp_path / "elements.json")
    page_of_file = json.loads(signed_in(cast.administrator).get("/leas/0161119/2023/why/?as=json").content)
    rows = json.loads((tmp_path / "elements.json").read_text())
    assert [row for row in rows if row["lea_code"] == "0161119"] == page_of_file
    exported = {row["indicator"]: row for row in page_of_file}
    assert [exported["5A"][name] for name in ("data_year", "data_as_of", "data_approved_by")] == [
        "2022-23",
        "2022-12-16",
        "LEA and SELPA",
    ]
    assert exported["4A"]["data_as_of"] is None
    letter = issuing.draft(year=run.year, lea_codes=[cast.lea.code], by=cast.administrator, at=NOON)[0]
    assert said in " ".join(pdfs.text_of(drawing.draw(letter.context)).split())


def test_a_source_of_data_that_the_year_does_not_have_is_refused(cast: Cast) -> None:
    document = definitions.document(2023)
    document["indicators"][0]["data_source"] = "Fall 9"
    with pytest.raises(DefinitionRefused, match="no source Fall 9"):
        services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
