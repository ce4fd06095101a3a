"""A year that no code knows: 2027 is made of nothing but a document, and run from its files to a submitted step.

Its level, tier, indicator, target, rule, step, activity and dates are of its own; what is named here and nowhere else in
the portal must be shown, asked for, counted and printed all the same.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from cim_portal.lib.verdict import Refused
from determinations.letters import issuing
from determinations.letters.models import Letter
from determinations.levels import determining
from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.steps import moves as steps_moves
from monitoring.definition import services as definition_services
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions
from tests.cast import Cast
from tests.final import finalise
from tests.pdfs import bytes_of, text_of
from tests.world import publish

SignIn = Callable[[Person], Client]
APPS = ("cim_portal", "monitoring", "determinations", "improvement_plans", "templates")
SPRING = datetime(2027, 3, 15, 19, 0, tzinfo=UTC)

DOCUMENT = """
year: 2027
title: Growing Together 2027
step_forms: growing
letter_date: 2027-03-15
levels:
  - code: GROW
    name: Growth Partnership
    tier: partnership
    order: 20
    support: A growth partner visits you each month.
    requires: One long step.
    reviewers: [selpa]
    steps: [7]
  - {code: STAY, name: Steady Course, tier: steady, order: 10, support: You continue by yourself., requires: Nothing.}
rules:
  - {level: GROW, when: {all: [{fact: missed_elements, at_least: 1}, {fact: lre_rank, in: '[0, 33]'}]}}
  - {level: STAY, when: {fact: missed_elements, at_most: 0}}
indicators:
  - {code: G1, number: '21', name: Joyful attendance, direction: higher, type: performance, aliases: [Joy rate]}
targets:
  - {indicator: G1, operator: '>=', value: '72.5'}
disproportionality: {threshold: '2.5', minimum_cell: 10, minimum_n: 30, combine: and, years: 2, assumed: false}
steps:
  - number: 7
    name: Listen and Grow
    purpose: To hear families and decide.
    activities:
      - {activity: listening_walk, required: [partnership]}
tasks:
  - {levels: [GROW], step: 7, title: Submit the walk, due_date: 2027-06-01}
"""
FORMS = """
name: growing
title: Listening
vocabularies:
  places: [library, garden]
activities:
  - slug: listening_walk
    title: Listening walk
    purpose: Walk through a school and listen.
    fields:
      - {key: heard, label: What we heard, kind: prose, need: required}
      - {key: where, label: Where we walked, kind: choice, from: places, need: required}
      - {key: walked_on, label: Walked on, kind: date, need: {required_if: where == garden}}
      - key: people
        label: Who came along
        kind: table
        min_rows: 1
        need: required
        columns:
          - {key: name, label: Name, kind: text, need: required}
