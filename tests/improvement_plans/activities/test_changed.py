"""What of a page reads differently is named field by field, and in a table cell by cell."""

from improvement_plans.activities.changed import Difference, changed
from improvement_plans.plans.models import Plan
from tests.cast import Cast
from tests.improvement_plans.activities.test_contents import MEMBER, typed

ANA, BEN = {"_id": "r1", **MEMBER}, {"_id": "r2", **MEMBER, "name": "Ben", "position": "Teacher"}


def of_team(issued: dict[str, Plan], cast: Cast, was: list[object], becomes: list[object]) -> list[Difference]:
    plan = issued[cast.lea.code]
    return changed(typed(plan, "cim_team", {"members": becomes}), typed(plan, "cim_team", {"members": was}))


def test_a_field_is_named_with_both_texts(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    plan = issued_2023[cast.lea.code]
    before, after = (typed(plan, "consolidation", {"why": text}) for text in ("Before", "After"))
    assert changed(after, before) == [("Why this one", "Before", "After")]
    assert changed(before, before) == []


def test_of_a_table_only_the_cell_that_changed_is_named(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    found = of_team(issued_2023, cast, [ANA, BEN], [ANA, {**BEN, "position": "Principal"}])
    assert found == [("Team members, “Ben”: Position", "Teacher", "Principal")]


def test_rows_that_came_and_went_are_said_whole(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    (new,) = of_team(issued_2023, cast, [ANA], [ANA, BEN])
    assert (new[0], new[1]) == ("Team members: “Ben” is new", "")
    assert "Position: Teacher" in new[2]
    (gone,) = of_team(issued_2023, cast, [ANA, BEN], [BEN])
    assert (gone[0], gone[2]) == ("Team members: “Ana” is removed", "")
    assert of_team(issued_2023, cast, [ANA, BEN], [BEN, ANA]) == [], "another order says nothing else"
