"""The next year's plan starts from the last one's, by choice, and says what is from where."""

from collections.abc import Callable
from datetime import timedelta

import pgtrigger
import pytest
from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.progress import ending
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Workbook
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
PAGE = "/plans/0161119/2024/take-over/"
LATER = NOON + timedelta(days=365)


@pytest.fixture
def next_plan(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    """Alder's plan of 2024, after one of 2023 in which all of step 1 to 3 was filled in."""
    for number in (1, 2, 3):
        world.fill_step(cast.lea, number, by=cast.editor)
    old = world.plan_of(cast.lea)
    year = Year.objects.create(year=2024, definition=old.definition, opened_at=LATER)
    plan = Plan.objects.create(
        lea=cast.lea, year=year, letter=old.letter, level="T1", definition=old.definition, opened_at=LATER
    )
    for number in (1, 2, 3):
        plan.steps.create(number=number, moved_at=LATER)
    return plan


def book(plan: Plan) -> Workbook:
    return Workbook(Plan.objects.get(pk=plan.pk), shows_small=True)


def choices(page: object) -> list[str]:
    return [f"{t.source}.{o.id}" for t in page.context["tables"] for o in t.rows if not o.taken]  # type: ignore[attr-defined]


def test_team_causes_outcomes_and_steps_are_taken_over_and_still_point_at_each_other(
    cast: Cast, next_plan: Plan, signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    assert PAGE in editor.get("/plans/0161119/2024/").content.decode()
    page = editor.get(PAGE)
    body = page.content.decode()
    assert "Start the 2024 plan from 2023" in body
    assert body.count("checked") == len(choices(page))  # everything that is not done or dropped is chosen at first
    assert "without words" not in body
    assert editor.post(PAGE, {"row": choices(page)}).status_code == 302
    new = book(next_plan)
    old = Workbook(Plan.objects.get(lea=cast.lea, year__year=2023), shows_small=True)
    for source in ("cim_team.members", "root_causes.causes", "measurable_outcomes.outcomes", "action_steps.steps"):
        assert [row["_id"] for row in new.rows(source)] == [f"y2023-{row['_id']}" for row in old.rows(source)]
    causes = {row["_id"] for row in new.rows("root_causes.causes")}
    assert all(set(row["causes"]) <= causes for row in new.rows("measurable_outcomes.outcomes"))
    activities = {row["_id"] for row in new.rows("high_leverage.activities")}
    assert {row["activity"] for row in new.rows("action_steps.steps")} <= activities
    assert "(from the 2023 plan)" in editor.get("/plans/0161119/2024/step/1/cim_team/").content.decode()
    assert Event.objects.of(next_plan).get(move="took_over").values["year"] == 2023


def test_only_what_is_chosen_comes_and_nothing_comes_twice(cast: Cast, next_plan: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    step = next_plan.steps.get(number=1)
    answers.save(
        step=step, activity="cim_team", repeat="", value={"members": [{"_id": "r9", "name": "New"}]}, seen={},
        by=cast.editor, at=LATER,
    )  # fmt: skip
    one = next(choice for choice in choices(editor.get(PAGE)) if choice.startswith("cim_team.members"))
    assert editor.post(PAGE, {"row": [one]}).status_code == 302
    rows = book(next_plan).rows("cim_team.members")
    assert [row["_id"] for row in rows] == ["r9", one.removeprefix("cim_team.members.")]
    again = editor.post(PAGE, {"row": [one]})
    assert again.status_code == 409
    assert "not in the plan yet" in again.content.decode()
    assert len(book(next_plan).rows("cim_team.members")) == 2


def test_an_outcome_without_its_cause_leaves_the_cause_open(cast: Cast, next_plan: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    chosen = [one for one in choices(editor.get(PAGE)) if one.startswith("measurable_outcomes.outcomes")]
    editor.post(PAGE, {"row": chosen})
    assert [row["causes"] for row in book(next_plan).rows("measurable_outcomes.outcomes")] == [[] for _ in chosen]
    causes = [one for one in choices(editor.get(PAGE)) if one.startswith("root_causes")]
    assert editor.post(PAGE, {"row": causes}).status_code == 302


def test_a_step_that_was_submitted_takes_nothing_over(cast: Cast, next_plan: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    every = choices(editor.get(PAGE))
    step = next_plan.steps.get(number=1)
    with pgtrigger.ignore("improvement_plans.Step:step_moves"):
        next_plan.steps.filter(pk=step.pk).update(status="submitted")
    page = editor.get(PAGE)
    refused = {table.source for table in page.context["tables"] if table.refusal}
    assert refused == {"cim_team.members"}
    assert editor.post(PAGE, {"row": every}).status_code == 409
    assert not book(next_plan).rows("root_causes.causes")  # all of it or nothing
    assert editor.post(PAGE, {"row": [one for one in every if one.startswith("root_causes")]}).status_code == 302


@pytest.mark.parametrize("who", ["reviewer", "ta_provider", "monitor"])
def test_others_read_and_take_nothing_over(cast: Cast, next_plan: Plan, signed_in: Visit, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    page = browser.get(PAGE)
    assert page.context["can_take"] is False
    assert browser.post(PAGE, {"row": choices(page)}).status_code == 409
    assert not book(next_plan).rows("cim_team.members")


def test_a_first_plan_has_nothing_before_it(cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit) -> None:
    assert signed_in(cast.editor).get("/plans/0161119/2023/take-over/").status_code == 404
    assert "take-over" not in signed_in(cast.editor).get("/plans/0161119/2023/").content.decode()


def test_the_outcomes_of_all_years_are_on_one_page(cast: Cast, next_plan: Plan, signed_in: Visit) -> None:
    editor = signed_in(cast.editor)
    assert "/leas/0161119/outcomes/" in editor.get("/leas/0161119/").content.decode()
    editor.post(PAGE, {"row": choices(editor.get(PAGE))})
    page = editor.get("/leas/0161119/outcomes/")
    years = [one.year for one in page.context["outcomes"]]
    assert years == sorted(years, reverse=True)
    assert set(years) == {2023, 2024}
    assert page.context["outcomes"][0].target.startswith("at ")
    assert signed_in(cast.other_editor).get("/leas/0161119/outcomes/").status_code == 404


def test_what_became_of_each_outcome_of_the_last_plan_is_said_before_the_next_is_submitted(
    cast: Cast, next_plan: Plan, signed_in: Visit
) -> None:
    editor, approver, sign = signed_in(cast.editor), signed_in(cast.approver), "/plans/0161119/2024/step/3/sign/"
    answer = Answer.objects.get(step__plan__lea=cast.lea, step__plan__year__year=2023, activity="measurable_outcomes")
    first = answer.value["outcomes"][0]
    answer.value = {**answer.value, "outcomes": [first, {**first, "_id": "o9", "outcome": "Fewer removals"}]}
    answer.save()
    old = Plan.objects.get(lea=cast.lea, year__year=2023)
    with pgtrigger.ignore("improvement_plans.Plan:plan_moves"):
        Plan.objects.filter(pk=old.pk).update(status="approved")
    said = "The outcome “Fewer removals” of 2023 has no result and no decision."
    assert (
        said not in approver.get(sign).content.decode()
    )  # nothing was taken over: the plan does not continue that one
    editor.post(PAGE, {"row": [f"measurable_outcomes.outcomes.y2023-{first['_id']}"]})
    for page in (sign, "/plans/0161119/2024/step/3/"):
        assert said in approver.get(page).content.decode()
    with pytest.raises(ledger.Incomplete, match="Fewer removals"):
        steps_moves.submit_step(step=next_plan.steps.get(number=3), by=cast.approver, at=LATER)
    written = ending.Written(fidelity="As planned.", learned="Removals need data.", decisions={"o9": "stop"})
    ending.write(plan=Plan.objects.get(pk=old.pk), written=written, seen=0, by=cast.editor, at=LATER)
    assert said not in approver.get(sign).content.decode()
