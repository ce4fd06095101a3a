"""States of the year, reached as people reach them: through uploads, runs, letters and steps.

In the made-up 2023 the cast's LEAs get three different levels:

    Alder Unified     misses three elements         Targeted 2    its SELPA reviews
    Birch Elementary  is at 15 of 100           Targeted 3    its SELPA and then the state review
    Cedar Charter     is at 2 of 100            Intensive 3   its SELPA and then the state review
"""

import random
from datetime import date, timedelta

from cim_portal.demo import answers as demo_answers
from determinations.letters import issuing
from determinations.letters import moves as letters_moves
from determinations.levels import determining
from determinations.runs.models import Run
from determinations.uploads import services as uploads_services
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.reviews import services as reviews_services
from improvement_plans.signing import queries as signing
from improvement_plans.signing import services as signing_services
from improvement_plans.steps import moves as steps_moves
from improvement_plans.workbook import answers as workbook_answers
from improvement_plans.workbook.workbook import Place, Workbook
from monitoring.definition import services as definition_services
from monitoring.people import services as people_services
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions
from tests.cast import NOON, Cast
from tests.final import finalise

LEAS = """cds_code,lea_name,county,selpa_code,selpa_name,lea_type,swd_count
01611190000000,Alder Unified,Alameda,0199,Bay SELPA,district,640
01611270000000,Birch Elementary,Alameda,0199,Bay SELPA,district,210
10000001030642,Cedar Charter,Fresno,1099,Valley SELPA,charter,150
"""
INDICATORS = """year,lea_code,indicator,numerator,denominator,rate,target,target_met
2023,0161119,1,52,68,76.47%,>90.0%,No
2023,0161119,3A-ELA,282,320,88.13%,>95.0%,No
2023,0161119,5A,276,640,43.13%,>=60.0%,No
2023,0161119,4A,,,NC,<2.76,Yes
2023,0161127,5A,130,210,61.90%,>=60.0%,Yes
2023,1030642,5A,90,150,60.00%,>=60.0%,Yes
"""
COUNTS = """year,lea_code,category,group,outcome,base
2023,0161119,3,HI,18,120
2023,0161119,3,WH,44,880
"""
RANKS = """year,lea_code,evaluation,percent_rank
2023,0161119,intensive,55.5
2023,0161127,intensive,15
2023,1030642,intensive,2
"""


def open_2023(cast: Cast) -> Year:
    """Load the definition of 2023 and open the year."""
    definition_services.load_definition(text=definitions.text(2023), by=cast.administrator, at=NOON)
    return years_services.open_year(year=2023, by=cast.administrator, at=NOON)


def publish(year: Year, format: str, text: str, *, by: Person) -> None:
    """Upload, check and publish a file."""
    uploads_services.publish_file(year=year, format=format, name=f"{format}.csv", content=text.encode(), by=by, at=NOON)


def publish_2023(cast: Cast) -> Year:
    """Open 2023 and publish its four files."""
    year = open_2023(cast)
    for format, text in (
        ("leas", LEAS),
        ("indicators", INDICATORS),
        ("disproportionality", COUNTS),
        ("ranks", RANKS),
    ):
        publish(year, format, text, by=cast.administrator)
    return year


