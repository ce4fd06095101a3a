"""An LEA on one page: what is open, its figures over the years, and its people for those who may know of them."""

from collections.abc import Callable

from django.test import Client

from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from tests import world
from tests.cast import Cast

SignIn = Callable[[Person], Client]
HERE = "/leas/0161119/"


def test_an_lea_is_on_one_page(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    pages = {who.name: signed_in(who).get(HERE) for who in (cast.reviewer, cast.monitor, cast.ta_provider)}
    for page in pages.values():
        first = page.context["opened"][0]
        assert (first.what, first.waits_for, first.link) == (
            "Step 1 of 2023: Submitted",
            "the SELPA",
            "/plans/0161119/2023/step/1/",
        )
        assert [(line.year, line.level.name) for line in page.context["years"]] == [(2023, "Targeted Level 2")]
    missed = [
        (line.code, one.met)
        for line in pages[cast.monitor.name].context["indicators"]
        for one in line.readings
        if one.state == "refused"
    ]
    assert missed
    assert {met for _code, met in missed} == {"No"}


def test_people_are_shown_to_whom_may_know_of_them(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    def named(who: Person) -> set[str]:
        return {person.name for person, _roles in signed_in(who).get(HERE).context["people"]}

    team = {"Eli Editor", "Ana Approver", "Tia Provider"}
    assert named(cast.editor) == team
    assert named(cast.reviewer) == named(cast.administrator) == team | {"Rosa Reviewer"}
    assert named(cast.monitor) == named(cast.ta_provider) == set()
