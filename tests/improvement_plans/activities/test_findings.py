"""What the letter finds disproportionate is worked on like a missed element: drill-down, weaknesses, causes, outcomes."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.levels import determining
from improvement_plans.activities import drill_down, root_cause
from improvement_plans.plans.models import Plan, Step
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import Workbook, read_by
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.years import services as years_services
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.final import finalise

Visit = Callable[[Person], Client]
COUNTS = """year,lea_code,category,group,outcome,base
2023,0161119,3,HI,19,120
2023,0161119,3,WH,44,880
2023,0161119,11,AA,10,60
2023,0161119,11,WH,20,880
"""
AUTISM, REMOVAL = "d3-HI", "d11-AA"


def found(cast: Cast) -> Plan:
    """Issue the letters of 2023; return the plan of Alder, significantly disproportionate with two ratios over the threshold."""
    year = world.publish_2023(cast)
    world.publish(year, "disproportionality", COUNTS, by=cast.administrator)
    world.publish(year, "levels", "year,lea_code,level\n2023,0161119,SD\n", by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    world.issue(finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator)
    return world.plan_of(cast.lea)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """That plan."""
    return found(cast)


def write(cast: Cast, number: int, activity: str, value: dict[str, object]) -> Workbook:
    step = Step.objects.get(plan__lea=cast.lea, number=number)
    answers.save(step=step, activity=activity, repeat="", value=value, seen={}, by=cast.editor, at=NOON)
    return read_by(cast.editor, world.plan_of(cast.lea))


def test_each_finding_has_a_drill_down_with_its_ratio_years_and_counts(
    cast: Cast, plan: Plan, signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    step = editor.get("/plans/0161119/2023/step/1/").content.decode()
    page = f"/plans/0161119/2023/step/1/data_drilldown/{AUTISM}/"
    assert page in step
    shown = editor.get(page).content.decode()
    for said in ("Hispanic", "19 of 120", "44 of 880", "3.17", "Over the threshold for 1 year"):
        assert said in shown, said
    assert "disproportionate" in editor.get("/plans/0161119/2023/").content.decode()


def test_the_ratio_of_a_finding_is_drawn_over_all_years_against_its_threshold(cast: Cast, signed_in: Visit) -> None:
    for year, counts in ((2020, "18,120"), (2022, "10,60")):
        document = {**definitions.document(2023), "year": year}
        definition_services.load_definition(text=definitions.dumped(document), by=cast.administrator, at=NOON)
        opened = years_services.open_year(year=year, by=cast.administrator, at=NOON)
        world.publish(opened, "leas", world.LEAS, by=cast.administrator)
        header, _mine, others, *_more = COUNTS.replace("2023", str(year)).splitlines()
        rows = "\n".join([header, f"{year},0161119,3,HI,{counts}", others])
        world.publish(opened, "disproportionality", f"{rows}\n", by=cast.administrator)
    found(cast)
    page = f"/plans/0161119/2023/step/1/data_drilldown/{AUTISM}/"
    for person, of_2022 in ((cast.editor, "3.33"), (cast.ta_provider, "")):  # 10 students are a small number
        field = next(one for one in signed_in(person).get(page).context["view"].fields if one.key == "history")
        chart = field.given.chart
        assert chart.columns == ["Year", "Ratio", "Threshold"]
        line = "more than 3"
        assert chart.rows == [["2020", "3", line], ["2021", "", line], ["2022", of_2022, line], ["2023", "3.17", line]]
        assert "Threshold: more than 3" in chart.svg
    editor = signed_in(cast.editor)
    with CaptureQueriesContext(connection) as asked:
        assert "3.33" in editor.get(page).content.decode()
    assert not [one for one in asked if "SUM(" in one["sql"]], "the counts of the state are added up once a process"


def test_a_finding_can_be_chosen_where_an_element_can(cast: Cast, plan: Plan) -> None:
    options = dict(read_by(cast.editor, plan).options("letter_elements"))
    assert {"1", "3A-ELA", "5A", AUTISM, REMOVAL} <= set(options)
    assert options[AUTISM].endswith("Hispanic or Latino: disproportionate")


def test_a_finding_without_weakness_or_cause_is_asked_for(cast: Cast, plan: Plan) -> None:
    elements = ["1", "3A-ELA", "5A", AUTISM]
    weakness = {"_id": "r1", "weakness": "W", "elements": elements}
    book = write(cast, 1, "consolidation", {"weaknesses": [weakness]})
    (fault,) = drill_down.each_missed_element_is_in_a_weakness(book)
    assert "African American: disproportionate" in fault.sentence
    cause = {"_id": "c1", "statement": "S", "area": elements}
    (fault,) = root_cause.each_missed_element_of_sig_dis_has_a_cause(write(cast, 2, "root_causes", {"causes": [cause]}))
    assert "African American: disproportionate has no root cause yet" in fault.sentence


def test_small_numbers_of_a_finding_are_hidden(cast: Cast, plan: Plan, signed_in: Visit) -> None:
    page = f"/plans/0161119/2023/step/1/data_drilldown/{REMOVAL}/"
    assert "10 of 60" in signed_in(cast.editor).get(page).content.decode()
    hidden = signed_in(cast.ta_provider).get(page).content.decode()
    assert "10 of 60" not in hidden
    assert "7.33" not in hidden
    assert "hidden" in hidden


def test_the_plan_pdf_and_the_demonstration_fill_take_findings_along(cast: Cast, plan: Plan) -> None:
    world.fill_step(cast.lea, 1, by=cast.editor)
    book = read_by(cast.editor, world.plan_of(cast.lea))
    assert {repeat for _slug, repeat in book.kept_at() if repeat} >= {AUTISM, REMOVAL}
