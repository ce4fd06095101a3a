"""Ratios from published counts: the published vectors, the boundaries, years in a row, and what levels follow."""

import io
import json
import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cim_portal.lib import suppression
from determinations.levels import determining
from determinations.ratios.categories import GROUPS
from determinations.uploads.models import DisproportionalityCount
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise

HEADER = "year,lea_code,category,group,outcome,base\n"
ALDER, BIRCH, CEDAR = "0161119", "0161127", "1030642"
DEFINITION = Path("fixtures/definitions/2023.yaml").read_text()
Row = tuple[str, int, str, int, int]  # LEA, category, group, outcome, base


def publish(cast: Cast, year: Year, rows: Iterable[Row]) -> None:
    lines = "".join(",".join(map(str, (year.year, *row))) + "\n" for row in rows)
    world.publish(year, "disproportionality", HEADER + lines, by=cast.administrator)


def told(year: int = 2023, *words: str) -> dict[tuple[str, int, str], dict[str, Any]]:
    """Return the cells that the command prints, by LEA, category and group."""
    out = io.StringIO()
    call_command("disproportionality", "--year", str(year), "--json", *words, stdout=out)
    document = json.loads(out.getvalue())
    assert document["year"] == year
    return {(cell["lea_code"], cell["category"], cell["group"]): cell for cell in document["cells"]}


def published_2023(cast: Cast, definition: str = DEFINITION) -> Year:
    """Open 2023 under a definition and publish its directory."""
    definition_services.load_definition(text=definition, by=cast.administrator, at=NOON)
    year = years_services.open_year(year=2023, by=cast.administrator, at=NOON)
    world.publish(year, "leas", world.LEAS, by=cast.administrator)
    return year


RR, ARR, NONE = "risk_ratio", "alternate_risk_ratio", "not_calculated"
# (own, the LEA's others, the state's others) → (ratio, kind, exceeds), at threshold 3, cell 10, n 20, “or”
VECTORS = [
    ((18, 120), (44, 880), None, "3", RR, False),
    ((44, 880), (18, 120), None, "1/3", RR, False),
    ((18, 120), (1, 8), (5000, 100000), "3", ARR, False),
    ((30, 150), (44, 850), None, "85/22", RR, True),  # 3.863636
    ((5, 100), (0, 100), None, None, NONE, False),
    ((0, 100), (5, 100), None, None, NONE, False),
    ((20, 100), (54, 900), None, "10/3", RR, True),
    ((20, 100), (60, 900), None, "3", RR, False),
    ((9, 100), (30, 1000), None, None, NONE, False),
    ((12, 40), (3, 15), (9000, 100000), "10/3", ARR, True),
    ((10, 19), (30, 1000), None, None, NONE, False),
    ((11, 20), (22, 120), None, "3", RR, False),
    ((13, 31), (13, 93), None, "3", RR, False),
    ((10, 20), (9, 20), (5000, 100000), "10", ARR, True),
    ((10, 20), (10, 20), None, "1", RR, False),
    ((60, 100), (20, 100), None, "3", RR, False),
    ((61, 100), (20, 100), None, "61/20", RR, True),
]


@pytest.mark.parametrize(("own", "others", "state", "ratio", "kind", "exceeds"), VECTORS)
def test_each_published_vector_and_boundary_is_exact(
    cast: Cast,
    own: tuple[int, int],
    others: tuple[int, int],
    state: tuple[int, int] | None,
    ratio: str | None,
    kind: str,
    exceeds: bool,
) -> None:
    rows: list[Row] = [(ALDER, 3, "HI", *own), (ALDER, 3, "WH", *others)]
    if state:  # what the other LEA adds, so that the state's others are just that
        rows.append((BIRCH, 3, "WH", state[0] - others[0], state[1] - others[1]))
    publish(cast, published_2023(cast), rows)
    cell = told()[ALDER, 3, "HI"]
    assert (cell["ratio"], cell["kind"], cell["exceeds"]) == (ratio, kind, exceeds)
    assert (cell["outcome"], cell["base"]) == own
    assert bool(cell["reason"]) is (kind == NONE)
    if kind != NONE:
        assert (cell["comparison_outcome"], cell["comparison_base"]) == (state or others)
    assert cell["years"] == int(exceeds)


