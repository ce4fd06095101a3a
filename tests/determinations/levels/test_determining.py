"""Levels from published data: the same bytes twice, official next to computed, drafts and finals, what if, and why."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from determinations.letters import issuing
from determinations.letters import queries as letters_queries
from determinations.levels import determining, facts, gathering, rules, tables
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan
from monitoring.definition import services
from monitoring.ledger import ledger
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted, open_like_2023
from tests.final import finalise

LATER = NOON + timedelta(hours=1)
DEFINITION = Path("fixtures/definitions/2023.yaml").read_text()
STRICTER = DEFINITION.replace("{fact: missed_elements, at_least: 3}", "{fact: missed_elements, at_least: 4}")


def level_of(run: Run) -> object:
    """Return the level of Alder in the document of a run."""
    levels = determining.document(run)["levels"]
    assert isinstance(levels, dict)
    return levels["0161119"]["level"]


def say(command: str, *words: str) -> Any:
    out = io.StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue())


# ── every level, against a plain second implementation ────────────────────────────────────────────────────────────


RANKS = st.none() | st.sampled_from([Decimal(n) for n in ("0", "3.99", "4", "7.99", "8", "10", "10.01", "20", "20.01")])
RANKS |= st.decimals(min_value=0, max_value=100, places=2)
KNOWN = st.fixed_dictionaries(
    {
        "significantly_disproportionate": st.none() | st.booleans(),
        "disproportionate_years": st.none() | st.integers(0, 3),
        "swd_count": st.none() | st.sampled_from([0, 99, 100, 101]) | st.integers(0, 5000),
        "intensive_rank": RANKS,
        "preschool_rank": RANKS,
        "lre_rank": RANKS,
        "elements": st.lists(st.sampled_from(["Yes", "No", "NA", ""]), max_size=8),
    }
)


def gathered(known: dict[str, Any]) -> dict[str, facts.Fact]:
    """Count the elements that are stated as missed, and leave out what is not known."""
    told = {n: facts.Fact(n, v, "a test") for n, v in known.items() if n != "elements" and v is not None}
    if any(known["elements"]):  # where no file states anything, how many were missed is not known
        told["missed_elements"] = facts.Fact("missed_elements", known["elements"].count("No"), "a test")
    return told


def first_of_both_years(known: dict[str, Any]) -> str | None:
    """What 2022 and 2023 have in common: significant disproportionality, small LEAs, and the intensive bands."""
    rank = known["intensive_rank"]
    if known["significantly_disproportionate"] is True:
        return "SD"
    if known["swd_count"] is not None and known["swd_count"] <= 100:
        return "SL"
    if rank is not None and rank <= 10:
        return "I3" if rank < 4 else "I2" if rank < 8 else "I1"
    return None


def of_2023(known: dict[str, Any]) -> str | None:
    """What the state published of 2023, in plain words."""
    if first := first_of_both_years(known):
        return first
    years_in_a_row, lre = known["disproportionate_years"], known["lre_rank"]
    if years_in_a_row is not None and years_in_a_row >= 2:
        return "T3"
    for rank in (known["intensive_rank"], known["preschool_rank"]):
        if rank is not None and 10 < rank <= 20:
            return "T3"
    if lre is not None and lre <= 10:
        return "T3"
    missed = known["elements"].count("No")
    return "T2" if missed >= 3 else "T1" if missed else None


def of_2022(known: dict[str, Any]) -> str | None:
    """What the state published of 2022: no Targeted 1, and Targeted 2 and 3 are years of disproportionality."""
    if first := first_of_both_years(known):
        return first
    return {1: "T2", 2: "T3", 3: "T3"}.get(known["disproportionate_years"])


@pytest.mark.parametrize(("year", "plainly"), [(2022, of_2022), (2023, of_2023)])
def test_every_level_is_what_the_state_published(year: int, plainly: Callable[[dict[str, Any]], str | None]) -> None:
    declared = rules.of_levels(definitions.read(year))

    @given(KNOWN)
    def agree(known: dict[str, Any]) -> None:
        assert rules.decide(rules=declared, facts=gathered(known)).gives == plainly(known)

    agree()


# ── who is in the year ────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_not_in_the_years_directory_gets_no_level_and_no_letter(cast: Cast, published_2023: Year) -> None:
    without_cedar = "".join(line for line in world.LEAS.splitlines(keepends=True) if "Cedar" not in line)
    world.publish(published_2023, "leas", without_cedar, by=cast.administrator)
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,1030642,T3\n", by=cast.administrator)
    run = finalise(run=drafted(cast, published_2023), by=cast.administrator, at=NOON)
    assert set(run.results.values_list("lea__code", flat=True)) == {"0161119", "0161127"}
    drafts = issuing.draft(year=published_2023, by=cast.administrator, at=NOON)
    assert {letter.lea.code for letter in drafts} == {"0161119", "0161127"}


def test_without_the_years_directory_nothing_is_determined(
    cast: Cast, opened_2023: Year, signed_in: Callable[[Person], Client]
) -> None:
    world.publish(opened_2023, "ranks", world.RANKS, by=cast.administrator)
    with pytest.raises(gathering.NoDirectory, match="No directory of LEAs is published for 2023"):
        drafted(cast, opened_2023)
    refused = signed_in(cast.administrator).post("/years/2023/runs/determine/")
    assert (refused.status_code, Run.objects.count()) == (409, 0)
    assert "No directory of LEAs is published for 2023" in refused.content.decode()
    with pytest.raises(CommandError, match="No directory of LEAs is published for 2023"):
        call_command("determine", year=2023)
    with pytest.raises(CommandError, match="No directory of LEAs is published for 2023"):
        call_command("determine", year=2023, what_if=True)


def test_letters_lists_and_exports_of_a_year_have_the_names_of_that_year(
    cast: Cast, issued_2023: dict[str, Plan]
) -> None:
    later = open_like_2023(cast, 2024)
    renamed = world.LEAS.replace("Alder Unified", "Alder Valley Unified").replace("Bay SELPA", "Bay and Hills SELPA")
    world.publish(later, "leas", renamed, by=cast.administrator)
    alder = Lea.objects.get(code="0161119")
    assert (alder.name, alder.selpa.name) == ("Alder Valley Unified", "Bay and Hills SELPA")
    run = Run.objects.get(status="final")
    columns, rows = tables.levels(runs_queries.results_of(run))
    first = dict(zip(columns, next(rows), strict=True))
    assert (first["lea_name"], first["selpa"]) == ("Alder Unified", "Bay SELPA")
    assert issuing.would_change(year=run.year) == issuing.Changes(0, 0)  # the letters of 2023 say what they said
    assert {letters_queries.letter_line(one).name for one in letters_queries.letters_of(run.year, words="0161119")} == {
        "Alder Unified"
    }
    assert {
        letters_queries.published_level(one).name for one in letters_queries.published_levels(2023, words="0161119")
    } == {"Alder Unified"}


# ── runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_data_and_rules_give_the_same_bytes(published_2023: Year) -> None:
    texts = []
    for _ in range(2):
        out = io.StringIO()
        call_command("determine", year=2023, json=True, stdout=out)
        texts.append(out.getvalue())
    assert texts[0] == texts[1]
    document = json.loads(texts[0])
    assert document["counts"] == {"I3": 1, "T2": 1, "T3": 1}
    assert document["levels"]["0161119"] == {
        "level": "T2",
        "rule": 6,
        "missing": ["preschool_rank", "lre_rank"],
    }
    assert (document["final"], document["year"], len(document["definition_sha256"])) == (False, 2023, 64)
    assert Run.objects.count() == 1


def test_final_says_so_and_is_the_run_that_explain_reads(published_2023: Year) -> None:
    assert say("determine", "--year", "2023", "--final")["final"] is True
    assert say("determine", "--year", "2023", "--final")["final"] is True
    told = say("explain", "1030642", "--year", "2023")
    assert (told["lea_code"], told["year"], told["level"]) == ("1030642", 2023, "I3")
    assert [rule["matched"] for rule in told["rules"]] == [False, False, True]
    assert told["rules"][-1]["facts"] == [
        {"name": "intensive_rank", "value": "2", "source": "ranks.csv, row 4, percent_rank"}
    ]
    assert told["elements"] == [
        {
            "indicator": "5A",
            "rate": 60.0,
            "target": 60.0,
            "operator": ">=",
            "met": "Yes",
            "numerator": 90,
            "denominator": 150,
        }
    ]


def test_what_was_missed_is_named_with_its_numbers_and_rows(determined_2023: Run) -> None:
    (fact,) = say("explain", "0161119", "--year", "2023")["rules"][6]["facts"]
    assert fact["value"] == 3
    assert "1 76.47% against more than 90% (52 of 68, row 2)" in fact["source"]
    assert "4A" not in fact["source"]  # NC, and stated as met


def test_a_rate_that_is_not_calculated_is_explained_as_it_was_read(determined_2023: Run) -> None:
    of_4a = next(e for e in say("explain", "0161119", "--year", "2023")["elements"] if e["indicator"] == "4A")
    assert (of_4a["rate"], of_4a["operator"], of_4a["met"], of_4a["numerator"]) == ("NC", "<", "Yes", None)


@pytest.mark.parametrize("code", ["0161119", "nothing"])
def test_explain_of_nothing_ends_with_one(published_2023: Year, code: str) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("explain", code, year=2023, stderr=io.StringIO())
    assert ended.value.code == 1


def test_the_states_own_decision_counts_and_stands_beside_what_is_computed(cast: Cast, published_2023: Year) -> None:
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,0161119,I1\n", by=cast.administrator)
    run = drafted(cast, published_2023)
    alder = LevelResult.objects.get(run=run, lea=cast.lea)
    assert (alder.level, alder.computed, alder.official) == ("I1", "T2", "I1")
    assert LevelResult.objects.get(run=run, lea=cast.other).official is None
    assert level_of(run) == "I1"


def test_a_decided_level_that_the_definition_lacks_is_refused_in_words(cast: Cast, published_2023: Year) -> None:
    world.publish(published_2023, "levels", "year,lea_code,level\n2023,0161119,T1\n", by=cast.administrator)
    without = re.sub(r"\bT1\b", "T9", DEFINITION)
    version = services.load_definition(text=without, by=cast.administrator, at=LATER)
    with pytest.raises(determining.UndefinedLevel, match="name T1"):
        determining.determine(year=published_2023, version=version, by=cast.administrator, at=LATER)


def test_new_rules_are_a_new_draft_and_a_new_final_supersedes(cast: Cast, determined_2023: Run) -> None:
    version = services.load_definition(text=STRICTER, by=cast.administrator, at=LATER)
    second = determining.determine(year=determined_2023.year, version=version, by=cast.administrator, at=LATER)
    assert (second.number, second.status) == (2, "draft")
    assert LevelResult.objects.get(run=second, lea=cast.lea).level == "T1"
    finalise(run=second, by=cast.administrator, at=LATER)
    assert list(Run.objects.order_by("number").values_list("status", flat=True)) == ["superseded", "final"]
    final = runs_queries.final_run(2023)
    assert final is not None
    assert final.number == 2


def test_new_data_are_a_new_draft(cast: Cast, determined_2023: Run) -> None:
    world.publish(determined_2023.year, "ranks", world.RANKS.replace("55.5", "5.5"), by=cast.administrator)
    assert drafted(cast, determined_2023.year).number == 2
    assert level_of(Run.objects.get(number=2)) == "I2"
    assert level_of(Run.objects.get(number=1)) == "T2"


def test_a_run_is_made_final_once_and_by_an_administrator(cast: Cast, published_2023: Year) -> None:
    run = drafted(cast, published_2023)
    with pytest.raises(ledger.NotYou):
        determining.finalise(run=run, by=cast.monitor, at=LATER)
    finalise(run=run, by=cast.administrator, at=LATER)
    with pytest.raises(ledger.NotNow):
        finalise(run=run, by=cast.administrator, at=LATER)
    with pytest.raises(ledger.NotYou):
        determining.determine(year=run.year, version=run.definition, by=cast.monitor, at=LATER)


def test_what_if_keeps_nothing_and_says_who_moves(determined_2023: Run, tmp_path: Path) -> None:
    file = tmp_path / "stricter.yaml"
    file.write_text(STRICTER)
    told = say("determine", "--year", "2023", "--definition", str(file), "--what-if")
    assert told["moved"] == [{"lea_code": "0161119", "from": "T2", "to": "T1"}]
    assert told["counts"] == {"I3": 1, "T1": 1, "T3": 1}
    assert told["final"] is False
    assert Run.objects.count() == 1
    assert Year.objects.get().definition.number == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--year", "1999"),
        ("--year", "2023", "--what-if", "--final"),
        ("--year", "2023", "--definition", "nowhere.yaml"),
    ],
)
def test_wrong_use_of_determine_is_two(published_2023: Year, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("determine", *words)
    assert refused.value.returncode == 2


def test_the_definition_of_another_year_determines_nothing(published_2023: Year) -> None:
    with pytest.raises(CommandError, match="for 2022, not for 2023") as refused:
        call_command("determine", year=2023, definition=Path("fixtures/definitions/2022.yaml"))
    assert refused.value.returncode == 2
    assert not Run.objects.exists()
