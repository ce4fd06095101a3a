"""The years that come with the portal say what the state's pages say, and nothing invented."""

from datetime import date

import pytest

from monitoring.definition import Definition, condition_in_words
from tests import definitions

YEARS = {y: definitions.read(y) for y in (2022, 2023, 2024)}
LEVELS = {2022: "SD I3 I2 I1 T3 T2 SL", 2023: "SD I3 I2 I1 T3 T2 T1 SL", 2024: "SD I3 I2 I1 T3 T2 T1 SL U"}
# Which level does what: R required, O optional, - not shown. The columns of small LEAs by the activities that the
# state's page named: in 2022, and still in the copy of 2023, the educational benefit review; later the infrastructure.
COLUMNS = ("T1", "T2", "T3 of 2022", "T3", "I", "SD", "SL to 2023", "SL")
TABLE = """
assurances                  O O O O R R O O
cim_team                    R R O R R R O O
educational_partners        O O - O R R - -
ppp_review                  R R R R R R R R
student_record_review       O O O O O O R R
educational_benefit_review  - - - - - - R -
parent_input                O O - O R R - -
infrastructure              O O - O R R - R
initiative_inventory        O O - O O R - -
data_drilldown              R R O R R R - -
case_study                  O O - O O R - -
consolidation               R R O R R R - -
step 2                      R R O R R R - -
step 3                      R R O R R R - -
target_population           - - - - - R - -
cceis_budget                - - - - - R - -
step 4                      - - - - - R - -
"""
WHICH = {
    line.rsplit(maxsplit=8)[0]: dict(zip(COLUMNS, line.rsplit(maxsplit=8)[1:], strict=True))
    for line in TABLE.strip().splitlines()
}
ALWAYS_OPTIONAL = {"investigation_plan", "amendment"}  # ours: never asked for, never in the way
BOTH = ("selpa", "state")
REVIEWERS = {"T1": ("selpa",), "T2": ("selpa",), "T3": BOTH, "I": BOTH, "SD": ("state",), "SL": ("state",), "U": ()}
STEPS = {"SD": (1, 2, 3, 4), "SL": (1,), "U": ()}


def column(year: int, level: str) -> str:
    """Return the column of the table for a level of a year."""
    if level == "T3" and year == 2022:
        return "T3 of 2022"
    if level == "SL" and year <= 2023:
        return "SL to 2023"
    return "I" if level in ("I1", "I2", "I3") else level


def need(definition: Definition, slug: str, level: str) -> str:
    activity = next((a for a in definition.activities if a.slug == slug), None)
    if activity is None:
        return "-"
    return "R" if level in activity.applies else "O" if level in activity.optional_for else "-"


@pytest.mark.parametrize("year", YEARS)
def test_the_levels_are_those_of_the_year(year: int) -> None:
    assert [level.code for level in YEARS[year].levels] == LEVELS[year].split()


@pytest.mark.parametrize("year", YEARS)
def test_each_level_does_what_the_table_says(year: int) -> None:
    definition = YEARS[year]
    for level in (code for code in LEVELS[year].split() if code != "U"):
        asked = {name: row[column(year, level)] for name, row in WHICH.items()}
        for activity in definition.activities:
            if activity.slug in ALWAYS_OPTIONAL:
                assert need(definition, activity.slug, level) != "R", (level, activity.slug)
                continue
            name = activity.slug if activity.slug in asked else f"step {activity.step}"
            assert need(definition, activity.slug, level) == asked[name], (level, activity.slug)
        named = {name for name in asked if not name.startswith("step")}
        missing = named - {activity.slug for activity in definition.activities}
        assert all(asked[name] == "-" for name in missing), (level, missing)


@pytest.mark.parametrize("year", YEARS)
def test_each_level_has_its_steps_and_reviewers(year: int) -> None:
    for level in YEARS[year].levels:
        reviewers = REVIEWERS[column(2024, level.code)]
        assert (level.steps, level.reviewers) == (STEPS.get(level.code, (1, 2, 3)), reviewers), level.code


@pytest.mark.parametrize("year", YEARS)
def test_the_universal_level_asks_for_nothing(year: int) -> None:
    assert not any("U" in (*a.applies, *a.optional_for) for a in YEARS[year].activities)


def test_the_steps_have_the_names_of_the_state() -> None:
    names = {1: "Gather and Inquire", 2: "Investigate", 3: "Planning"}
    for definition in YEARS.values():
        assert {s.number: s.name for s in definition.steps if s.number < 4} == names
        assert [s.number for s in definition.steps] == [1, 2, 3, 4]


def test_the_tasks_and_dates_are_those_that_were_published_and_no_others() -> None:
    webinar = "Attend or view the instructional webinar"
    published = {
        2022: [
            (("T3",), 1, webinar, "Led by CDE", date(2022, 3, 23), "March 23, 2022, 2 p.m."),
            (("T3",), 1, "Policies, practices and procedures review", "Independently with guidance from CDE",
             date(2022, 6, 30), ""),
            (("T2",), 1, webinar, "Led by CDE", None, ""),
            (("I3",), 1, webinar, "", None, ""),
        ],
        2023: [(("I1",), 1, webinar, "Collaboration with CDE", None, "")],
        2024: [
            (("SD",), 1, "Send the signed assurances form", "", None, "Within 30 days of receiving the letter"),
            (("SD",), 1, "Submit Step 1", "", date(2024, 7, 10), ""),
            (("SD",), 2, "Submit Step 2", "", date(2024, 10, 10), ""),
        ],
    }  # fmt: skip
    for year, definition in YEARS.items():
        told = [(t.levels, t.step, t.title, t.support, t.due_date, t.due) for t in definition.tasks]
        assert told == published[year], year
    assert {y: d.letter_date for y, d in YEARS.items()} == {
        2022: date(2022, 3, 14),
        2023: date(2023, 3, 20),
        2024: None,
    }


def test_the_rules_are_those_of_the_year() -> None:
    rules = {year: [(r.level, condition_in_words(r.when)) for r in d.rules] for year, d in YEARS.items()}
    rank = "Percentage rank in the intensive evaluation (0 is lowest)"
    first = [
        ("SD", "Significantly disproportionate: yes"),
        ("SL", "Students with disabilities on census day: at most 100"),
        ("I3", f"{rank}: from 0 to below 4"),
        ("I2", f"{rank}: from 4 to below 8"),
        ("I1", f"{rank}: from 8 up to and including 10"),
    ]
    years = "Years of disproportionality in a row"
    missed = "Elements whose target was missed"
    assert rules[2022] == [*first, ("T3", f"{years}: at least 2"), ("T2", f"{years}: exactly 1")]
    assert rules[2023] == [
        *first,
        (
            "T3",
            f"{years}: at least 2; or {rank}: above 10 up to and including 20;"
            " or Percentage rank in the preschool evaluation (0 is lowest): above 10 up to and including 20;"
            " or Percentage rank on least restrictive environment (0 is lowest): from 0 up to and including 10",
        ),
        ("T2", f"{missed}: at least 3"),
        ("T1", f"{missed}: at least 1"),
    ]
    assert rules[2024] == []  # the state has not published them
