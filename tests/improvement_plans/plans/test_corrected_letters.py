"""A corrected letter with another level, or none: what becomes of the plan, and who decides."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from determinations.letters.models import Letter
from determinations.runs.models import Run
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers, workbook
from monitoring.definition import definition_of, services
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast
from tests.owner import by_owner

Visit = Callable[[Person], Client]
LATER = NOON + timedelta(days=1)
PLAN = "/plans/0161119/2023/"
T1 = world.INDICATORS.replace("43.13%,>=60.0%,No", "43.13%,>=60.0%,Yes")
NOTHING_MISSED = world.INDICATORS.replace(",No", ",Yes")


@pytest.fixture
def plan(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    return world.plan_of(cast.lea)


def type_something(cast: Cast, number: int = 1, activity: str = "cim_team") -> None:
    step = world.step_of(cast.lea, number)
    first = definition_of(step.plan.definition).activity(activity).fields[0].key
    value: dict[str, object] = {first: [{"_id": "r1"}]}
    answers.save(step=step, activity=activity, repeat="", value=value, seen={}, by=cast.editor, at=NOON)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind, lea__code="0161119").values_list("person__name", flat=True))


def test_a_plan_that_nobody_began_goes_on_at_the_new_level(cast: Cast, plan: Plan, signed_in: Visit) -> None:
    world.correct_2023(cast, T1)
    now = world.plan_of(cast.lea)
    assert (now.pk, now.level, now.status, now.letter.status) == (plan.pk, "T1", "drafting", "issued")
    kept = Event.objects.of(plan).get(move="follow_letter")
    assert (kept.note, kept.values) == ("", {"level": "Targeted Level 1"})  # no sentence: that is made when it is read
    history = signed_in(cast.editor).get(f"{PLAN}history/").content.decode()
    assert "The corrected letter says: Targeted Level 1." in history
    assert told("plan_follows_letter") == {"Ana Approver", "Eli Editor", "Rosa Reviewer"}
    assert not queries.plans_to_settle()


def test_a_plan_that_nobody_began_is_closed_when_its_level_is_taken_away(
    cast: Cast, plan: Plan, signed_in: Visit
) -> None:
    world.correct_2023(cast, NOTHING_MISSED)
    now = world.plan_of(cast.lea)
    assert (now.status, now.closed_because) == ("closed", "")
    assert told("plan_not_asked_for") == {"Ana Approver", "Eli Editor", "Rosa Reviewer"}
    kept = Event.objects.of(plan).get(move="close_plan")
    assert (kept.note, kept.values) == ("", {"because": "no_plan_asked"})  # no sentence: that is made when it is read
    for address in (PLAN, f"{PLAN}history/"):
        assert "The corrected letter asks for no plan." in signed_in(cast.editor).get(address).content.decode()


def test_a_closed_plan_comes_back_with_its_level(cast: Cast, plan: Plan) -> None:
    world.correct_2023(cast, NOTHING_MISSED)
    world.correct_2023(cast, T1)
    now = world.plan_of(cast.lea)
    assert (now.level, now.status, now.closed_at, now.closed_because) == ("T1", "drafting", None, "")


@pytest.mark.parametrize("indicators", [T1, NOTHING_MISSED])
def test_a_plan_that_was_begun_stays_and_an_administrator_is_asked(
    cast: Cast, plan: Plan, signed_in: Visit, indicators: str
) -> None:
    type_something(cast)
    world.correct_2023(cast, indicators)
    now = world.plan_of(cast.lea)
    assert (now.level, now.status, now.letter_id) == ("T2", "drafting", plan.letter_id)
    assert told("plan_to_settle") == {"Ada Administrator"}
    assert queries.plans_to_settle() == [now]
    assert "The letter was corrected on" in signed_in(cast.editor).get(PLAN).content.decode()
    home = signed_in(cast.administrator).get("/home/")
    assert home.context["errands"][0].link == PLAN


def test_an_administrator_lets_a_begun_plan_go_on(cast: Cast, plan: Plan, signed_in: Visit) -> None:
    type_something(cast)
    world.correct_2023(cast, T1)
    assert signed_in(cast.monitor).post(f"{PLAN}follow/", {"reason": "Recounted."}).status_code == 404
    assert signed_in(cast.administrator).post(f"{PLAN}follow/", {"reason": " "}).status_code == 409
    assert signed_in(cast.administrator).post(f"{PLAN}follow/", {"reason": "Recounted."}).status_code == 302
    now = world.plan_of(cast.lea)
    assert (now.level, now.status) == ("T1", "drafting")
    assert workbook.Workbook(now).value("cim_team") == {"members": [{"_id": "r1"}]}
    assert "The letter was corrected on" not in signed_in(cast.editor).get(PLAN).content.decode()


def test_what_was_approved_is_open_again_at_another_level(cast: Cast, plan: Plan) -> None:
    step = world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    reviews_moves.approve_step(step=step, by=cast.reviewer, at=LATER)
    world.correct_2023(cast, T1)
    plans_moves.follow_letter(plan=plan, by=cast.administrator, at=LATER, reason="Recounted.")
    assert world.step_of(cast.lea, 1).status == "open"
    assert Event.objects.of(step).get(move="reopen").note == "Recounted."


def test_a_plan_goes_on_under_no_letter_that_asks_for_none(cast: Cast, plan: Plan) -> None:
    with pytest.raises(ledger.Incomplete, match="No other letter is in force"):
        plans_moves.follow_letter(plan=plan, by=cast.administrator, at=LATER, reason="Recounted.")
    type_something(cast)
    world.correct_2023(cast, NOTHING_MISSED)
    with pytest.raises(ledger.Incomplete, match="asks for no plan"):
        plans_moves.follow_letter(plan=plan, by=cast.administrator, at=LATER, reason="Recounted.")


def test_steps_go_with_their_level_unless_something_stands_in_them(cast: Cast, issued_sd_2023: dict[str, Plan]) -> None:
    plan = issued_sd_2023["0161119"]
    type_something(cast, 4, "implementation")
    world.publish(plan.year, "levels", "year,lea_code,level\n2023,0161119,T1\n", by=cast.administrator)
    world.correct_2023(cast, T1)
    with pytest.raises(ledger.Incomplete, match="no step 4"):
        plans_moves.follow_letter(plan=plan, by=cast.administrator, at=LATER, reason="Recounted.")
    by_owner("DELETE FROM improvement_plans_answerversion", "DELETE FROM improvement_plans_answer")
    plans_moves.follow_letter(plan=plan, by=cast.administrator, at=LATER, reason="Recounted.")
    assert list(plan.steps.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_in_a_closed_plan_nothing_is_changed_and_everything_can_be_read(
    cast: Cast, plan: Plan, signed_in: Visit
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    assert signed_in(cast.monitor).post(f"{PLAN}close/", {"reason": "The LEA closed."}).status_code == 404
    assert signed_in(cast.administrator).post(f"{PLAN}close/", {"reason": ""}).status_code == 409
    assert signed_in(cast.administrator).post(f"{PLAN}close/", {"reason": "The LEA closed."}).status_code == 302
    assert "The reason: The LEA closed." in signed_in(cast.editor).get(PLAN).content.decode()
    assert signed_in(cast.editor).get(f"{PLAN}step/1/").status_code == 200
    assert queries.waits_for(world.step_of(cast.lea, 1)) is None
    assert not signed_in(cast.editor).get("/home/").context["waiting"]
    assert not signed_in(cast.reviewer).get("/home/").context["waiting"]
    with pytest.raises(ledger.NotYou, match="closed"):
        type_something(cast, 2, "root_causes")
    with pytest.raises(ledger.NotYou, match="closed"):
        reviews_moves.approve_step(step=world.step_of(cast.lea, 1), by=cast.reviewer, at=LATER)
    with pytest.raises(ledger.NotYou, match="closed"):
        steps_moves.recall_step(step=world.step_of(cast.lea, 1), by=cast.approver, at=LATER)


@pytest.mark.parametrize(("level", "asks"), [("", False), ("U", False), ("SL", True), ("T1", True)])
def test_a_level_without_steps_asks_for_no_plan(cast: Cast, level: str, asks: bool) -> None:
    version = services.load_definition(text=Path("fixtures/definitions/2024.yaml").read_text(), by=None, at=NOON)
    assert queries.asks_for_plan(Letter(level=level, run=Run(definition=version))) is asks
