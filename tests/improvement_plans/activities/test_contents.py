"""A declared step in all its uses, asked through the engine's public functions on workbooks that people filled in."""

from typing import Any

import pytest

from improvement_plans.activities import contents
from improvement_plans.activities.page import ActivityView, FieldView
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers, kinds
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Place, Workbook
from tests import world
from tests.cast import NOON, Cast

MEMBER = {"name": "Ana", "position": "Director", "organization": "Alder Unified", "sector": "both"}


@pytest.fixture
def plan(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    """Alder's plan at Targeted 2, where nothing is filled in."""
    return issued_2023[cast.lea.code]


@pytest.fixture
def at_most(cast: Cast, issued_sd_2023: dict[str, Plan]) -> Plan:
    """Alder's plan at the level where the state asks for most."""
    return issued_sd_2023[cast.lea.code]


def page(plan: Plan, activity: str, *, step: int = 1, repeat: str = "") -> tuple[Workbook, Place]:
    book = Workbook(world.plan_of(plan.lea))
    place = contents.place_of(book, step=step, activity=activity, repeat=repeat)
    assert place is not None
    return book, place


def typed(plan: Plan, activity: str, value: dict[str, Any], *, step: int = 1, repeat: str = "") -> ActivityView:
    """Return the page as it is with what was just typed and not saved."""
    book, place = page(plan, activity, step=step, repeat=repeat)
    return contents.view(book, place, typed=value)


def saved(cast: Cast, plan: Plan, activity: str, value: dict[str, Any], *, step: int = 1) -> ActivityView:
    """Save the page on what is there, and return it read again."""
    stands = Answer.objects.filter(step__plan=plan, activity=activity).first()
    seen = dict.fromkeys(value, stands.version if stands else 0)
    step_now = world.step_of(plan.lea, step)
    answers.save(step=step_now, activity=activity, repeat="", value=value, seen=seen, by=cast.editor, at=NOON)
    book, place = page(plan, activity, step=step)
    return contents.view(book, place)


def field(view: ActivityView, key: str) -> FieldView:
    return next(f for f in view.fields if f.key == key)


def sentences(view: ActivityView) -> list[str]:
    return [fault.sentence for fault in view.missing]


@pytest.mark.parametrize(
    ("activity", "step", "key", "value", "kind", "shown"),
    [
        ("consolidation", 1, "why", "Families hear too late.", "prose", "Families hear too late."),
        ("root_causes", 2, "ruled_out", "Transport\n\nSchedule", "rich_list", "Transport\n\nSchedule"),
        ("problem_statement", 2, "who", "Grade 6", "text", "Grade 6"),
        ("problem_statement", 2, "how_much", "1,234.5", "number", "1,234.5"),
        ("root_cause_method", 2, "method", "fishbone", "choice", "fishbone"),
    ],
)
def test_each_kind_of_field_has_its_widget_and_reads_as_it_was_typed(
    cast: Cast, plan: Plan, activity: str, step: int, key: str, value: str, kind: str, shown: str
) -> None:
    found = field(saved(cast, plan, activity, {key: value}, step=step), key)
    assert (found.kind, found.value, found.shown, found.missing) == (kind, value, shown, [])


def test_a_blank_field_that_is_asked_for_says_so_in_a_sentence(plan: Plan) -> None:
    found = field(typed(plan, "consolidation", {}), "why")
    assert found.shown == "No information"
    assert found.missing == ["“Why this one” is not filled in."]


def test_points_are_read_one_a_line_and_blank_lines_are_none(plan: Plan) -> None:
    assert field(typed(plan, "root_causes", {"ruled_out": "One\n\n Two \n"}, step=2), "ruled_out").points == [
        "One",
        "Two",
    ]


def test_sentences_that_were_chosen_read_as_one_line() -> None:
    rows = [("r1", "The schedule comes first."), ("r2", "No one has common training."), ("r3", "Records differ.")]
    said = kinds.kinds()["choices"].shown(["r1", "r3"], rows)
    assert said == "The schedule comes first; Records differ."


def test_a_number_that_is_none_stops_the_step_and_stays_as_it_was_typed(cast: Cast, plan: Plan) -> None:
    found = field(saved(cast, plan, "problem_statement", {"how_much": "many"}, step=2), "how_much")
    assert (found.value, found.shown) == ("many", "many")
    assert found.missing == ["“How much” is not a number. Write digits, such as 1234.5."]


def test_a_date_in_a_table_is_written_out_and_one_that_is_none_is_named_by_its_row(cast: Cast, plan: Plan) -> None:
    rows = [
        {"_id": "r1", "date": "2023-04-05", "topic": "Reading the letter"},
        {"_id": "r2", "date": "soon", "topic": "Choosing a weakness"},
    ]
    found = field(saved(cast, plan, "cim_team", {"meetings": rows}), "meetings")
    assert [row.cells[0].shown for row in found.rows] == ["April 5, 2023", "soon"]
    assert found.missing == ["“Meetings held and planned”, row 2: “Date” is not a date. Write it as 2026-06-30."]


def test_a_text_with_what_looks_like_a_student_is_stopped(cast: Cast, plan: Plan) -> None:
    found = field(saved(cast, plan, "consolidation", {"why": "See 1234567890."}), "why")
    assert found.missing == [
        "“Why this one” has ten digits in a row, which looks like a student identifier. Remove it."
    ]


def test_what_is_given_is_shown_and_never_missing(plan: Plan) -> None:
    found = field(typed(plan, "data_drilldown", {}, repeat="5A"), "rate_target")
    assert (found.kind, found.missing, found.shown) == ("given", [], "")
    assert found.given is not None
    assert found.given.rows


def test_a_field_for_another_level_is_left_out_of_the_page(plan: Plan) -> None:
    assert "norms" not in [f.key for f in typed(plan, "cim_team", {}).fields]


def test_a_field_that_the_level_asks_for_is_there_and_required(at_most: Plan) -> None:
    found = field(typed(at_most, "cim_team", {}), "norms")
    assert (found.required, found.missing) == (True, ["“How the team keeps a cultural lens” is not filled in."])


def test_an_assurance_is_ticked_and_a_file_attached(cast: Cast, at_most: Plan) -> None:
    book, place = page(at_most, "assurances")
    view = contents.view(book, place)
    file = field(view, "signed_form")
    assert (file.kind, file.missing) == ("file", ["“Signed assurances form” needs a file."])
    assured = next(f for f in view.fields if f.kind == "assurance" and f.required)
    assert (assured.shown, assured.missing) == ("Not assured yet", [f"“{assured.label}” has to be assured."])
    world.attach(world.step_of(cast.lea, 1), place, "signed_form", by=cast.editor)
    view = saved(cast, at_most, "assurances", {assured.key: True})
    assert field(view, assured.key).shown == "Assured"
    file = field(view, "signed_form")
    assert (file.shown, file.missing) == ("evidence.pdf", [])


@pytest.mark.parametrize(("method", "asked"), [("fishbone", "bones"), ("five whys", "whys"), ("other", "")])
def test_a_field_that_depends_on_another_is_asked_for_with_it_alone(
    cast: Cast, plan: Plan, method: str, asked: str
) -> None:
    view = saved(cast, plan, "root_cause_method", {"method": method}, step=2)
    assert {key: field(view, key).required for key in ("bones", "whys")} == {
        "bones": asked == "bones",
        "whys": asked == "whys",
    }


def test_too_few_rows_and_too_many_are_counted(cast: Cast, plan: Plan) -> None:
    rows = [{"_id": f"r{n}", **MEMBER} for n in range(2)]
    found = field(saved(cast, plan, "cim_team", {"members": rows}), "members")
    assert found.missing == ["“Team members” needs at least 3 rows; it has 2."]
    assert len(found.rows) == 3  # a blank row is there for the third
    many = [{"_id": f"r{n}", "why": "Because"} for n in range(8)]
    view = saved(cast, plan, "root_cause_method", {"method": "five whys", "whys": many}, step=2)
    assert field(view, "whys").missing == ["“Whys” takes at most 7 rows; it has 8."]


def test_a_row_says_what_is_missing_in_it(cast: Cast, plan: Plan) -> None:
    rows = [{"_id": f"r{n}", **MEMBER} for n in range(3)]
    rows[1] = {**rows[1], "sector": ""}
    found = field(saved(cast, plan, "cim_team", {"members": rows}), "members")
    assert found.missing == ["“Team members”, row 2: “Sector” is not filled in."]


def test_another_blank_row_is_added_where_it_was_asked_for(cast: Cast, plan: Plan) -> None:
    saved(cast, plan, "cim_team", {"members": [{"_id": "r2", **MEMBER}]})
    book, place = page(plan, "cim_team")
    before = field(contents.view(book, place), "members")
    after = field(contents.view(book, place, more="members"), "members")
    assert len(after.rows) == len(before.rows) + 1
    assert len({row.id for row in after.rows}) == len(after.rows)
    assert after.growing
    assert not any(row.label for row in after.rows)


def test_rows_from_a_vocabulary_stand_there_and_cannot_be_taken_out(plan: Plan) -> None:
    found = next(f for f in typed(plan, "infrastructure", {}).fields if f.kind == "table" and not f.growing)
    book, _ = page(plan, "infrastructure")
    assert [row.label for row in found.rows] == list(book.definition.vocabularies["infrastructure_component"])
    assert all(row.label for row in found.rows)
    assert found.rows[0].cells[0].shown == found.rows[0].label


def test_rows_from_the_letter_are_its_missed_elements(plan: Plan) -> None:
    found = next(f for f in typed(plan, "ppp_review", {}).fields if f.kind == "table" and not f.growing)
    assert [row.id for row in found.rows] == ["e-1", "e-3A-ELA", "e-5A"]


def test_what_can_be_chosen_from_here_are_the_rows_that_are_saved(cast: Cast, plan: Plan) -> None:
    assert field(typed(plan, "consolidation", {}), "chosen").options == []
    rows = [{"_id": "r1", "weakness": "Options come late", "seen_in": ["cim_team"]}]
    found = field(saved(cast, plan, "consolidation", {"weaknesses": rows, "chosen": "r1"}), "chosen")
    assert found.from_here
    assert found.options == [("r1", "Options come late")]
    assert found.shown == "Options come late"


def test_the_outline_says_in_words_how_far_each_page_is(cast: Cast, plan: Plan) -> None:
    world.fill_step(cast.lea, 2, by=cast.editor)
    saved(cast, plan, "cim_team", {"meetings": [{"_id": "r1", "topic": "Reading the letter"}]})
    book = Workbook(world.plan_of(cast.lea))
    states = {one.place.activity.slug: one.state for n in (1, 2) for one in contents.outline(book, n)}
    assert states["cim_team"] == "in progress"
    assert states["consolidation"] == "not started"
    assert states["problem_statement"] == "complete"
    optional = [one for one in contents.outline(book, 1) if not one.place.required]
    assert {one.state for one in optional} <= {"optional"}
    assert all(one.complete for one in optional)


def test_a_step_that_is_filled_in_lacks_nothing(cast: Cast, plan: Plan) -> None:
    assert contents.missing(world.step_of(cast.lea, 1))
    world.fill_step(cast.lea, 1, by=cast.editor)
    assert contents.missing(world.step_of(cast.lea, 1)) == []


def test_a_table_reads_row_by_row_with_its_headings(cast: Cast, plan: Plan) -> None:
    found = field(saved(cast, plan, "cim_team", {"members": [{"_id": "r1", **MEMBER}]}), "members")
    assert found.shown.splitlines()[0] == ("Name: Ana; Position: Director; Organization: Alder Unified; Sector: both")


def test_a_page_that_the_step_has_not_is_none(plan: Plan) -> None:
    book = Workbook(world.plan_of(plan.lea))
    assert contents.place_of(book, step=1, activity="focus", repeat="") is None
    assert contents.place_of(book, step=1, activity="data_drilldown", repeat="99") is None
    assert queries.titles(world.step_of(plan.lea, 1))["cim_team"] == "CIM team"
    assert queries.title(world.step_of(plan.lea, 1)) == "Gather and Inquire"
