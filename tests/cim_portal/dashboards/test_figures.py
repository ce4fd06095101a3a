"""The dashboards count right, filter, export what they show, and ask the same number of queries for every state."""

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate
from openpyxl import load_workbook

from cim_portal.dashboards.declaring import Cell
from cim_portal.dashboards.figures import LeaLine
from cim_portal.dashboards.filters import Filters, results
from cim_portal.dashboards.panels import PANELS
from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves
from monitoring.definition import services as definition_services
from monitoring.oversight import queries as oversight
from monitoring.oversight import services as oversight_services
from monitoring.people.models import Person
from monitoring.places.counties import COUNTIES
from monitoring.places.models import County, Lea
from monitoring.work import jobs
from monitoring.work.models import Job
from monitoring.years import services as years_services
from tests import definitions, factories, world
from tests.cast import NOON, Cast
from tests.determinations.made import drafted
from tests.final import finalise
from tests.workbooks import sheet_of

SignIn = Callable[[Person], Client]


def names(lines: Iterable[LeaLine]) -> list[str]:
    return [line.name for line in lines]


def panel(page: Any, name: str) -> dict[str, list[Cell]]:  # the test client's answer
    """Return the rows of a panel by what names them."""
    drawn = next(one for one in page.context["panels"] if one.name == name)
    return {row[0][1].shown: [cell for _column, cell in row[1:]] for row in drawn.rows}


def first_counts(page: Any, name: str) -> dict[str, object]:  # the same
    """Return the first column of counts of a panel, without its zeros."""
    return {named: cells[0].value for named, cells in panel(page, name).items() if cells[0].value}


def test_the_state_counts_its_leas_by_level(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    page = signed_in(cast.monitor).get("/state/")
    assert first_counts(page, "levels") == {"Intensive Level 3": 1, "Targeted Level 3": 1, "Targeted Level 2": 1}
    chart = next(one for one in page.context["panels"] if one.name == "levels").chart
    assert [row for row in chart.rows if row[1] != "0"] == [["Intensive, 2023", "1"], ["Targeted, 2023", "2"]]
    assert "<svg" in page.content.decode()
    assert "No levels of the year before are final" in page.content.decode()


def test_steps_are_counted_by_state(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    page = signed_in(cast.monitor).get("/state/")
    first = next(iter(panel(page, "steps").values()))
    assert [cell.value for cell in first] == [2, 1, 0, 0, 0]
    rows = next(one for one in page.context["panels"] if one.name == "waiting").rows
    assert [[cell.shown for _column, cell in row[1:3]] for row in rows[:2]] == [["the LEA", "2"], ["the SELPA", "1"]]


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
        ("sort=waiting", ["Birch Elementary", "Cedar Charter", "Alder Unified"]),
        ("sort=level", ["Cedar Charter", "Birch Elementary", "Alder Unified"]),
    ],
)
def test_filters_stand_in_the_address_and_combine(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, asked: str, left: list[str]
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    Step.objects.filter(plan__lea=cast.lea).update(moved_at=NOON + timedelta(days=1))
    assert names(signed_in(cast.monitor).get(f"/state/?{asked}").context["lines"]) == left


def test_what_is_chosen_of_a_long_list_stays_chosen(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    """A list that can be typed into begins with what its element names, not with the option that is selected."""
    County.objects.bulk_create([County(code=code, name=name) for code, name in COUNTIES.items()], ignore_conflicts=True)
    page = signed_in(cast.monitor).get("/state/?county=10").content.decode()
    assert 'data-placeholder="Every county"' in page
    assert 'data-default-value="10"' in page


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
    assert page.context["overdue"].value == 1
    assert [cell.value for cell in next(iter(panel(page, "deadlines").values()))[:2]] == [
        1,
        (localdate() - NOON.date()).days + 1,
    ]


KNOWN = {
    "q": ["alder", "0161"],
    "level": ["T3", "I3", "none"],
    "tier": ["targeted", "intensive"],
    "was": ["new", "T2"],
    "county": ["10", "01"],
    "selpa": ["0199"],
    "monitor": ["none"],
    "indicator": ["4A", "5A", "13"],
    "met": ["Yes", "No", "none"],
    "step": ["1", "2"],
    "status": ["open", "submitted"],
    "waits": ["lea", "selpa"],
    "overdue": ["yes"],
    "due": ["7", "30"],
    "extension": ["asked"],
    "progress": ["nothing"],
}
WHOLE = ("levels", "determinations")  # panels in which each LEA is once


def test_every_panel_list_and_file_is_about_the_same_leas(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    Step.objects.filter(plan__lea=cast.other).update(due_on=NOON.date() - timedelta(days=1))
    Step.objects.filter(plan__lea=cast.sibling, number=1).update(due_on=localdate() + timedelta(days=3))
    run, today, browser = Run.objects.get(), localdate(), signed_in(cast.monitor)
    chance = random.Random(2023)
    tried = [
        {name: chance.choice(KNOWN[name]) for name in chance.sample(list(KNOWN), count)} for count in (0, 1, 2, 3) * 5
    ]
    for asked in tried:
        filters = Filters(**asked)
        page = browser.get(f"/state/?{filters.address()}")
        there = results(run, scope=Q(), filters=filters, today=today).count()
        assert page.context["page"].paginator.count == there
        whole = {name: sum(int(str(cells[0].value)) for cells in panel(page, name).values()) for name in WHOLE}
        assert whole == dict.fromkeys(WHOLE, there), asked
        file = browser.get(f"/state/?{filters.address()}&as=csv").getvalue().decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(file)))) == there
        shown = [cell for one in page.context["panels"] for row in one.rows for _column, cell in row]
        for cell in [page.context["overdue"], *shown]:
            if cell.address:
                behind = results(run, scope=Q(), filters=Filters.of(QueryDict(cell.address)), today=today)
                assert cell.value == behind.count(), (asked, cell)


