"""Home is what waits for me, for every role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves, services
from monitoring.people.models import Person
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
PAGES = {1: "cim_team", 2: "measurable_outcomes"}  # an activity of each step


def waiting(client: Client) -> list[tuple[str, int]]:
    page = client.get("/home/")
    assert page.status_code == 200
    return [(line.lea, line.state.number) for line in page.context["waiting"]]


def test_an_editor_sees_the_first_open_step_of_each_plan(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    assert waiting(signed_in(cast.editor)) == [("Alder Unified", 1)]
    assert waiting(signed_in(cast.reviewer)) == []
    assert waiting(signed_in(cast.ta_provider)) == []


def test_a_submitted_step_moves_from_the_lea_to_its_reviewers(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    assert waiting(signed_in(cast.other_editor)) == [("Cedar Charter", 2)]
    assert waiting(signed_in(cast.other_reviewer)) == [("Cedar Charter", 1)]
    assert waiting(signed_in(cast.monitor)) == []
    moves.approve_step(step=step, by=cast.other_reviewer, at=NOON)
    assert waiting(signed_in(cast.other_reviewer)) == []
    assert waiting(signed_in(cast.monitor)) == [("Cedar Charter", 1)]


def test_a_returned_step_comes_before_the_later_ones_that_wait_longer(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver, days=5)
    at = NOON + timedelta(days=9)
    services.mark(
        step=step, activity="cim_team", mark="needs_work", sentence="Add a parent.", by=cast.other_reviewer, at=at
    )
    moves.return_step(step=step, by=cast.other_reviewer, at=at)
    assert waiting(signed_in(cast.other_editor)) == [("Cedar Charter", 1)]


@time_machine.travel(NOON + timedelta(days=1))
@pytest.mark.parametrize(
    ("reach", "sentence"),
    [
        (world.publish_2023, "no levels are determined yet"),
        (world.determine_2023, "letters wait to be issued"),
    ],
)
def test_an_administrator_is_told_what_a_year_needs_next(
    cast: Cast, signed_in: SignIn, reach: Callable[[Cast], object], sentence: str
) -> None:
    reach(cast)
    page = signed_in(cast.administrator).get("/home/")
    assert [sentence in errand.sentence for errand in page.context["errands"]] == [True]


@time_machine.travel(NOON + timedelta(days=1))
def test_once_the_letters_are_out_nothing_is_left_for_the_administrator(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    assert signed_in(cast.administrator).get("/home/").context["errands"] == []


def test_the_year_shows_its_stages_and_which_is_next(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    page = signed_in(cast.administrator).get("/years/2023/")
    assert {stage.title: stage.state for stage in page.context["stages"]} == {
        "Definition": "done",
        "Uploads": "done",
        "Levels": "done",
        "Letters": "open",
        "Plans": "open",
    }
    assert page.context["next"].title == "Letters"


def test_somebody_without_a_role_is_told_whom_to_ask(cast: Cast, signed_in: SignIn) -> None:
    assert "You have no role in the portal yet" in signed_in(cast.newcomer).get("/home/").content.decode()


def test_what_one_was_told_by_mail_stands_on_the_page(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    assert "2023 Annual Determination Letter for Alder Unified" in signed_in(cast.editor).get("/home/").content.decode()


@time_machine.travel(NOON + timedelta(days=9))
def test_a_ta_provider_sees_dates_and_what_others_wrote_lately_of_the_leas_that_are_assisted(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    late = NOON + timedelta(days=8)
    services.comment(step=world.step_of(cast.lea, 1), activity="cim_team", text="Who leads?", by=cast.reviewer, at=NOON)
    for number, by in ((1, cast.reviewer), (2, cast.ta_provider)):
        services.comment(step=world.step_of(cast.lea, number), activity=PAGES[number], text="Why?", by=by, at=late)
    services.comment(
        step=world.step_of(cast.other, 1), activity="cim_team", text="Why?", by=cast.other_reviewer, at=late
    )
    with time_machine.travel(NOON + timedelta(days=20)):
        page = signed_in(cast.ta_provider).get("/home/")
    assert [(line.lea, line.state.number) for line in page.context["assisted"]] == [
        ("Alder Unified", number) for number in (1, 2, 3)
    ]
    assert [(one.by, one.page, one.step) for one in page.context["comments"]] == [("Rosa Reviewer", "CIM team", 1)]
    body = page.content.decode()
    assert page.context["comments"][0].link in body
    assert "LEAs that you assist" in body
    assert "June 30, 2023" in body or "not set by the state yet" in body
    for person in (cast.editor, cast.reviewer, cast.monitor):
        assert "LEAs that you assist" not in signed_in(person).get("/home/").content.decode()
