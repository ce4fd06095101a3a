"""Who reviewed a year still reads it after the LEA moved to another SELPA, acts on nothing of it, and sees no later year."""

from collections.abc import Callable

import pytest
from django.test import Client

from determinations.levels import determining
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.places import reading
from monitoring.places.models import Lea, PastSelpa
from monitoring.years import services as years_services
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.final import finalise

SignIn = Callable[[Person], Client]
HERE = "01611190000000,Alder Unified,Alameda,0199,Bay SELPA"
THERE = "01611190000000,Alder Unified,Alameda,1099,Valley SELPA"
READS = (
    "/leas/0161119/2023/why/",
    "/leas/0161119/2023/letter/",
    "/plans/0161119/2023/",
    "/plans/0161119/2023/history/",
    "/plans/0161119/2023/step/1/",
)


def move_in_2024(cast: Cast) -> None:
    """Publish a directory of 2024 in which Alder is in another SELPA, and determine 2024."""
    definition_services.load_definition(text=definitions.text(2024), by=cast.administrator, at=NOON)
    year = years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    world.publish(year, "leas", world.LEAS.replace(HERE, THERE), by=cast.administrator)
    world.publish(year, "ranks", world.RANKS.replace("2023,", "2024,"), by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    finalise(run=run, by=cast.administrator, at=NOON)


def move_in_2023(cast: Cast) -> None:
    """Publish a directory of 2023 once more, in which Alder is in another SELPA."""
    year = cast.lea.years.get(year__year=2023).year
    world.publish(year, "leas", world.LEAS.replace(HERE, THERE), by=cast.administrator)


@pytest.mark.parametrize("move", [move_in_2024, move_in_2023])
def test_the_selpa_of_the_year_reads_it_and_the_one_of_today_too(
    cast: Cast, issued_2023: object, signed_in: SignIn, move: Callable[[Cast], None]
) -> None:
    move(cast)
    for person in (cast.reviewer, cast.other_reviewer):
        browser = signed_in(person)
        assert {address: browser.get(address).status_code for address in READS} == dict.fromkeys(READS, 200)
    page = signed_in(cast.reviewer).get("/selpas/0199/?year=2023").content.decode()
    assert "Alder Unified" in page
    assert "Alder Unified" not in signed_in(cast.reviewer).get("/reviews/").content.decode()


def test_it_sees_nothing_of_the_years_after(cast: Cast, issued_2023: object, signed_in: SignIn) -> None:
    move_in_2024(cast)
    browser = signed_in(cast.reviewer)
    assert browser.get("/leas/0161119/2024/why/").status_code == 404
    assert signed_in(cast.other_reviewer).get("/leas/0161119/2024/why/").status_code == 200
    assert "Alder Unified" not in browser.get("/selpas/0199/?year=2024").content.decode()


def test_it_acts_on_nothing(cast: Cast, issued_2023: object, signed_in: SignIn) -> None:
    move_in_2024(cast)
    browser, neighbor = signed_in(cast.reviewer), signed_in(cast.other_editor)
    for address in ("/reviews/0161119/2023/1/", "/reviews/0161119/2023/1/approve/"):
        assert browser.get(address).status_code in (403, 404, 405)
    assert neighbor.get("/plans/0161119/2023/").status_code == 404
    step = Step.objects.get(plan__lea=cast.lea, number=1)
    assert permissions.can_comment(cast.reviewer, step).reason == (
        "Alder Unified is in another SELPA now. You can read this year, and not comment."
    )
    assert permissions.can_comment(cast.other_reviewer, step)
    for verdict in (
        permissions.can_review,
        permissions.can_follow_review,
        permissions.can_edit,
        permissions.can_submit,
    ):
        assert not verdict(cast.reviewer, step)


def test_a_mistake_in_a_directory_that_nothing_followed_leaves_no_one_reading(
    cast: Cast, published_2023: object
) -> None:
    move_in_2023(cast)
    assert not PastSelpa.objects.exists()
    lea = Lea.objects.get(code="0161119")
    year = lea.years.get(year__year=2023).year_id
    assert not reading.can_read_year(cast.reviewer, lea=lea, year=year)
    assert reading.can_read_year(cast.other_reviewer, lea=lea, year=year)
