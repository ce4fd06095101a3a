"""Before a run is final: what looks wrong, with its count and its list, and accepting what stays."""

import io
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.levels import determining, doubts, rules
from determinations.runs.models import Run
from monitoring.definition import services
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, open_like_2023, publish_many

SignIn = Callable[[Person], Client]
HERE, FINAL = "/years/2023/runs/1/before-final/", "/years/2023/runs/1/final/"
CONTRADICTED = world.INDICATORS.replace("76.47%,>90.0%,No", "76.47%,>90.0%,Yes")


def found(run: Run) -> dict[str, list[tuple[str, str]]]:
    return {one.name: [(line.code, line.words) for line in one.lines] for one in doubts.of_run(run)}


def test_facts_that_are_missing_for_many_leas_are_counted(cast: Cast, published_2023: Year) -> None:
    lines = dict(found(drafted(cast, published_2023))["missing_facts"])
    assert lines["lre_rank"] == "missing for 2 of 3 LEAs"


def test_each_disagreement_of_stated_and_computed_is_listed(cast: Cast, published_2023: Year) -> None:
    world.publish(published_2023, "indicators", CONTRADICTED, by=cast.administrator)
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,0161127,I1\n", by=cast.administrator)
    lines = found(drafted(cast, published_2023))["disagreeing"]
    assert lines == [
        ("0161119", "1: the file states Yes, the rate is 76.47%"),
        ("0161127", "the state decided Intensive Level 1, the rules give Targeted Level 3"),
    ]


def test_levels_that_jump_against_the_year_before_are_listed(cast: Cast, determined_2023: Run) -> None:
    year = open_like_2023(cast, 2024)
    ranks = world.RANKS.replace("2023", "2024").replace("intensive,55.5", "intensive,1")
    world.publish(year, "ranks", ranks, by=cast.administrator)
    lines = found(drafted(cast, year))["jumps"]
    assert lines == [("0161119", "from Targeted Level 2 in 2023 to Intensive Level 3")]


def test_elements_without_a_target_are_listed(cast: Cast, published_2023: Year) -> None:
    rows = world.INDICATORS + "2023,0161119,14A,10,20,50%,,\n"
    world.publish(published_2023, "indicators", rows, by=cast.administrator)
    lines = dict(found(drafted(cast, published_2023)).get("without_target", []))
    assert lines.get("14A") == "a rate of 1 LEA, and nothing says whether it was met"


def test_an_element_under_two_names_counts_once_and_is_listed(cast: Cast, published_2023: Year) -> None:
    rows = world.INDICATORS + "2023,0161119,Time in class,276,640,43.13%,>=60.0%,No\n"
    world.publish(published_2023, "indicators", rows, by=cast.administrator)
    text = definitions.text(2023).replace(
        "aliases: [5a regular class >80%,", "aliases: [Time in class, 5a regular class >80%,"
    )
    version = services.load_definition(text=text, by=cast.administrator, at=NOON)
    run = determining.determine(year=published_2023, version=version, by=cast.administrator, at=NOON)
    assert found(run)["twice"] == [("0161119", "5A has 2 rows")]
    asked = rules.described(run.results.get(lea__code="0161119").explanation)
    missed = [fact["value"] for rule in asked for fact in rule["facts"] if fact["name"] == "missed_elements"]
    assert missed[0] == 3  # 1, 3A-ELA and 5A


def test_final_asks_for_each_that_stays_by_its_count(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    world.publish(published_2023, "indicators", CONTRADICTED, by=cast.administrator)
    run = drafted(cast, published_2023)
    browser, counts = signed_in(cast.administrator), doubts.counts(run)
    assert set(counts) == {"missing_facts", "disagreeing"}
    page = browser.get(HERE, {"kind": "disagreeing"}).content.decode()
    assert "1: the file states Yes, the rate is 76.47%" in page
    rows = json.loads(browser.get(HERE, {"kind": "disagreeing", "as": "json"}).content)
    assert (len(rows), rows[0]["code"], rows[0]["doubt"]) == (counts["disagreeing"], "0161119", "disagreeing")
    assert "as=csv" in page
    every = {f"accept_{name}": str(count) for name, count in counts.items()}
    for posted in ({}, {"accept_disagreeing": every["accept_disagreeing"]}, {**every, "accept_disagreeing": "7"}):
        refused = browser.post(FINAL, posted)
        assert refused.status_code == 409
        assert "not accepted" in refused.content.decode()
        assert Run.objects.get().status == "draft"
    assert browser.post(FINAL, every).status_code == 302
    ledger = " ".join(browser.get("/ledger/").content.decode().split())
    assert "accepted what looks wrong about run 1 of 2023" in ledger
    missing, disagreeing = counts["missing_facts"], counts["disagreeing"]
    assert f"many LEAs: {missing}; Stated and computed answers that disagree: {disagreeing}" in ledger
    assert Run.objects.get().status == "final"
    assert browser.post(FINAL, every).status_code == 409  # a second time
    assert "no draft any more" in browser.get(HERE).content.decode()


def test_who_accepts_in_the_service_is_asked_too(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    run = drafted(cast, published_2023)
    with pytest.raises(doubts.Doubtful, match="Facts that are missing for many LEAs"):
        determining.finalise(run=run, by=cast.administrator, at=NOON)
    page = signed_in(cast.monitor).get(HERE).content.decode()
    assert "Facts that are missing for many LEAs" in page
    assert "Make final</button>" not in page


def test_the_command_names_what_looks_wrong_and_accepts_it(cast: Cast, published_2023: Year) -> None:
    said = io.StringIO()
    call_command("determine", year=2023, final=True, stdout=io.StringIO(), stderr=said)
    assert said.getvalue() == "Accepted: Facts that are missing for many LEAs (4).\n"
    assert Run.objects.get().status == "final"
    call_command("determine", year=2023, final=True, stdout=io.StringIO(), stderr=(again := io.StringIO()))
    assert again.getvalue() == ""  # it is final already


def test_what_looks_wrong_is_found_with_as_many_queries_however_many_leas(cast: Cast, opened_2023: Year) -> None:
    counted = []
    for many in (3, 30):
        publish_many(cast, opened_2023, many)
        run = drafted(cast, opened_2023)
        with CaptureQueriesContext(connection) as asked:
            doubts.of_run(run)
        counted.append(len(asked))
    assert counted[0] == counted[1]