"""
LEAS = """cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count
01611190000000,Alder Unified,Alameda,0199,Bay SELPA,district,640
01611270000000,Birch Elementary,Alameda,0199,Bay SELPA,district,210
"""
INDICATORS = """year,lea_code,indicator,numerator,denominator,rate,target,target_met
2027,0161119,Joy rate,52,80,65.00%,>=72.5%,No
2027,0161127,G1,60,80,75.00%,>=72.5%,Yes
"""
RANKS = "year,lea_code,evaluation,percent_rank\n2027,0161119,lre,20\n2027,0161127,lre,80\n"
ACTIVITY = "/plans/0161119/2027/step/7/listening_walk/"


@pytest.fixture
def year(cast: Cast) -> Year:
    """2027, with its files published."""
    definition_services.load_step_forms(text=FORMS, by=cast.administrator, at=SPRING)
    definition_services.load_definition(text=DOCUMENT, by=cast.administrator, at=SPRING)
    year = years_services.open_year(year=2027, by=cast.administrator, at=SPRING)
    for format, text in (("leas", LEAS), ("indicators", INDICATORS), ("ranks", RANKS)):
        publish(year, format, text, by=cast.administrator)
    return year


@pytest.fixture
def plan(cast: Cast, year: Year) -> Plan:
    """Alder Unified's plan: determined, final, its letter drawn and issued by the worker's own job."""
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=SPRING)
    finalise(run=run, by=cast.administrator, at=SPRING)
    issuing.request_issue(year=year, by=cast.administrator, at=SPRING)
    jobs.work_off()
    return Plan.objects.get(year=year, lea=cast.lea)


def assert_shows(browser: Client, address: str, words: Iterable[str]) -> None:
    page = " ".join(browser.get(address).content.decode().split())
    missing = [word for word in words if word not in page]
    assert not missing, f"{address} does not show {missing}"


def test_the_rules_of_the_document_give_its_levels(cast: Cast, year: Year) -> None:
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=SPRING)
    assert determining.document(run)["counts"] == {"GROW": 1, "STAY": 1}


def test_the_letter_is_drawn_with_its_words(cast: Cast, plan: Plan) -> None:
    letter = Letter.objects.get(lea=cast.lea, status="issued")
    text = text_of(bytes_of(letter.pdf))
    for words in ("Growth Partnership", "Joyful attendance", "72.5", "A growth partner visits you each month."):
        assert words in text, words
    assert not Plan.objects.filter(lea=cast.sibling).exists()  # a level without steps asks for no plan


def test_its_pages_show_what_only_the_document_names(cast: Cast, plan: Plan, signed_in: SignIn) -> None:
    state, lea, reviewer = (signed_in(person) for person in (cast.administrator, cast.editor, cast.reviewer))
    grow = ["Growth Partnership"]
    assert_shows(Client(), "/status/", grow)
    assert_shows(Client(), "/status/?level=GROW", ["Alder Unified"])
    assert_shows(Client(), "/", [*grow, "Listen and Grow"])
    assert_shows(Client(), "/resources/GROW/7/", ["Listen and Grow", "Submit the walk"])
    assert_shows(state, "/state/", [*grow, "Steady Course"])
    assert_shows(state, "/state/?level=GROW&step=7", ["Alder Unified"])
    assert_shows(reviewer, "/selpas/0199/", [*grow, "Steady Course"])
    assert_shows(lea, "/leas/0161119/", grow)
    assert_shows(lea, "/leas/0161119/2027/why/", [*grow, "Joyful attendance", "72.5"])
    assert_shows(state, "/years/2027/definition/", ["partnership", "at least 72.5%", "Listening walk"])
    assert_shows(state, "/years/2027/runs/1/", [*grow, "Steady Course"])
    assert_shows(state, "/years/2027/what-if/?version=1", ["0 of 2 LEAs would move", "to Growth Partnership"])
    assert_shows(lea, "/plans/0161119/2027/", ["Listen and Grow", "June 1, 2027"])
    assert_shows(lea, ACTIVITY, ["What we heard", "Where we walked", "library", "Who came along"])
    assert_shows(lea, "/home/", ["2027, step 7"])


def test_its_activity_is_saved_and_its_step_submitted_and_approved(cast: Cast, plan: Plan, signed_in: SignIn) -> None:
    browser, step = signed_in(cast.editor), plan.steps.get()
    assert (step.number, step.due_on) == (7, date(2027, 6, 1))
    typed = {"heard": "Doors are locked.", "where": "garden", "people-rows": ["r1"], "people-r1-name": "Ana"}
    assert browser.post(ACTIVITY, typed, follow=True).status_code == 200
    assert_shows(browser, ACTIVITY, ["Doors are locked.", "Ana"])
    with pytest.raises(Refused, match="Walked on"):
        steps_moves.submit_step(step=step, by=cast.approver, at=SPRING)
    browser.post(ACTIVITY, {**typed, "walked_on": "2027-04-02"})
    steps_moves.submit_step(step=plan.steps.get(), by=cast.approver, at=SPRING)
    assert_shows(signed_in(cast.reviewer), "/reviews/", ["Alder Unified"])
    for move in (reviews_moves.begin_review, reviews_moves.approve_step):
        move(step=plan.steps.get(), by=cast.reviewer, at=SPRING)
    jobs.work_off()  # the report of the plan
    plan.refresh_from_db()
    assert plan.status == "approved"
    assert "Doors are locked." in text_of(browser.get("/plans/0161119/2027/report.pdf").content)


def test_nothing_of_it_stands_in_code() -> None:
    words = ("GROW", "Growth Partnership", "partnership", "G1", "listening_walk", "2027")
    sources = [path for app in APPS for path in Path(app).rglob("*") if path.suffix in (".py", ".html", ".js")]
    assert not [(path, word) for path in sources for word in words if word in path.read_text()]


def test_no_code_names_an_activity_of_the_state() -> None:
    """An activity is known by its role: renaming one in the step forms changes no check."""
    slugs = {activity.slug for year in definitions.YEARS for activity in definitions.read(year).activities}
    slugs -= {activity.role for year in definitions.YEARS for activity in definitions.read(year).activities}
    slugs -= {"implementation", "focus", "infrastructure", "amendment"}  # words of other things too
    pattern = re.compile("|".join(rf"[\"']({slug})[\"'.]" for slug in sorted(slugs)))
    sources = [path for app in APPS for path in Path(app).rglob("*") if path.suffix in (".py", ".html", ".js")]
    assert {str(path): match[0] for path in sources if (match := pattern.search(path.read_text()))} == {}


def test_no_code_names_a_level_an_indicator_or_a_year_of_the_state() -> None:
    """What 2022 to 2024 name is in their documents alone; the demonstration is made of them, and may."""
    read = [definitions.read(year) for year in definitions.YEARS]
    named = {level.code for one in read for level in one.levels}
    named |= {indicator.code for one in read for indicator in one.indicators if not indicator.code.isdigit()}
    pattern = re.compile(
        "|".join(rf"[\"']{re.escape(code)}[\"']" for code in sorted({*named, *map(str, definitions.YEARS)}))
    )
    sources = [path for app in APPS for path in Path(app).rglob("*") if path.suffix in (".py", ".html", ".js")]
    found = {str(path): match[0] for path in sources if (match := pattern.search(path.read_text()))}
    assert {path: word for path, word in found.items() if not path.startswith("cim_portal/demo/")} == {}
