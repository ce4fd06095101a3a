"""The home of the state's people: the year with its counts, what failed, what waits, what is due and what moved."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.test import Client

from determinations.levels import determining
from determinations.preliminary import services as preliminary
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]


@time_machine.travel(NOON + timedelta(days=12))
def test_a_monitor_sees_the_queue_by_age_and_what_moved_since_yesterday(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    for lea, editor, approver, reviewer, days in (
        (cast.other, cast.other_editor, cast.other_approver, cast.other_reviewer, 2),
        (cast.sibling, cast.sibling_editor, None, cast.reviewer, 11),
    ):
        step = world.submit_step(lea, 1, editor=editor, approver=approver or _approver(cast), days=days)
        moves.approve_step(step=step, by=reviewer, at=NOON + timedelta(days=days))
    page = signed_in(cast.monitor).get("/home/")
    assert [(line.lea, line.days) for line in page.context["waiting"]] == [
        ("Cedar Charter", 10),
        ("Birch Elementary", 1),
    ]
    assert [(age.days, age.steps) for age in page.context["ages"]] == [(0, 2), (7, 1), (30, 0)]
    assert {one.words: one.count for one in page.context["moved"]} == {
        "Submitted": 1,
        "Approved for the SELPA and passed it on to the state": 1,
    }
    assert "Birch Elementary" in page.context["moves"][0].sentence
    listed = signed_in(cast.monitor).get(page.context["moved"][0].link)
    assert len(listed.context["lines"]) == 1
    assert "stages" not in page.context


def _approver(cast: Cast) -> Person:
    person = Person.objects.create_user(email="bo@example.org", name="Bo Approver")
    people_services.give_role(person=person, role="lea_approver", organization=cast.sibling, by=None, at=NOON)
    return person


def test_what_waits_and_what_is_due_opens_its_list(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    today = NOON.date()
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=today - timedelta(days=1))
    Step.objects.filter(plan__lea=cast.sibling, number=1).update(due_on=today + timedelta(days=7))
    Step.objects.filter(plan__lea=cast.other, number=1).update(due_on=today + timedelta(days=8))
    browser = signed_in(cast.monitor)
    with time_machine.travel(NOON + timedelta(hours=1)):
        page = browser.get("/home/")
        assert [(one.year, one.party, one.leas, one.overdue) for one in page.context["waits"]] == [(2023, "lea", 3, 1)]
        assert [(one.day, one.what, one.leas) for one in page.context["coming"]] == [
            (today + timedelta(days=7), "Step 1 of the 2023 plans", 1)
        ]
        for link, count in (
            (page.context["waits"][0].link, 3),
            (page.context["waits"][0].overdue_link, 1),
            (page.context["coming"][0].link, 1),
        ):
            assert browser.get(link).context["page"].paginator.count == count


def test_an_administrator_sees_the_year_as_stages_with_counts(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    page = signed_in(cast.administrator).get("/home/")
    stages = {stage.title: stage for stage in page.context["stages"]}
    assert stages["Letters"].sentence == "3 letters are issued, 0 wait to be."
    assert stages["Letters"].on == NOON.date()
    assert stages["Plans"].sentence == (
        "0 of 3 improvement plans are approved. Of their steps 9 are with the LEAs, 0 under review and 0 approved."
    )
    assert "What failed" not in page.content.decode()
    assert page.context["ages"] == []


def test_a_refused_file_is_among_what_failed_until_another_of_its_kind_follows(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    def listed() -> bool:
        return "Refused: <a" in signed_in(cast.administrator).get("/home/").content.decode()

    assert not listed()
    for county, is_listed in (("Nowhere", True), ("Alameda", False)):
        text = (
            f"cds_code,lea_name,county,selpa_code,lea_type,swd_count\n01611190000000,Alder,{county},0199,district,640\n"
        )
        uploads_services.check_file(
            year=opened_2023, format="leas", name="leas.csv", content=text.encode(), by=cast.administrator, at=NOON
        )
        assert listed() is is_listed


def test_no_one_else_sees_the_work_of_the_state(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    for person in (cast.editor, cast.reviewer, cast.ta_provider, cast.newcomer):
        assert "For whom steps wait" not in signed_in(person).get("/home/").content.decode()


@time_machine.travel(NOON)
def test_the_last_day_to_contest_is_named_and_not_the_one_after_it(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    last = NOON.date() + timedelta(days=4)
    world.publish(determined_2023.year, "ranks", world.RANKS.replace("55.5", "54.5"), by=cast.administrator)
    draft = determining.determine(
        year=determined_2023.year, version=determined_2023.year.definition, by=cast.administrator, at=NOON
    )
    preliminary.open_window(run=draft, last_day=last, by=cast.administrator, at=NOON)
    coming = signed_in(cast.administrator).get("/home/").context["coming"]
    assert [one.day for one in coming if one.what == "Last day to contest preliminary figures of 2023"] == [last]
    approver = signed_in(cast.approver)
    assert "March 24, 2023" in approver.get("/calendar/").content.decode()
    assert "March 25, 2023" not in approver.get("/calendar/").content.decode()
