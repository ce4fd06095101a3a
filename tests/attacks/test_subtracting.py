"""Someone collects every number that the portal gives them, and subtracts: totals minus parts, over all filters and files.

The unknowns are the counts of each LEA, category and group, and those of the state, which are their sums. What a page says
is an equation. A count that is hidden from a reader must not follow from all equations together.
"""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest
from django.test import Client
from django.utils.timezone import now

from determinations.levels import determining
from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from monitoring.tokens import services as tokens
from monitoring.tokens.scopes import SCOPES
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise
from tests.worlds import world as built

SignIn = Callable[[Person], Client]
Name = tuple[str, int, str, str]  # of an LEA by its code or the state, category, group, and outcome or base
Equation = tuple[dict[Name, int], int]  # a sum of counts, and what it is
LEAS = ("0161119", "0161127", "1030642")
GROUPS = ("HI", "AI", "AS", "AA", "PI", "WH", "MR")
STATE = "CA"
COUNTS = """year,lea_code,category,group,outcome,base
2023,0161119,3,HI,18,120
2023,0161119,3,AA,13,60
2023,0161119,3,AS,7,90
2023,0161119,3,WH,44,880
2023,0161127,3,AS,15,80
2023,0161127,3,HI,21,110
2023,0161127,3,WH,5,95
2023,1030642,3,AS,20,70
2023,1030642,3,AA,14,40
2023,1030642,3,WH,12,90
2023,0161119,5,HI,30,200
2023,0161119,5,WH,4,60
2023,1030642,5,AA,50,300
2023,1030642,5,WH,3,40
"""
PARTS = ("", "&selpa=0199", "&selpa=1099", "&county=01", "&county=10", "&category=3", "&category=5", "&q=Alder")