def test_what_is_kept_of_a_run_is_counted_again_for_the_next_and_for_other_leas(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    browser = signed_in(cast.monitor)

    def met(address: str) -> object:
        return next(
            cells[0].value
            for name, cells in panel(browser.get(address), "indicators").items()
            if name.startswith("5A ")
        )

    for _time in range(2):  # the second is what was kept
        assert met("/state/") == 2
        assert met("/state/?county=10") == 1
    run = Run.objects.get()
    better = world.INDICATORS.replace("276,640,43.13%,>=60.0%,No", "468,640,73.13%,>=60.0%,Yes")
    world.publish(run.year, "indicators", better, by=cast.administrator)
    finalise(run=drafted(cast, run.year), by=cast.administrator, at=NOON)
    assert met("/state/") == 3
    assert met("/state/?county=10") == 1


def test_a_panel_is_a_file(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    browser = signed_in(cast.monitor)
    for name in PANELS:
        shown = panel(browser.get("/state/?level=T3"), name)
        rows = json.loads(browser.get(f"/state/?level=T3&panel={name}&as=json").content)
        assert [list(row.values())[2:] for row in rows] == [[cell.value for cell in cells] for cells in shown.values()]
    answer = browser.get("/state/?level=T3&panel=levels&as=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="state-2023-levels.csv"'


def test_a_panel_follows_the_county_of_the_address(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    for code in range(11, 59):  # a list so long that it can be typed into
        County.objects.create(code=f"{code}", name=COUNTIES[f"{code}"])
    page = signed_in(cast.monitor).get("/state/?county=10")
    assert re.search(
        r'class="usa-combo-box"\s+data-placeholder="Every county"\s+data-default-value="10"', page.content.decode()
    )
    assert first_counts(page, "levels") == {"Intensive Level 3": 1}
    assert sum(int(str(cell.value)) for cells in panel(page, "steps").values() for cell in cells) == 3


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
    assert sum(int(str(cells[0].value)) for cells in panel(then, "levels").values()) == 2
    row = next(csv.DictReader(io.StringIO(browser.get("/state/?level=T3&as=csv").getvalue().decode("utf-8-sig"))))
    assert (row["lea_name"], row["selpa_code"]) == ("Birch Elementary", "0199")
    assert names(browser.get("/state/?county=01").context["lines"]) == ["Alder Unified", "Birch Elementary"]


def test_the_export_follows_the_filters(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    client = signed_in(cast.monitor)
    rows = list(csv.DictReader(io.StringIO(client.get("/state/?level=T3&as=csv").getvalue().decode("utf-8-sig"))))
    assert [(r["lea_code"], r["level"], r["step_1_state"], r["step_1_waiting_for"]) for r in rows] == [
        ("0161127", "T3", "In progress", "the LEA")
    ]
    sheet = sheet_of(load_workbook(io.BytesIO(client.get("/state/?level=T3&as=xlsx").content)))
    assert [cell.value for cell in sheet[2]][:3] == [2023, "0161127", "Birch Elementary"]


def test_a_selpa_sees_its_own_leas_alone(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    page = signed_in(cast.reviewer).get("/selpas/0199/")
    assert names(page.context["lines"]) == ["Alder Unified", "Birch Elementary"]
    assert sum(int(str(cells[0].value)) for cells in panel(page, "levels").values()) == 2
    assert signed_in(cast.reviewer).get("/selpas/1099/").status_code == 404
    assert signed_in(cast.editor).get("/selpas/0199/").status_code == 404


def test_without_a_final_run_the_page_says_so(cast: Cast, signed_in: SignIn) -> None:
    assert "No year has final levels yet" in signed_in(cast.monitor).get("/state/").content.decode()


def test_years_before_are_counted_anew_where_what_is_asked_for_changes(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    factories.repeat(Run.objects.get(), year=2024)
    browser = signed_in(cast.monitor)

    def counted(address: str) -> list[int]:
        """How many LEAs the panel of levels has in 2024 and in 2023."""
        rows = panel(browser.get(address), "levels").values()
        return [sum(int(cell.value or 0) for cell in column) for column in zip(*rows, strict=True)]

    mine = f"/state/?monitor={oversight.key_of(cast.monitor)}"
    for number, code in enumerate(("0161119", "0161127"), start=1):
        one = Lea.objects.filter(code=code)
        oversight_services.assign(one, expected=1, to=cast.monitor, by=cast.administrator, at=NOON)
        assert counted(mine) == [number, number]
        assert counted("/state/") == [3, 3]  # the second time as it was kept
        assert counted("/state/?level=T3") == [1, 1]


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


def test_counties_are_counted_and_one_of_their_numbers_is_on_the_map(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date() - timedelta(days=1))
    browser = signed_in(cast.monitor)
    for measure, title, drawn in (
        ("", "Counties: State-reviewed level, %", [["Alameda", "50%"], ["Fresno", "100%"]]),
        ("overdue", "Counties: Overdue", [["Alameda", "1"], ["Fresno", "0"]]),
        ("x", "Counties: State-reviewed level, %", [["Alameda", "50%"], ["Fresno", "100%"]]),
    ):
        page = browser.get(f"/state/?measure={measure}")
        assert {name: [cell.value for cell in cells] for name, cells in panel(page, "counties").items()} == {
            "Alameda": [50.0, 2, 2, 1, 0],
            "Fresno": [100.0, 1, 1, 0, 0],
        }
        chart = next(one for one in page.context["panels"] if one.name == "counties").chart
        assert (chart.title, chart.rows) == (title, drawn)
    page = browser.get("/state/?measure=met&indicator=5A")
    chart = next(one for one in page.context["panels"] if one.name == "counties").chart
    assert (chart.title, chart.rows) == (
        "Counties: Meet the target of 5A, %",
        [["Alameda", "50%"], ["Fresno", "100%"]],
    )
    page = browser.get("/state/?measure=leas&level=T3")
    assert list(panel(page, "counties")) == ["Alameda"]
    assert next(one for one in page.context["panels"] if one.name == "counties").chart is None
    assert "measure=leas" in panel(page, "counties")["Alameda"][1].address


def test_counts_are_compared_with_another_year(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    version = definition_services.load_definition(text=definitions.text(2022), by=cast.administrator, at=NOON)
    year = years_services.open_year(year=2022, by=cast.administrator, at=NOON)
    run = Run.objects.create(
        year=year, number=1, definition=version, inputs_sha256="0" * 64, status="final", made_at=NOON
    )
    LevelResult.objects.create(run=run, lea=cast.lea, level="T2", computed="T2", explanation={"facts": {}, "rules": []})
    page = signed_in(cast.monitor).get("/state/?year=2023&against=2022")
    assert page.context["choices"]["against"] == [("2022", "2022")]
    steps = next(one for one in page.context["panels"] if one.name == "steps").rows[0]
    assert next((cell.value, cell.then and cell.then.value) for column, cell in steps if column.is_number) == (3, 0)
    counties = {row[0][1].shown: row for row in next(o for o in page.context["panels"] if o.name == "counties").rows}
    assert counties["Alameda"][2][1].then.value == 1
    assert counties["Alameda"][2][1].then.address.startswith("year=2022&")
    assert counties["Fresno"][2][1].then is None
    assert "2022: 1" in page.content.decode()
    asked = "/state/?year=2023&against=2022&as=json&panel="
    counties = {row["county"]: row for row in json.loads(signed_in(cast.monitor).get(f"{asked}counties").content)}
    assert [(row["compared_with"], row["leas"], row["leas_then"]) for row in counties.values()] == [
        ("2022", 2, 1),
        ("2022", 1, None),
    ]
    levels = json.loads(signed_in(cast.monitor).get(f"{asked}levels").content)
    assert set(levels[0]) == {"year", "level", "2022", "2023"}, "has all years by itself"