def test_under_and_a_group_is_too_small_only_where_both_are(cast: Cast) -> None:
    year = published_2023(cast, DEFINITION.replace("combine: or", "combine: and"))
    publish(cast, year, [(ALDER, 3, "HI", 10, 19), (ALDER, 3, "WH", 30, 1000), (BIRCH, 3, "HI", 9, 19)])
    cells = told()
    assert cells[ALDER, 3, "HI"]["ratio"] == str(Fraction(10, 19) / Fraction(30, 1000))
    assert cells[BIRCH, 3, "HI"]["kind"] == NONE


def test_a_category_may_have_its_own_threshold(cast: Cast) -> None:
    own = DEFINITION.replace("  threshold: '3'\n", "  threshold: '3'\n  thresholds: {9: '4', 10: '5/2', 11: '5/2'}\n")
    outcomes = {8: 35, 9: 35, 10: 35, 11: 22}
    rows: list[Row] = [
        (ALDER, c, g, *n) for c, students in outcomes.items() for g, n in (("HI", (students, 100)), ("WH", (100, 1000)))
    ]
    publish(cast, published_2023(cast, own), rows)
    assert [told()[ALDER, c, "HI"]["exceeds"] for c in outcomes] == [True, False, True, False]


def test_filipino_students_are_counted_as_asian(cast: Cast) -> None:
    publish(
        cast,
        published_2023(cast),
        [(ALDER, 1, "FI", 7, 40), (ALDER, 1, "AS", 13, 60), (ALDER, 1, "WH", 54, 900)],
    )
    cell = told()[ALDER, 1, "AS"]
    assert (cell["outcome"], cell["base"], cell["ratio"], cell["exceeds"]) == (20, 100, "10/3", True)
    assert (ALDER, 1, "FI") not in told()
    assert DisproportionalityCount.objects.get(group="AS").row == 2