def determine_2023(cast: Cast, *, levels: dict[str, str] | None = None) -> Run:
    """Publish, determine, and make the run final; `levels` are the state's own decisions by LEA code."""
    year = publish_2023(cast)
    if levels:
        rows = "".join(f"2023,{code},{level}\n" for code, level in levels.items())
        publish(year, "levels", "year,lea_code,level\n" + rows, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    return finalise(run=run, by=cast.administrator, at=NOON)


def issue_2023(cast: Cast, *, levels: dict[str, str] | None = None) -> dict[str, Plan]:
    """Go all the way to the issued letters and the opened plans; return the plans by LEA code.

    The letters' own drawing is left to the tests of letters; here their bytes are a word.
    """
    issue(determine_2023(cast, levels=levels), by=cast.administrator)
    return {plan.lea.code: plan for plan in Plan.objects.select_related("lea")}


def correct_2023(cast: Cast, indicators: str) -> None:
    """Publish the rates again, determine again, and issue the letters that correct others."""
    year = Year.objects.select_related("definition").get(year=2023)
    publish(year, "indicators", indicators, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    issue(finalise(run=run, by=cast.administrator, at=NOON), by=cast.administrator)


def issue(run: Run, *, by: Person) -> None:
    """Issue the letters of a run, and open the plans that they ask for."""
    for letter in issuing.draft(year=run.year, by=by, at=NOON):
        issued = letters_moves.issue_letter(letter=letter, draw=lambda context: b"%PDF-1.7 of a test", by=by, at=NOON)
        plans_moves.open_plan(letter=issued, at=NOON)


def give(person: Person, role: str, organization: Selpa) -> None:
    """Give a person a role."""
    people_services.give_role(person=person, role=role, organization=organization, by=None, at=NOON)


def plan_of(lea: Lea) -> Plan:
    """Return the LEA's plan, read again."""
    return Plan.objects.select_related("lea__county", "lea__selpa", "year", "definition", "letter").get(lea=lea)


def step_of(lea: Lea, number: int) -> Step:
    """Return a step of the LEA's plan, read again."""
    return Step.objects.select_related("plan__lea__selpa", "plan__year", "plan__definition", "plan__letter").get(
        plan__lea=lea, number=number
    )


def fill_step(lea: Lea, number: int, *, by: Person) -> None:
    """Fill in every activity of a step that is asked for, as its people would."""
    step, chance = step_of(lea, number), random.Random(lea.code)
    for place in Workbook(step.plan).places(number):
        if place.required:
            fill_page(step, place, by=by, chance=chance, begins=date(2023, 4, 1))


def fill_page(step: Step, place: Place, *, by: Person, chance: random.Random, begins: date) -> None:
    """Fill in one page of a step; the dates in it are after the day on which the plan begins."""
    for field in place.activity.fields:
        if field.kind == "file" and field.required(level=step.plan.level, value={}):
            attach(step, place, field.key, by=by)
    value = demo_answers.fill(Workbook(step.plan), place, chance=chance, begins=begins)
    workbook_answers.save(
        step=step, activity=place.activity.slug, repeat=place.repeat, value=value, seen={}, by=by, at=NOON
    )


def attach(step: Step, place: Place, field: str, *, by: Person) -> None:
    """Attach a small file to a field."""
    workbook_answers.attach(
        step=step,
        activity=place.activity.slug,
        repeat=place.repeat,
        field=field,
        name="evidence.pdf",
        content=b"%PDF-1.7 evidence",
        by=by,
        at=NOON,
    )


def answer_requests(lea: Lea, number: int, *, by: Person) -> None:
    """Answer everything that reviewers asked of a step that came back: it is done."""
    for request in reviews_queries.requests(step_of(lea, number)):
        reviews_services.answer(request=request, outcome="done", sentence="", by=by, at=NOON)


def sign(lea: Lea, number: int, *, by: Person, days: int = 0) -> None:
    """Upload a signature page for a step as it is, where someone has to sign it."""
    step = step_of(lea, number)
    if signing.offices(step):
        signing_services.sign_by_page(
            step=step, content=b"%PDF-1.7 signed", file_name="signatures.pdf", digest=signing.digest_of(step), by=by,
            at=NOON + timedelta(days=days),
        )  # fmt: skip


def submit_step(lea: Lea, number: int, *, editor: Person, approver: Person, days: int = 0) -> Step:
    """Fill in a step and submit it."""
    fill_step(lea, number, by=editor)
    sign(lea, number, by=approver, days=days)
    steps_moves.submit_step(step=step_of(lea, number), by=approver, at=NOON + timedelta(days=days))
    return step_of(lea, number)
