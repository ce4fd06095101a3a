"""What the API gives everyone, and what it answers to what cannot be asked."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from determinations.letters.models import Letter
from determinations.levels import determining
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.resources.models import Resource
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise


def got(address: str, status: int = 200, **headers: str) -> Any:  # as JSON holds it
    answer = Client().get(f"/api/{address}", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (status, "application/json"), address
    return json.loads(answer.content)


def test_it_describes_itself(issued_2023: dict[str, Plan]) -> None:
    described = got("openapi.json")
    assert described["openapi"] == "3.1.0"
    assert {"/api/levels", "/api/my/levels/{lea}/{year}"} <= set(described["paths"])
    assert described["paths"]["/api/me"]["get"]["security"]
    page = Client().get("/api/")
    assert page.status_code == 200
    for path in described["paths"]:
        assert f"<code>{path}</code>" in page.content.decode()
    assert "inline" not in page.headers["Content-Security-Policy"]


def test_published_levels_with_their_filters(issued_2023: dict[str, Plan]) -> None:
    assert got("years")[0]["year"] == 2023
    found = got("levels?year=2023")
    assert [(row["lea_code"], row["level"]) for row in found["items"]] == [
        ("0161119", "T2"),
        ("0161127", "T3"),
        ("1030642", "I3"),
    ]
    assert (found["count"], found["next"], found["previous"]) == (3, None, None)
    assert found["items"][0]["issued_on"] == "2023-03-20"
    for words, codes in (
        ("county=10", ["1030642"]),
        ("selpa=0199", ["0161119", "0161127"]),
        ("lea=0161127", ["0161127"]),
        ("level=T3", ["0161127"]),
        ("level=none", []),
        ("q=cedar", ["1030642"]),
    ):
        assert [row["lea_code"] for row in got(f"levels?year=2023&{words}")["items"]] == codes


def test_pages_lead_from_one_to_the_next(issued_2023: dict[str, Plan]) -> None:
    seen, address = [], "/api/levels?year=2023&limit=2"
    while address:
        found = got(address.partition("/api/")[2])
        seen += [row["lea_code"] for row in found["items"]]
        address = found["next"]
    assert seen == ["0161119", "0161127", "1030642"]
    assert found["previous"].endswith("/api/levels?year=2023&limit=2&page=1")
    assert got("levels?year=2023&page=9", 404)["detail"] == "There is no page 9; the last is 1."


def test_nothing_is_public_before_a_letter_is_issued(determined_2023: Run) -> None:
    assert got("years") == []
    for table in ("levels", "leas", "indicators"):
        assert "nothing at this address" in got(f"{table}?year=2023", 404)["detail"]


def test_the_directory_of_a_year(issued_2023: dict[str, Plan]) -> None:
    row = got("leas?year=2023&lea=1030642")["items"][0]
    assert (row["cds_code"], row["selpa"], row["lea_type"], row["students_with_disabilities"]) == (
        "10000001030642",
        "Valley SELPA",
        "charter",
        150,
    )


def test_indicators_hide_few_students_and_whether_they_met_the_target(cast: Cast) -> None:
    small = world.INDICATORS.replace("0161127,5A,130,210,61.90%", "0161127,5A,9,15,60.00%")
    year = world.open_2023(cast)
    for format, text in (("leas", world.LEAS), ("indicators", small), ("ranks", world.RANKS)):
        world.publish(year, format, text, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    world.issue(finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator)
    of_lea = {row["lea_code"]: {one["indicator"]: one for one in row["indicators"]} for row in _indicators()}
    hidden = of_lea["0161127"]["5A"]
    assert (hidden["numerator"], hidden["rate"], hidden["rate_text"], hidden["target_met"]) == (
        None,
        None,
        "hidden",
        None,
    )
    assert (of_lea["0161119"]["5A"]["numerator"], of_lea["0161119"]["5A"]["target_met"]) == (276, "No")
    assert of_lea["0161119"]["4A"]["rate_text"] == "NC"
    assert got("indicators?year=2023&lea=0161119&indicator=1")["items"][0]["indicators"][0]["rate"] == 76.47


def _indicators() -> Any:  # as JSON holds it
    return got("indicators?year=2023")["items"]


def test_an_lea_whose_letter_is_not_issued_has_no_public_indicators(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    Letter.objects.filter(lea=cast.other).update(status="corrected")
    assert [row["lea_code"] for row in _indicators()] == ["0161119", "0161127"]


def test_resources_without_those_that_were_withdrawn(cast: Cast) -> None:
    for title, level, withdrawn in (("A", "T2", None), ("B", "", None), ("C", "T3", None), ("D", "T2", NOON)):
        Resource.objects.create(
            title=title, level=level, link="https://example.org", changed_at=NOON, withdrawn_at=withdrawn
        )
    assert [row["title"] for row in got("resources?level=T2")["items"]] == ["A", "B"]
    assert got("resources?limit=1")["count"] == 3


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("levels", 422, "year"),
        ("levels?year=twenty", 422, "“year” cannot be used"),
        ("levels?year=2023&limit=5000", 422, "limit"),
        ("levels?year=2023&lea=123", 422, "lea"),
        ("levels?year=1999", 404, "nothing at this address"),
        ("levels/", 404, "no such address"),
        ("nothing/here", 404, "no such address"),
        ("levels%00?year=2023", 404, "no such address"),
        ("me", 401, "personal token"),
        ("my/levels", 401, "personal token"),
        ("my/levels/0161119/2023", 401, "personal token"),
    ],
)
def test_every_refusal_is_json_with_a_sentence(
    issued_2023: dict[str, Plan], address: str, status: int, says: str
) -> None:
    assert says in got(address, status)["detail"]


def test_the_api_only_reads(issued_2023: dict[str, Plan]) -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/levels?year=2023")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert json.loads(answer.content)["detail"]
    assert Client().head("/api/levels?year=2023").status_code == 200


def test_a_body_that_is_too_large_is_refused_in_json(db: None) -> None:
    answer = Client().generic("GET", "/api/years", b"x" * 100_000)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/json")
    assert "the limit is 64.0" in json.loads(answer.content)["detail"]


@override_settings(API_LIMITS={"token": "600/m", "from": "2/m"})
def test_who_asks_too_often_is_told_when_to_ask_again(issued_2023: dict[str, Plan]) -> None:
    cache.clear()
    for _ in range(2):
        got("years")
    answer = Client().get("/api/years")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Retry-After"] in json.loads(answer.content)["detail"]
    assert Client().get("/api/me", headers={"Authorization": "Bearer cim_guessed"}).status_code == 429
