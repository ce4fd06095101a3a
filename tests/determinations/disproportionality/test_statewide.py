"""The cells of all LEAs that a person may see: the map, the list, the files; and the state's counts for everyone."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.levels import determining
from determinations.runs.models import Run
from monitoring.people import services
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.disproportionality.test_cells import (
    ALDER,
    BIRCH,
    CEDAR,
    OVER,
    SMALL,
    Row,
    publish,
    three_years,
)
from tests.final import finalise
from tests.worlds import world as a_world

SignIn = Callable[[Person], Client]
LIST, STATE = "/disproportionality/", "/status/state-counts/"
OTHERS = ("WH", 54, 900)


@a_world
def cells_of_2023(cast: Cast) -> Run:
    """Alder exceeds in its second year, category 3; Birch in its first; Cedar has small numbers. Letters are issued."""
    opened = three_years(cast, {2022: OVER, 2023: OVER})
    rows: list[Row] = [(ALDER, 3, "HI", *OVER), (ALDER, 3, *OTHERS), (BIRCH, 10, "AA", *OVER), (BIRCH, 10, *OTHERS)]
    rows += [(CEDAR, *row[1:]) for row in SMALL]
    publish(cast, opened[2023], rows)
    year = opened[2023]
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    world.issue(finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator)
    return run


def listed(browser: Client, asked: str = "") -> list[tuple[str, int, str, int, bool]]:
    """Return LEA, category, group, years in a row and whether one more year would do, as the file has them."""
    rows = json.loads(browser.get(f"{LIST}?as=json&{asked}").getvalue())
    return [(r["lea_code"], r["category"], r["group"], r["years"], r["one_more_year"]) for r in rows]


ALDER_S, BIRCH_S, CEDAR_S = (ALDER, 3, "HI", 2, True), (BIRCH, 10, "AA", 1, False), (CEDAR, 3, "AA", 1, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [ALDER_S, BIRCH_S, CEDAR_S]),
        ("show=next", [ALDER_S]),
        ("show=significant", []),
        ("years=2", [ALDER_S]),
        ("area=4", [BIRCH_S]),
        ("category=3&group=HI", [ALDER_S]),
        ("selpa=1099", [CEDAR_S]),
        ("county=10", [CEDAR_S]),
        ("q=birch", [BIRCH_S]),
        ("sort=years", [ALDER_S, BIRCH_S, CEDAR_S]),
        ("sort=ratio", [CEDAR_S, ALDER_S, BIRCH_S]),
        ("show=calculated", []),  # of everyone it is too much: it asks for less
        ("show=calculated&q=birch", [(BIRCH, 10, "AA", 1, False), (BIRCH, 10, "WH", 0, False)]),
        ("category=99&years=x&show=nothing", [ALDER_S, BIRCH_S, CEDAR_S]),
        ("year=2022", [(ALDER, 3, "HI", 1, False)]),
    ],
)
def test_the_filters_leave_the_cells_that_they_say(
    cast: Cast, cells_of_2023: Run, signed_in: SignIn, asked: str, found: list[tuple[str, int, str, int, bool]]
) -> None:
    if asked == "year=2022":
        year = Year.objects.get(year=2022)
        run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
        finalise(run=run, by=cast.administrator, at=NOON)
    assert listed(signed_in(cast.administrator), asked) == found


def test_the_map_counts_leas_and_each_count_opens_its_cells(cast: Cast, cells_of_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)
    answer = browser.get(LIST)
    counts = answer.context["counts"]
    assert counts == {"calculated": 3, "exceeding": 3, "significant": 0, "next": 1}
    page = answer.content.decode()
    assert 'href="?year=2023&amp;category=3&amp;group=HI#cells">1</a>' in page
    assert "One more year would make it significant." in page
    rows = {(r["category"], r["group"]): r for r in json.loads(browser.get(f"{LIST}?as=json&panel=map").getvalue())}
    assert len(rows) == 98
    assert (rows[3, "HI"]["leas_with_a_ratio"], rows[3, "HI"]["leas_exceeding"], rows[3, "HI"]["leas_next"]) == (
        2,
        1,
        1,
    )


def test_everyone_sees_the_leas_of_their_roles(cast: Cast, cells_of_2023: Run, signed_in: SignIn) -> None:
    sees = {
        cast.editor: [ALDER_S],
        cast.reviewer: [ALDER_S, BIRCH_S],
        cast.other_reviewer: [CEDAR_S],
        cast.monitor: [ALDER_S, BIRCH_S, CEDAR_S],
    }
    assert {person: listed(signed_in(person)) for person in sees} == sees
    assert signed_in(cast.newcomer).get(LIST).status_code == 404


def test_small_numbers_are_hidden_from_a_provider_and_the_order_gives_none_away(
    cast: Cast, cells_of_2023: Run, signed_in: SignIn
) -> None:
    services.give_role(person=cast.newcomer, role="ta_provider", organization=cast.other, by=None, at=NOON)
    browser = signed_in(cast.newcomer)
    (row,) = json.loads(browser.get(f"{LIST}?as=json&sort=ratio").getvalue())
    assert (row["outcome"], row["comparison_outcome"], row["ratio"], row["base"]) == ("hidden", "hidden", "hidden", 60)
    page = browser.get(LIST).content.decode()
    assert "hidden of 60" in page
    assert "13 of 60" not in page
    assert "sort=ratio" not in page
    every = [
        r["group"] for r in json.loads(browser.get(f"{LIST}?as=json&sort=ratio&show=calculated&category=3").getvalue())
    ]
    assert every == ["HI", "AA", "WH"]
    assert "13 of 60" in signed_in(cast.administrator).get(LIST).content.decode()


def test_the_page_asks_as_much_of_many_cells_as_of_one(cast: Cast, cells_of_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as one:
        browser.get(f"{LIST}?q=birch")
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{LIST}?show=calculated&category=3")
    assert len(one) == len(many)


def test_without_a_final_run_or_counts_the_page_says_so(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    assert "No year has final levels yet" in browser.get(LIST).content.decode()
    world.publish(opened_2023, "leas", world.LEAS, by=cast.administrator)
    definition = opened_2023.definition
    run = determining.determine(year=opened_2023, version=definition, by=cast.administrator, at=NOON)
    finalise(run=run, by=cast.administrator, at=NOON)
    assert "read no counts for disproportionality" in browser.get(LIST).content.decode()


# ── the state's counts ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_state_s_counts_are_public_with_small_ones_hidden(cast: Cast, cells_of_2023: Run, client: Client) -> None:
    rows = {(r["category"], r["group"]): r for r in json.loads(client.get(f"{STATE}?as=json").getvalue())}
    assert len(rows) == 98
    hispanic = rows[3, "HI"]  # Alder's 20 of 100 and Cedar's 18 of 120
    assert (hispanic["state_outcome"], hispanic["state_base"]) == (38, 220)
    assert (hispanic["state_others_outcome"], hispanic["state_others_base"]) == (118, 1930)
    hidden = {group for (category, group), row in rows.items() if category == 3 and row["state_outcome"] == "hidden"}
    assert {"AS", "AA"} <= hidden  # 7, and 13 because the total is known
    assert all(rows[3, group]["state_others_outcome"] == "hidden" for group in hidden)
    page = client.get(STATE).content.decode()
    assert "38" in page
    assert "1,930" in page


def test_nothing_of_a_year_is_public_before_its_letters(cast: Cast, determined_2023: Run, client: Client) -> None:
    assert "No counts are published yet" in client.get(STATE).content.decode()
    assert client.get(f"{STATE}?as=json&year=2023").headers["Content-Type"].startswith("text/html")
