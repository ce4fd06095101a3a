"""Each check of a plan, and each value that is given, by itself."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from cim_portal.lib.charts import Chart
from improvement_plans import activities as improvement_plans_activities
from improvement_plans.activities import (
    budget,
    contents,
    drill_down,
    gathering,
    links,
    plan_builder,
    progress,
    root_cause,
    roster,
)
from improvement_plans.activities.shown import Fault
from improvement_plans.plans.models import Plan, Step
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import services
from monitoring.people.models import Person
from tests import definitions
from tests.cast import NOON, Cast
from tests.definitions import FORMS
from tests.world import plan_of
from tests.worlds import world

Write = Callable[..., Workbook]


SLUGS = ["slugs as they come", "every slug renamed"]


@world
def renamed(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    """2023 issued, where the slug of every activity has another name."""
    rename(by=cast.administrator)


@world
def renamed_sd(cast: Cast, issued_sd_2023: dict[str, Plan]) -> None:
    """The same, where Alder is significantly disproportionate."""
    rename(by=cast.administrator)


def rename(*, by: Person) -> None:
    forms, year = (definitions.renamed(text, first="our_") for text in (FORMS.read_text(), definitions.text(2023)))
    services.load_step_forms(text=forms, by=by, at=NOON)
    Plan.objects.update(definition=services.load_definition(text=year, by=by, at=NOON))


def writer(cast: Cast, first: str) -> Write:
    """Return what saves answers of the LEA's plan, `activity={field: value}` or `activity__repeat=…`, and reads it.

    `first` is what the slugs of the plan's activities begin with; the names that are given do not have it.
    """
    step_of = {a.slug: a.step for a in Workbook(plan_of(cast.lea)).definition.activities}

    def write(**activities: dict[str, Any]) -> Workbook:
        for name, value in activities.items():
            slug, _, repeat = f"{first}{name}".partition("__")
            step = Step.objects.get(plan__lea=cast.lea, number=step_of[slug])
            answers.save(step=step, activity=slug, repeat=repeat, value=value, seen={}, by=cast.editor, at=NOON)
        return Workbook(plan_of(cast.lea))

    return write


# Every check and value must be there whatever the slugs are.
@pytest.fixture(params=["", pytest.param("our_", marks=pytest.mark.world("renamed"))], ids=SLUGS)
def write(cast: Cast, issued_2023: dict[str, Plan], request: pytest.FixtureRequest) -> Write:
    return writer(cast, request.param)


@pytest.fixture(params=["", pytest.param("our_", marks=pytest.mark.world("renamed_sd"))], ids=SLUGS)
def write_sd(cast: Cast, issued_sd_2023: dict[str, Plan], request: pytest.FixtureRequest) -> Write:
    return writer(cast, request.param)


def sentences(check: Callable[[Workbook], Iterable[Fault]], book: Workbook) -> list[str]:
    return [fault.sentence for fault in check(book)]


CAUSE = {"_id": "c1", "statement": "The schedule is built first."}
ACTIVITY = {"_id": "a1", "activity": "One schedule", "causes": ["c1"], "outcomes": ["o1"]}
OUTCOME = {
    "_id": "o1", "outcome": "More in class", "causes": ["c1"], "baseline": "43", "baseline_date": "2023-04-01",
    "direction": "at least", "target": "55", "target_date": "2025-06-30", "unit": "percent",
}  # fmt: skip


def test_an_empty_plan_has_no_misfit(write: Write) -> None:
    book = write()
    assert [fault for check in improvement_plans_activities.CHECKS for fault in check(book)] == []


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ([("both", "yes")], 0),
        ([("general education", "no"), ("special education", "yes")], 0),
        ([("special education", "yes")], 1),
        ([("general education", "no")], 2),
    ],
)
def test_the_team_has_both_sides_and_someone_who_decides(
    write: Write, members: list[tuple[str, str]], found: int
) -> None:
    rows = [{"_id": f"r{n}", "sector": sector, "decides": decides} for n, (sector, decides) in enumerate(members)]
    assert len(sentences(roster.both_sides_and_someone_who_decides, write(cim_team={"members": rows}))) == found


def test_each_missed_element_stands_in_a_weakness(write: Write) -> None:
    book = write(consolidation={"weaknesses": [{"_id": "r1", "weakness": "W", "elements": ["1", "5A"]}]})
    assert sentences(drill_down.each_missed_element_is_in_a_weakness, book) == [
        "The letter names 3A-ELA ELA participation, and it is in no weakness. Choose it in the one it belongs to."
    ]


def test_a_small_group_in_a_drill_down_is_warned_of(write: Write) -> None:
    rows = [{"_id": "r1", "group": "Grade 6", "denominator": "9"}, {"_id": "r2", "group": "All", "denominator": "90"}]
    (fault,) = drill_down.small_groups(write(data_drilldown__5A={"breakdowns": rows}))
    assert (fault.severity, fault.repeat) == ("warning", "5A")
    assert "“Grade 6”" in fault.sentence


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([("school", 20, 90), ("school", 5, 9), ("school", 12, 40)], {1, 2}),
        ([("school", 3, 40), ("school", 5, 9), ("school", 12, 40)], {0, 1, 2}),  # 3 and 5 are still fewer than 11
        ([("school", 9, 15), ("school", 40, 90), ("school", 30, 60)], {0, 2}),
        ([("school", 20, 90), ("gender", 20, 90)], set()),
        ([("school", None, 9)], {0}),
    ],
)
def test_a_small_group_is_hidden_with_the_one_that_would_give_it_away(
    counts: list[tuple[str, object, object]], hidden: set[int]
) -> None:
    rows = [{"cut_by": cut, "numerator": n, "denominator": d} for cut, n, d in counts]
    assert drill_down.small_rows(rows) == hidden


def test_a_small_numerator_is_warned_of_as_well(write: Write) -> None:
    rows = [{"_id": "r1", "group": "Grade 6", "numerator": "9", "denominator": "15"}]
    (fault,) = drill_down.small_groups(write(data_drilldown__5A={"breakdowns": rows}))
    assert "fewer than 11 students in one of its counts" in fault.sentence


def test_a_cause_that_names_families_is_advised_against(write: Write) -> None:
    rows = [{"_id": "c1", "statement": "Parents do not come."}, {"_id": "c2", "statement": "Meetings are at noon."}]
    (fault,) = root_cause.each_cause_is_about_the_system(write(root_causes={"causes": rows}))
    assert (fault.severity, "parents do not" in fault.sentence) == ("advice", True)


def test_a_problem_that_names_a_solution_is_advised_against(write: Write) -> None:
    (fault,) = root_cause.the_problem_names_no_solution(
        write(problem_statement={"sentence": "We need to hire coaches."})
    )
    assert fault.severity == "advice"


def test_each_missed_element_of_sig_dis_has_a_cause(write_sd: Write) -> None:
    book = write_sd(root_causes={"causes": [{**CAUSE, "area": ["1", "5A"]}]})
    assert sentences(root_cause.each_missed_element_of_sig_dis_has_a_cause, book) == [
        "3A-ELA ELA participation has no root cause yet. Name one."
    ]


def test_each_cause_is_answered(write: Write) -> None:
    other = {"_id": "c2", "statement": "No common record."}
    book = write(
        root_causes={"causes": [CAUSE, other]},
        measurable_outcomes={"outcomes": [OUTCOME]},
        high_leverage={"activities": [ACTIVITY]},
    )
    assert sentences(plan_builder.each_cause_is_answered, book) == [
        "No outcome answers the cause “No common record.”.",
        "No high-leverage activity answers the cause “No common record.”.",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "40"}, "which is not above its baseline 43"),
        ({"direction": "at most"}, "which is not below its baseline 43"),
        ({"baseline": ""}, "has no baseline"),
        ({"target_date": "2023-03-31"}, "not after its baseline"),
        ({"baseline": "", "no_baseline_why": "First counted in 2024."}, ""),
        ({}, ""),
    ],
)
def test_an_outcome_can_be_reached(write: Write, change: dict[str, str], words: str) -> None:
    book = write(measurable_outcomes={"outcomes": [{**OUTCOME, **change}]})
    told = sentences(plan_builder.each_outcome_can_be_reached, book)
    assert [words in sentence for sentence in told] == ([True] if words else [])


def test_each_activity_has_a_step_that_ends_after_it_starts(write: Write) -> None:
    steps = [{"_id": "s1", "activity": "gone", "action": "Train", "start": "2023-09-01", "finish": "2023-08-01"}]
    book = write(high_leverage={"activities": [ACTIVITY]}, action_steps={"steps": steps})
    assert sentences(plan_builder.each_activity_has_steps, book) == [
        "“One schedule” has no action step.",
        "The step “Train” finishes on August 1, 2023, before it starts on September 1, 2023.",
    ]


def test_every_date_lies_in_the_plan(write: Write) -> None:
    book = write(
        measurable_outcomes={"outcomes": [{**OUTCOME, "target_date": "2052-06-30"}]},
        action_steps={"steps": [{"_id": "s1", "action": "Train", "start": "2022-09-01", "finish": "2023-09-01"}]},
    )
    told = sentences(plan_builder.every_date_lies_in_the_plan, book)
    assert [("June 30, 2052" in told[0]), ("starts on September 1, 2022" in told[1]), len(told)] == [True, True, 2]


def test_the_period_of_the_budget_bounds_the_plan(write_sd: Write) -> None:
    book = write_sd(
        cceis_budget={"period": [{"_id": "p1", "from": "2023-07-01", "to": "2024-06-30"}]},
        measurable_outcomes={"outcomes": [OUTCOME]},
    )
    assert len(sentences(plan_builder.every_date_lies_in_the_plan, book)) == 1
    assert progress.period(book, "").lines == ["Report 1", "July 1, 2023 to June 30, 2024"]


def test_an_outcome_that_restates_an_element_keeps_its_baseline(write: Write) -> None:
    rows = [{**OUTCOME, "element": ["5A"]}, {**OUTCOME, "_id": "o2", "element": ["5A"], "baseline": "43.13"}]
    (fault,) = plan_builder.an_element_keeps_its_baseline(write(measurable_outcomes={"outcomes": rows}))
    assert fault.severity == "warning"
    assert "starts at 43, and the letter has 43.13 for 5A" in fault.sentence


@pytest.mark.parametrize(("amount", "found"), [("276345.00", 0), ("276345.01", 1), ("276,344.99", 1)])
def test_the_budget_equals_the_reserve_to_the_cent(write_sd: Write, amount: str, found: int) -> None:
    lines = [{"_id": "b1", "amount": amount}]
    book = write_sd(cceis_budget={"alloc_611": "1,582,300.00", "alloc_619": "260000", "lines": lines})
    assert budget.reserve(book, "").lines == ["$276,345.00"]
    assert len(sentences(budget.the_lines_equal_the_reserve, book)) == found
    assert "of $276,345.00" in budget.total(book, "").lines[0]


def test_a_budget_line_is_within_the_period(write_sd: Write) -> None:
    rows = [{"_id": f"b{at}", "year": year} for at, year in enumerate(("2022-23", "2024", "", "2021–22", "year 2026"))]
    book = write_sd(cceis_budget={"period": [{"_id": "p1", "from": "2023-04-01", "to": "2025-06-30"}], "lines": rows})
    assert [one[:13] for one in sentences(budget.each_line_is_within_the_period, book)] == [
        "Budget line 4",
        "Budget line 5",
    ]


def test_students_with_an_iep_are_not_more_than_the_students(write_sd: Write) -> None:
    rows = [{"_id": "g1", "group": "Grade 3", "students": "40", "with_iep": "41"}]
    book = write_sd(target_population={"groups": rows})
    assert len(sentences(budget.those_counted_are_among_the_students, book)) == 1
    assert budget.population(book, "").lines == ["40 students"]
    assert budget.finding(book, "").lines == ["Significant Disproportionality"]


def test_what_was_chosen_and_taken_out_is_said(write: Write) -> None:
    book = write(
        consolidation={"chosen": "r9", "weaknesses": [{"_id": "r1", "weakness": "W"}]},
        root_causes={"causes": [CAUSE]},
        high_leverage={"activities": [ACTIVITY]},
    )
    assert sorted(sentences(links.nothing_points_at_what_is_gone, book)) == [
        "“Activities”, row 1, “Outcomes it serves”: 1 of what was chosen is no longer there. Choose again.",
        "“Weakness taken into root-cause analysis”: 1 of what was chosen is no longer there. Choose again.",
    ]


def test_the_letters_elements_are_given(write: Write) -> None:
    book = write(ppp_review={})
    assert [row[0].split()[0] for row in drill_down.letter(book, "").rows] == ["1", "3A-ELA", "5A", "4A"]
    assert drill_down.element(book, "5A").lines == ["5A Regular class, 80 percent of the day or more"]
    assert drill_down.rate_and_target(book, "5A").rows[0][1:] == ["43.13%", "at least 60%", "No", "276", "640"]
    assert "lags" in drill_down.year_of_data(book, "1").lines[0]
    assert "lags" not in drill_down.year_of_data(book, "5A").lines[0]
    for given in (drill_down.element, drill_down.rate_and_target):
        assert given(book, "none").lines == ["The letter names no missed element."]


def test_the_history_of_an_element_is_drawn_with_its_numbers(write: Write) -> None:
    book = write()
    drawn = drill_down.history(book, "5A").chart
    assert isinstance(drawn, Chart)
    assert drawn.rows == [["2023", "43.13", "at least 60%"]]
    assert drawn.svg.startswith("<svg")
    assert drill_down.history(book, "14A").lines


def test_what_the_activities_found_gathers_with_the_way_to_it(write: Write) -> None:
    evidence, analysis = (improvement_plans_activities.GIVEN[key] for key in ("consolidation.evidence", "causes.found"))
    assert evidence(write(), "").lines
    book = write(
        data_drilldown__5A={"observations": "One.\nTwo."},
        ppp_review={
            "items": [
                {"_id": "e-5A", "policy": "not written", "practice": "differs", "contributes": "yes"},
                {"_id": "e-1", "policy": "compliant", "contributes": "no", "note": "Nothing found."},
            ]
        },
        root_cause_method={"method": "five whys", "whys": [{"_id": "w1", "because": "No one asked."}]},
    )
    found = evidence(book, "")
    assert [row[1:] for row in found.rows] == [
        ["What the data say", "One; Two"],
        ["Review items", "5A Regular class, 80 percent of the day or more. What the policy says: not written; What is done "
         "in practice: differs; Does it add to the gap?: yes"],
    ]  # fmt: skip
    slug = book.slug("drill_down")
    assert found.links[0] == f"/plans/0161119/2023/step/1/{slug}/5A/#field-observations"
    assert analysis(book, "").rows[0][2] == "No one asked. Because: No one asked."


def test_the_chosen_weakness_is_drawn_with_every_word(write: Write) -> None:
    assert "Not chosen yet" in root_cause.weakness(write(), "").lines[0]
    bone = {"_id": "b1", "family": "policy", "cause": "A & B, " + "and so on " * 12, "parent": "No one was asked"}
    book = write(
        consolidation={"chosen": "r1", "weaknesses": [{"_id": "r1", "rank": "1", "weakness": "Schedule <first>"}]},
        root_cause_method={"method": "fishbone", "bones": [bone]},
    )
    assert root_cause.weakness(book, "").lines == ["Schedule <first>"]
    drawn = root_cause.drawing(book)
    assert ("Schedule &lt;first&gt;" in drawn, "A &amp; B" in drawn) == (True, True)
    words = " ".join(re.findall(r">([^<]+)</text>", drawn))
    assert words.count("and so on") == 12
    assert "behind it: No one was asked" in words


def test_whys_are_drawn_as_sentences(write: Write) -> None:
    whys = [
        {"_id": "w1", "why": "Why late?", "because": "because no one asked."},
        {"_id": "w2", "why": "Why not?", "because": ""},
        {"_id": "w3", "because": "It is not planned."},
    ]
    drawn = root_cause.drawing(write(root_cause_method={"method": "five whys", "whys": whys}))
    for words in ("Why late?", ">Because no one asked.<", "No answer yet.", "Because: It is not planned."):
        assert words in drawn, words


def test_kept_causes_flow_into_root_causes_and_on(write: Write) -> None:
    bones = [
        {"_id": "b1", "family": "policy", "cause": "Late schedule", "keep": "yes"},
        {"_id": "b2", "family": "policy", "cause": "Weather", "keep": "no"},
    ]
    book = write(root_cause_method={"method": "fishbone", "bones": bones})
    place = next(one for one in book.places(2) if one.activity.role == "causes")
    begun = gathering.begun(book, place)
    assert begun is not None
    assert [row[1] for row in improvement_plans_activities.GIVEN["causes.found"](book, "").rows] == ["Possible causes"]
    assert begun["causes"] == [{"_id": "kb1", "statement": "Late schedule", "family": "policy", "follows": ["b1"]}]
    book = write(
        root_causes={"causes": [CAUSE], "set_aside": [{"_id": "s1", "cause": "c1", "reason": "Not this year."}]}
    )
    (said,) = sentences(gathering.each_kept_cause_becomes_a_root_cause, book)
    assert "kept “Late schedule”" in said
    book = write(measurable_outcomes={"outcomes": [{**OUTCOME, "causes": []}]})
    assert sentences(plan_builder.each_cause_is_answered, book) == []  # it is set aside with a reason


def test_codes_are_of_the_sample_and_findings_have_corrections(write: Write) -> None:
    sections = [{"_id": "x1", "local_code": "r1", "section": "A", "result": "findings recorded"}]
    book = write(
        student_record_review={
            "sample": [{"_id": "s1", "local_code": "R1"}],
            "sections": [*sections, {**sections[0], "_id": "x2", "local_code": "R2"}],
        }
    )
    place = next(one for one in book.places(1) if one.activity.slug.endswith("student_record_review"))
    said = [fault.sentence for fault in contents.blanks_in(book, place)]
    assert "“Result by section”, row 2: “R2” is in no row of the sample. Use a code that is in it." in said
    assert "“Student-level corrections” needs at least 1 row; it has 0." in said


def test_nothing_is_drawn_before_there_is_something(write: Write) -> None:
    assert root_cause.drawing(write(root_cause_method={"method": "fishbone"})) == ""


def test_reports_compare_with_what_was_planned(write_sd: Write) -> None:
    book = write_sd(
        measurable_outcomes={
            "outcomes": [OUTCOME], "benchmarks": [{"_id": "m1", "outcome": "o1", "date": "2024-06-30", "value": "48"}]
        },
        cceis_budget={"lines": [{"_id": "b1", "amount": "1000"}]},
    )  # fmt: skip
    assert progress.baseline(book, {"_id": "o1"}) == "43"
    assert progress.target(book, {"_id": "o1"}) == "at least 55"
    assert progress.benchmark(book, {"_id": "o1"}) == "48 by June 30, 2024"
    line: dict[str, object] = {"_id": "b1", "current": "250.5"}
    assert [f(book, line) for f in (progress.budgeted, progress.spent, progress.left)] == [
        "$1,000.00", "$250.50", "$749.50",
    ]  # fmt: skip
    assert progress.left(book, {"_id": "b1"}) == ""
