"""The dashboards count right, filter, export what they show, and ask the same number of queries for every state."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cim_portal.dashboards import figures
from cim_portal.dashboards.figures import Filters, LeaLine
from determinations.runs.models import Run
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.work.models import Job
from tests import factories, world
from tests.cast import NOON, Cast
from tests.workbooks import sheet_of

SignIn = Callable[[Person], Client]


def names(lines: Iterable[LeaLine]) -> list[str]:
    return [line.name for line in lines]


def test_the_state_counts_its_leas_by_level(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    page = signed_in(cast.monitor).get("/state/")
    counts = {tally.name: tally.count for tally in page.context["levels"] if tally.count}
    assert counts == {"Intensive Level 3": 1, "Targeted Level 3": 1, "Targeted Level 2": 1}
    chart = page.context["chart"]
    assert [row for row in chart.rows if row[1] != "0"] == [[name, str(count)] for name, count in counts.items()]
    assert "<svg" in page.content.decode()


def test_steps_are_counted_by_state(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    page = signed_in(cast.monitor).get("/state/")
    first = {tally.name: tally.count for tally in page.context["steps"][0].counts if tally.count}
    assert first == {"In progress": 2, "Submitted": 1}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("level=I3", ["Cedar Charter"]),
        ("level=none", []),
        ("q=alder", ["Alder Unified"]),
        ("q=0161127", ["Birch Elementary"]),
        ("selpa=0199", ["Alder Unified", "Birch Elementary"]),
        ("county=10", ["Cedar Charter"]),
        ("waits=selpa", ["Alder Unified"]),
        ("waits=lea&step=1", ["Birch Elementary", "Cedar Charter"]),
        ("waits=state", []),
        ("status=submitted", ["Alder Unified"]),
        ("step=x", []),
        ("q=al%00der", ["Alder Unified"]),
        ("selpa=0199&waits=lea&step=1", ["Birch Elementary"]),
        ("sort=level", ["Cedar Charter", "Birch Elementary", "Alder Unified"]),
    ],
)
def test_filters_stand_in_the_address_and_combine(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, asked: str, left: list[str]
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    assert names(signed_in(cast.monitor).get(f"/state/?{asked}").context["lines"]) == left


def test_what_waits_on_the_state_is_found(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    step = world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    moves.approve_step(step=step, by=cast.other_reviewer, at=NOON)
    assert names(signed_in(cast.monitor).get("/state/?waits=state").context["lines"]) == ["Cedar Charter"]


def test_overdue_is_what_waits_on_the_lea_after_its_day(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date() - timedelta(days=1))
    page = signed_in(cast.monitor).get("/state/?overdue=yes")
    assert names(page.context["lines"]) == ["Alder Unified"]
    assert page.context["overdue"].count == 1


def test_every_count_is_the_length_of_the_list_behind_it(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    Step.objects.filter(plan__lea=cast.other).update(due_on=NOON.date() - timedelta(days=1))
    run, today, browser = Run.objects.get(), NOON.date(), signed_in(cast.monitor)
    for county, level, waits, late in product(("", "10"), ("", "T3"), ("", "lea"), ("", "yes")):
        filters = Filters(county=county, level=level, waits=waits, overdue=late)
        page = browser.get(f"/state/?{filters.address()}")
        steps = [tally for of_step in page.context["steps"] for tally in of_step.counts]
        for tally in [*page.context["levels"], *steps, page.context["overdue"]]:
            behind = figures.results(run, scope=Q(), filters=Filters.of(QueryDict(tally.address)), today=today)
            assert tally.count == behind.count(), (filters, tally)


def test_a_panel_follows_the_county_of_the_address(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    page = signed_in(cast.monitor).get("/state/?county=10")
    assert {tally.name: tally.count for tally in page.context["levels"] if tally.count} == {"Intensive Level 3": 1}
    assert sum(tally.count for of_step in page.context["steps"] for tally in of_step.counts) == 3


def test_a_year_shows_and_finds_an_lea_where_it_was_then(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    moved = Lea.objects.get(code="0161127")
    moved.name, moved.selpa, moved.county = "Birch Unified", cast.other.selpa, cast.other.county
    moved.save()  # as the directory of a later year says
    browser = signed_in(cast.monitor)
    then, now = (browser.get(f"/state/?year=2023&selpa={code}") for code in ("0199", "1099"))
    assert names(then.context["lines"]) == ["Alder Unified", "Birch Elementary"]
    assert "Birch" not in " ".join(names(now.context["lines"]))
    assert sum(tally.count for tally in then.context["levels"]) == 2
    row = next(csv.DictReader(io.StringIO(browser.get("/state/?level=T3&as=csv").content.decode("utf-8-sig"))))
    assert (row["lea_name"], row["selpa_code"]) == ("Birch Elementary", "0199")
    assert names(browser.get("/state/?county=01").context["lines"]) == ["Alder Unified", "Birch Elementary"]


def test_the_export_follows_the_filters(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    client = signed_in(cast.monitor)
    rows = list(csv.DictReader(io.StringIO(client.get("/state/?level=T3&as=csv").content.decode("utf-8-sig"))))
    assert [(r["lea_code"], r["level"], r["step_1_state"], r["step_1_waiting_for"]) for r in rows] == [
        ("0161127", "T3", "In progress", "the LEA")
    ]
    sheet = sheet_of(load_workbook(io.BytesIO(client.get("/state/?level=T3&as=xlsx").content)))
    assert [cell.value for cell in sheet[2]][:3] == [2023, "0161127", "Birch Elementary"]


def test_a_selpa_sees_its_own_leas_alone(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    page = signed_in(cast.reviewer).get("/selpas/0199/")
    assert names(page.context["lines"]) == ["Alder Unified", "Birch Elementary"]
    assert sum(tally.count for tally in page.context["levels"]) == 2
    assert signed_in(cast.reviewer).get("/selpas/1099/").status_code == 404
    assert signed_in(cast.editor).get("/selpas/0199/").status_code == 404


def test_without_a_final_run_the_page_says_so(cast: Cast, signed_in: SignIn) -> None:
    assert "No year has final levels yet" in signed_in(cast.monitor).get("/state/").content.decode()


@pytest.mark.parametrize("address", ["/state/", "/selpas/0199/", "/state/?waits=selpa&overdue=yes", "/home/"])
def test_the_number_of_queries_does_not_grow(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, address: str
) -> None:
    run = Run.objects.get()
    client = signed_in(cast.reviewer if "selpas" in address else cast.monitor)
    client.get(address)  # what is asked once and kept, such as content types
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    factories.populate(run, count=45, selpa=cast.selpa)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 25


def test_the_number_of_queries_of_an_lea_does_not_grow(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    client = signed_in(cast.editor)
    with CaptureQueriesContext(connection) as few:
        page = client.get("/leas/0161119/")
    assert page.status_code == 200
    factories.populate(Run.objects.get(), count=45, selpa=cast.selpa)
    with CaptureQueriesContext(connection) as many:
        client.get("/leas/0161119/")
    assert len(many) == len(few) <= 20


def test_the_page_of_an_lea_promises_a_plan_only_while_one_is_on_its_way(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    opening, missing = "The plan is being opened", "The portal has no improvement plan of 2023"
    plan = issued_2023[cast.lea.code]
    letter = plan.letter
    assert letter.issued_at is not None
    Step.objects.filter(plan=plan).delete()
    Plan.objects.filter(pk=plan.pk).delete()
    Job.objects.filter(kind="improvement_plans.open_plan").delete()

    def said() -> list[bool]:
        page = signed_in(cast.editor).get(f"/leas/{cast.lea.code}/").content.decode()
        return [opening in page, missing in page]

    assert said() == [False, True]
    jobs.enqueue("improvement_plans.open_plan", letter, at=letter.issued_at)
    assert said() == [True, False]
    jobs.work_off()
    assert said() == [False, False]