def test_numbers_beyond_any_school_stay_exact(cast: Cast) -> None:
    most = 2**31 - 1
    publish(
        cast,
        published_2023(cast),
        [(ALDER, 1, "HI", most - 1, most), (ALDER, 1, "WH", most // 3, most), (BIRCH, 14, "HI", most, most)],
    )
    assert told()[ALDER, 1, "HI"]["ratio"] == str(Fraction(most - 1, most) / Fraction(most // 3, most))


def test_one_lea_is_the_same_as_in_the_whole_state(cast: Cast) -> None:
    publish(
        cast,
        published_2023(cast),
        [(code, c, g, 10 + n, 40) for n, code in enumerate((ALDER, BIRCH)) for c in (1, 14) for g in GROUPS],
    )
    whole, alone = told(), told(2023, "--lea", BIRCH)
    assert alone == {key: cell for key, cell in whole.items() if key[0] == BIRCH}
    assert len(alone) == 14


def test_a_year_without_counts_ends_with_one_and_a_wrong_lea_with_two(cast: Cast) -> None:
    published_2023(cast)
    with pytest.raises(SystemExit) as ended:
        call_command("disproportionality", year=2023, stderr=io.StringIO())
    assert ended.value.code == 1
    for words in (["--year", "1999"], ["--year", "2023", "--lea", "9999999"]):
        with pytest.raises(CommandError) as refused:
            call_command("disproportionality", *words)
        assert refused.value.returncode == 2


def test_the_export_has_each_cell(cast: Cast, tmp_path: Path) -> None:
    publish(cast, published_2023(cast), [(ALDER, 3, "HI", 20, 100), (ALDER, 3, "WH", 54, 900)])
    file = tmp_path / "cells.json"
    call_command("export", "disproportionality", year=2023, format="json", out=file, stderr=io.StringIO())
    first, second = json.loads(file.read_text())
    assert (first["group"], first["ratio"], first["exceeds"], first["years"]) == ("HI", "10/3", True, 1)
    assert (second["group"], second["ratio"], second["exceeds"]) == ("WH", "3/10", False)


# ── years in a row ────────────────────────────────────────────────────────────────────────────────────────────────

OVER, UNDER = (20, 100), (10, 100)
OTHERS = ("WH", 54, 900)


def three_years(cast: Cast, hispanic: dict[int, tuple[int, int]], *, progress: bool = False) -> dict[int, Year]:
    """Publish counts of Alder for years of the same definition; each has the cell of Hispanic students in category 3."""
    opened = {}
    for number, own in sorted(hispanic.items()):
        text = DEFINITION.replace("year: 2023", f"year: {number}")
        if progress:
            text = text.replace("  years: 3\n", "  years: 3\n  reasonable_progress: true\n")
        definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
        opened[number] = years_services.open_year(year=number, by=cast.administrator, at=NOON)
        world.publish(opened[number], "leas", world.LEAS, by=cast.administrator)
        publish(cast, opened[number], [(ALDER, 3, "HI", *own), (ALDER, 3, *OTHERS)])
    return opened


def facts_of(year: Year) -> dict[str, tuple[object, str]]:
    """Return the value and source of each fact that the rules asked for of Alder."""
    out = io.StringIO()
    call_command("determine", year=year.year, stdout=io.StringIO())
    call_command("explain", ALDER, year=year.year, json=True, stdout=out)
    return {f["name"]: (f["value"], f["source"]) for rule in json.loads(out.getvalue())["rules"] for f in rule["facts"]}


def test_three_years_in_a_row_are_significant_and_give_the_level(cast: Cast) -> None:
    opened = three_years(cast, {2021: OVER, 2022: OVER, 2023: OVER})
    assert [told(year)[ALDER, 3, "HI"]["years"] for year in (2021, 2022, 2023)] == [1, 2, 3]
    value, source = facts_of(opened[2023])["significantly_disproportionate"]
    assert value is True
    assert "disproportionality.csv, counts of 2021 to 2023" in source
    assert "Hispanic or Latino, category 3, risk ratio 3.33, threshold 3, row 2" in source
    assert determining.explain(lea_code=ALDER, year=2023)["level"] == "SD"


def test_two_years_in_a_row_are_targeted_and_not_significant(cast: Cast) -> None:
    opened = three_years(cast, {2022: OVER, 2023: OVER})
    facts = facts_of(opened[2023])
    assert (facts["significantly_disproportionate"][0], facts["disproportionate_years"][0]) == (False, 2)
    assert determining.explain(lea_code=ALDER, year=2023)["level"] == "T3"


def test_a_break_begins_the_count_anew(cast: Cast) -> None:
    three_years(cast, {2021: OVER, 2022: UNDER, 2023: OVER})
    assert told()[ALDER, 3, "HI"]["years"] == 1


def test_a_break_counts_also_where_another_cell_has_none(cast: Cast) -> None:
    opened = three_years(cast, {2021: OVER, 2022: OVER, 2023: OVER})
    for number, own in ((2021, OVER), (2022, UNDER), (2023, OVER)):
        rows: list[Row] = [(ALDER, c, *OTHERS) for c in (3, 4)]
        publish(cast, opened[number], [(ALDER, 3, "HI", *OVER), (ALDER, 4, "HI", *own), *rows])
    assert [told()[ALDER, category, "HI"]["years"] for category in (3, 4)] == [3, 1]


def test_a_year_that_is_not_there_is_a_break(cast: Cast) -> None:
    three_years(cast, {2020: OVER, 2021: OVER, 2023: OVER})
    assert told()[ALDER, 3, "HI"]["years"] == 1


def test_another_group_does_not_carry_the_years_on(cast: Cast) -> None:
    opened = three_years(cast, {2021: OVER, 2022: OVER})
    definition_services.load_definition(text=DEFINITION, by=cast.administrator, at=NOON)
    opened[2023] = years_services.open_year(year=2023, by=cast.administrator, at=NOON)
    publish(
        cast, opened[2023], [(ALDER, 3, "AA", *OVER), (ALDER, 4, "HI", *OVER), (ALDER, 3, *OTHERS), (ALDER, 4, *OTHERS)]
    )
    assert {cell["years"] for cell in told().values() if cell["exceeds"]} == {1}


@pytest.mark.parametrize(
    ("counts", "progress", "significant"),
    [
        ({2021: (26, 100), 2022: (23, 100), 2023: (20, 100)}, True, False),  # lowered in each of the two years
        ({2021: (26, 100), 2022: (23, 100), 2023: (20, 100)}, False, True),  # the state does not use the option
        ({2021: (26, 100), 2022: (20, 100), 2023: (20, 100)}, True, True),  # not lowered in the last
        ({2021: (20, 100), 2022: (26, 100), 2023: (23, 100)}, True, True),  # not lowered in the first
    ],
)
def test_reasonable_progress_excuses_only_where_it_is_set(
    cast: Cast, counts: dict[int, tuple[int, int]], progress: bool, significant: bool
) -> None:
    opened = three_years(cast, counts, progress=progress)
    assert facts_of(opened[2023])["significantly_disproportionate"][0] is significant


def test_an_earlier_year_counts_under_its_own_definition(cast: Cast) -> None:
    opened = three_years(cast, {2021: OVER, 2022: OVER, 2023: OVER})
    text = DEFINITION.replace("year: 2023", "year: 2022").replace("  threshold: '3'", "  threshold: '4'")
    version = definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    before = told()[ALDER, 3, "HI"]["years"]
    years_services.use_definition(year=opened[2022], version=version, by=cast.administrator, at=NOON)
    assert (before, told()[ALDER, 3, "HI"]["years"]) == (3, 1)


def test_without_counts_the_facts_are_missing_and_nothing_is_claimed(cast: Cast) -> None:
    year = published_2023(cast)
    publish(cast, year, [(BIRCH, 3, "HI", *OVER), (BIRCH, 3, *OTHERS)])
    assert facts_of(year)["disproportionate_years"] == (None, "missing")


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────

SMALL: list[Row] = [
    (ALDER, 3, "HI", 18, 120),
    (ALDER, 3, "AS", 7, 90),
    (ALDER, 3, "AA", 13, 60),
    (ALDER, 3, "WH", 44, 880),
]


def page(client: Client, person: Person) -> str:
    client.force_login(person)
    response = client.get(f"/leas/{ALDER}/2023/disproportionality/")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def final_2023(cast: Cast, rows: Iterable[Row]) -> None:
    year = published_2023(cast)
    publish(cast, year, rows)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    world.issue(
        finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator
    )  # an LEA reads it from then on


def test_the_page_writes_out_the_arithmetic_of_each_cell(client: Client, cast: Cast) -> None:
    final_2023(cast, SMALL)
    text = page(client, cast.editor)
    assert "(18 × 1,030) ÷ (120 × 64) = 18,540 ÷ 7,680 = 309/128 (about 2.41)" in text
    assert "(13 × 1,090) ÷ (60 × 69) = 14,170 ÷ 4,140 = 1,417/414 (about 3.42)" in text
    assert "1 of 4 cells exceeds the threshold of its category" in text
    assert "Black or African American , specific learning disability" in text
    assert "7 of 90" in text
    assert "assumed, and not confirmed" in text


def test_small_numbers_and_what_gives_them_away_are_hidden_from_a_ta_provider(client: Client, cast: Cast) -> None:
    final_2023(cast, SMALL)
    text = page(client, cast.ta_provider)
    assert "hidden from you" in text
    assert "hidden of 90" in text  # the small one
    assert "hidden of 60" in text  # the next smallest, because the total is known
    assert "18 of 120" in text
    for given_away in ("7 of 90", "13 of 60", "75 of 1,060", "69 of 1,090", "3.42", "1,417/414"):
        assert given_away not in text


def test_the_page_shows_what_the_run_read_and_not_what_was_published_since(client: Client, cast: Cast) -> None:
    final_2023(cast, SMALL)
    publish(cast, Year.objects.get(), [(ALDER, 3, "HI", 1, 120), (ALDER, 3, "WH", 44, 880)])
    assert "18 of 120" in page(client, cast.editor)


def test_without_counts_there_is_no_page(client: Client, cast: Cast) -> None:
    final_2023(cast, [(BIRCH, 3, "HI", 18, 120)])
    client.force_login(cast.editor)
    assert client.get(f"/leas/{ALDER}/2023/disproportionality/").status_code == 404
    assert b"cell by cell" not in client.get(f"/leas/{ALDER}/2023/why/").content


@given(st.lists(st.integers(0, 40), min_size=1, max_size=7))
def test_what_is_hidden_cannot_be_worked_out_from_the_total(counts: list[int]) -> None:
    hidden = suppression.hidden(counts)
    assert all(at in hidden for at, count in enumerate(counts) if count < 11)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts[at] for at in hidden) >= 11
    if all(count >= 11 for count in counts):
        assert not hidden


def test_under_and_others_without_an_outcome_are_too_few_and_the_state_s_are_asked(cast: Cast) -> None:
    year = published_2023(cast, DEFINITION.replace("combine: or", "combine: and"))
    rows: list[Row] = [(ALDER, 3, "HI", 20, 100), (ALDER, 3, "WH", 0, 900), (BIRCH, 3, "WH", 40, 1100)]
    publish(cast, year, [*rows, (ALDER, 4, "HI", 20, 100), (ALDER, 4, "WH", 0, 900)])
    cells = told()
    cell = cells[ALDER, 3, "HI"]
    assert (cell["kind"], cell["ratio"], cell["exceeds"]) == (ARR, "10", True)
    assert (cell["comparison_outcome"], cell["comparison_base"]) == (40, 2000)
    nowhere = cells[ALDER, 4, "HI"]  # no one in the state has the outcome
    assert (nowhere["kind"], nowhere["ratio"], nowhere["exceeds"]) == (NONE, None, False)
    assert "none has the outcome" in nowhere["reason"]


def test_a_group_that_is_too_small_is_shown_next_to_the_others_of_its_lea(cast: Cast) -> None:
    rows: list[Row] = [(ALDER, 3, "HI", 9, 100), (ALDER, 3, "WH", 30, 1000), (BIRCH, 3, "WH", 500, 5000)]
    publish(cast, published_2023(cast), rows)
    cell = told()[ALDER, 3, "HI"]
    assert (cell["kind"], cell["comparison_outcome"], cell["comparison_base"]) == (NONE, 30, 1000)


def test_the_years_of_an_lea_are_its_own_where_another_was_not_there_before(cast: Cast) -> None:
    opened = three_years(cast, {2022: OVER, 2023: UNDER})
    others: list[Row] = [(code, 3, *OTHERS) for code in (ALDER, BIRCH, CEDAR)]
    publish(cast, opened[2022], [(BIRCH, 3, "HI", *OVER), (CEDAR, 3, "HI", *UNDER), *others[1:]])
    publish(cast, opened[2023], [(code, 3, "HI", *OVER) for code in (ALDER, BIRCH, CEDAR)] + others)
    assert [told()[code, 3, "HI"]["years"] for code in (ALDER, BIRCH, CEDAR)] == [1, 2, 1]


def test_one_lea_is_held_against_the_state_of_each_year_alone(cast: Cast) -> None:
    opened = three_years(cast, {2022: OVER, 2023: OVER})
    for number, state in ((2022, (40, 1000)), (2023, (30, 3000))):
        few: list[Row] = [(ALDER, 3, "HI", 20, 100), (ALDER, 3, "WH", 1, 8), (BIRCH, 3, "WH", *state)]
        publish(cast, opened[number], few)
    whole, alone = told(), told(2023, "--lea", ALDER)
    assert alone[ALDER, 3, "HI"] == whole[ALDER, 3, "HI"]
    assert alone[ALDER, 3, "HI"]["kind"] == ARR