@built
def counted_2023(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    """The letters of 2023 are issued, of counts that are small in places and together are a small state."""
    year = Year.objects.select_related("definition").get(year=2023)
    world.publish(year, "disproportionality", COUNTS, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    finalise(run=run, by=cast.administrator, at=NOON)


def truth() -> dict[Name, int]:
    """Return every count as it is, zero where a file has none."""
    counts = dict.fromkeys(
        (
            (of, category, group, part)
            for of, category, group, part in product((*LEAS, STATE), (3, 5), GROUPS, PARTS_OF)
        ),
        0,
    )
    for line in COUNTS.splitlines()[1:]:
        _year, lea, category, group, outcome, base = line.split(",")
        for part, count in (("outcome", outcome), ("base", base)):
            for of in (lea, STATE):
                counts[of, int(category), group, part] += int(count)
    return counts


PARTS_OF = ("outcome", "base")


def known_to_all() -> Iterator[Equation]:
    """Yield that the state is the sum of its LEAs."""
    for category, group, part in product((3, 5), GROUPS, PARTS_OF):
        yield {(STATE, category, group, part): -1} | {(lea, category, group, part): 1 for lea in LEAS}, 0


def of_state() -> Iterator[Equation]:
    """Yield what the public page of the state's counts says."""
    for row in json.loads(Client().get("/status/state-counts/?year=2023&as=json").content):
        category = int(row["category"])
        if category not in (3, 5):
            continue
        for part in PARTS_OF:
            yield from _said(
                STATE, category, row["group"], part, row[f"state_{part}"], row[f"state_others_{part}"], STATE
            )


def of_leas(rows: list[dict[str, object]]) -> Iterator[Equation]:
    """Yield what the cells of LEAs say, which are held against the other groups of the LEA or of the state."""
    for row in rows:
        lea, category, group = str(row["lea_code"]), int(str(row["category"])), str(row["group"])
        against = STATE if row["kind"] == "alternate_risk_ratio" else lea
        for part in PARTS_OF:
            others = row[f"comparison_{part}"] if row["kind"] != "not_calculated" else None
            yield from _said(lea, category, group, part, row[part], others, against)
        if row["kind"] != "not_calculated":
            yield from _ratio(row, lea, category, group, against)


def absent(lea: str, rows: list[dict[str, object]]) -> Iterator[Equation]:
    """Yield that a group without a row has no students in it."""
    there = {(int(str(row["category"])), row["group"]) for row in rows}
    for category, group, part in product((3, 5), GROUPS, PARTS_OF):
        if (category, group) not in there:
            yield {(lea, category, group, part): 1}, 0


def _said(
    of: str, category: int, group: str, part: str, count: object, others: object, against: str
) -> Iterator[Equation]:
    if isinstance(count, int):
        yield {(of, category, group, part): 1}, count
    if isinstance(others, int):
        yield {(against, category, other, part): 1 for other in GROUPS if other != group}, others


def _ratio(row: dict[str, object], lea: str, category: int, group: str, against: str) -> Iterator[Equation]:
    """Yield the one count of a ratio that is not said, where the three others are."""
    if row["ratio"] in (None, "hidden"):
        return
    ratio = Fraction(str(row["ratio"]))
    outcome, base, others, of = (row[k] for k in ("outcome", "base", "comparison_outcome", "comparison_base"))
    if isinstance(base, int) and isinstance(others, int) and isinstance(of, int):
        yield {(lea, category, group, "outcome"): 1}, round(ratio * base * others / of)
    if isinstance(outcome, int) and isinstance(base, int) and isinstance(of, int):
        rest = round(Fraction(outcome * of, base) / ratio)
        yield {(against, category, other, "outcome"): 1 for other in GROUPS if other != group}, rest


def followed(equations: list[Equation]) -> dict[Name, Fraction]:
    """Return the counts that follow from the equations together, by elimination."""
    rows = [({name: Fraction(factor) for name, factor in left.items()}, Fraction(right)) for left, right in equations]
    solved: list[tuple[Name, dict[Name, Fraction], Fraction]] = []
    for left, right in rows:
        for name, of, value in solved:
            if factor := left.pop(name, None):
                left, right = _less(left, of, factor), right - factor * value
        if not left:
            assert right == 0, "what is said does not fit together"
            continue
        lead = next(iter(left))
        by = left.pop(lead)
        left, right = {name: factor / by for name, factor in left.items()}, right / by
        solved = [
            (name, _less(of, left, factor), value - factor * right)
            if (factor := of.pop(lead, None))
            else (name, of, value)
            for name, of, value in solved
        ]
        solved.append((lead, left, right))
    return {name: value for name, of, value in solved if not of}


def _less(row: dict[Name, Fraction], other: dict[Name, Fraction], factor: Fraction) -> dict[Name, Fraction]:
    less = dict(row)
    for name, of in other.items():
        if left := less.get(name, Fraction()) - factor * of:
            less[name] = left
        else:
            less.pop(name, None)
    return less


def everything(reader: Person | None, signed_in: SignIn) -> list[Equation]:
    """Collect what a reader gets from pages' files and the API, over all filters; what is said twice counts once."""
    found = [*known_to_all(), *of_state()]
    if reader is None:
        return found
    browser = signed_in(reader)
    token = tokens.make(person=reader, name="Subtracting", scopes=list(SCOPES), days=1, at=now())[1]
    for part in PARTS:
        answer = browser.get(f"/disproportionality/?year=2023&show=calculated{part}&as=json")
        found += of_leas(json.loads(answer.getvalue()))
    for lea in LEAS:
        answer = browser.get(f"/leas/{lea}/2023/disproportionality/?as=json")
        if answer.status_code == 200:
            found += [*of_leas(rows := json.loads(answer.getvalue())), *absent(lea, rows)]
            own = Client().get(f"/api/my/disproportionality/{lea}/2023", headers={"Authorization": f"Bearer {token}"})
            said = json.loads(own.getvalue())
            found += of_leas([{**cell, "lea_code": lea} for cell in said["cells"]])
    return found


def not_said(equations: list[Equation]) -> set[Name]:
    """Return the counts, of what is no zero, that nothing says outright."""
    said = {next(iter(left)) for left, _right in equations if len(left) == 1}
    return {name for name, count in truth().items() if count and name not in said}


@pytest.mark.parametrize("who", [None, "ta_provider", "other_reviewer"])
@pytest.mark.usefixtures("counted_2023")
def test_no_hidden_count_follows_from_all_that_is_said(cast: Cast, signed_in: SignIn, who: str | None) -> None:
    equations = everything(getattr(cast, who) if who else None, signed_in)
    found = followed(equations)
    right = truth()
    assert all(right[name] == value for name, value in found.items())  # who subtracts is not misled
    assert {name: int(found[name]) for name in not_said(equations) & set(found)} == {}
    assert len(found) > 6


@pytest.mark.usefixtures("counted_2023")
def test_who_subtracts_finds_what_is_hidden_where_one_number_more_is_said(cast: Cast, signed_in: SignIn) -> None:
    """The elimination finds what there is to find: with one hidden count more, the other follows."""
    equations = everything(cast.ta_provider, signed_in)
    assert (name := ("0161119", 3, "AS", "outcome")) not in followed(equations)
    assert followed([*equations, ({("0161119", 3, "AA", "outcome"): 1}, 13)])[name] == 7
