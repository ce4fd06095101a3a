"""A crawler reads all that a TA provider can fetch of an LEA, and looks for counts of few students and what gives them
back. It finds each of them as the LEA's own editor, and every document of a plan is without them for everyone."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils.timezone import now

from determinations.letters import drawing, issuing
from determinations.letters import moves as letters_moves
from determinations.levels import determining
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans.models import Submission
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Workbook
from monitoring.people.models import Person
from monitoring.tokens import services as tokens
from monitoring.tokens.scopes import SCOPES
from monitoring.work import jobs
from tests import world
from tests.cast import NOON, Cast
from tests.final import finalise
from tests.pdfs import text_of
from tests.world import step_of
from tests.worlds import world as built

INDICATORS = """year,lea_code,indicator,numerator,denominator,rate,target,target_met
2023,0161119,1,7,13,53.85%,>90.0%,No
2023,0161119,3A-ELA,282,320,88.13%,>95.0%,No
2023,0161119,5A,276,640,43.13%,>=60.0%,No
2023,1030642,5A,90,150,60.00%,>=60.0%,Yes
"""
COUNTS = """year,lea_code,category,group,outcome,base
2023,0161119,3,HI,18,120
2023,0161119,3,AA,13,60
2023,0161119,3,AS,7,90
2023,0161119,3,WH,44,880
"""
TYPED: dict[tuple[str, str], dict[str, object]] = {
    ("data_drilldown", "1"): {
        "breakdowns": [
            {"_id": "r1", "cut_by": "school", "group": "Hill", "numerator": "5.0625", "denominator": "19"},
            {"_id": "r2", "cut_by": "school", "group": "Dale", "numerator": "31.125", "denominator": "77"},
            {"_id": "r3", "cut_by": "school", "group": "Lake", "numerator": "191", "denominator": "455"},
        ]
    },
    ("target_population", ""): {
        "groups": [
            {"_id": "r1", "group": "Fifth", "students": "40.5", "with_iep": "2.0625", "share_of_group": "21.4375"},
            {"_id": "r2", "group": "Sixth", "students": "8.0625", "with_iep": "", "share_of_group": ""},
        ]
    },
    ("measurable_outcomes", ""): {
        "outcomes": [
            {"_id": "o1", "outcome": "More finish", "element": ["1"], "unit": "percent", "baseline": "53.85"},
            {"_id": "o2", "outcome": "Fewer sent away", "element": [], "unit": "students", "baseline": "6.0625"},
        ]
    },
}
SECRETS = {
    "an element": r"\b7 of 13\b",
    "its rate, which gives the count back from 13": r"53\.85",
    "an element in the plan's table": r"\b7 13\b",
    "a cell of disproportionality": r"\b7 of 90\b",
    "the cell that a total would give it away with": r"\b13 of 60\b",
    "a ratio that comes from it": r"3\.42",
    "a group of a drill-down": r"\b5\.0625\b",
    "its rate": r"26\.6",
    "the group that a total would give it away with": r"31\.125",
    "a group of the target population": r"\b8\.0625\b",
    "students with an IEP": r"\b2\.0625\b",
    "a share of these": r"21\.4375",
    "the sum of a group and a hidden one": r"48\.5625",
    "where an outcome starts": r"\b6\.0625\b",
}
Bodies = dict[str, str]


@built
def few(cast: Cast) -> None:
    """2023 with an LEA in which few students are counted everywhere; its letter, a submission and kept versions."""
    year = world.open_2023(cast)
    for format, text in (
        ("leas", world.LEAS),
        ("indicators", INDICATORS),
        ("disproportionality", COUNTS),
        ("ranks", world.RANKS),
        ("levels", "year,lea_code,level\n2023,0161119,SD\n"),
    ):
        world.publish(year, format, text, by=cast.administrator)
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    finalise(run=run, by=cast.administrator, at=NOON)
    for letter in issuing.draft(year=year, by=cast.administrator, at=NOON):
        issued = letters_moves.issue_letter(letter=letter, draw=drawing.draw, by=cast.administrator, at=NOON)
        plans_moves.open_plan(letter=issued, at=NOON)
    _type(cast)


def _type(cast: Cast) -> None:
    steps = {activity.slug: activity.step for activity in Workbook(world.plan_of(cast.lea)).definition.activities}
    handed: dict[int, dict[str, dict[str, dict[str, object]]]] = {}
    for (slug, repeat), value in TYPED.items():
        step, saved = step_of(cast.lea, steps[slug]), {"saved_at": NOON, "saved_by": cast.editor}
        answer = Answer.objects.create(step=step, activity=slug, repeat=repeat, value=value, version=1, **saved)
        AnswerVersion.objects.create(answer=answer, version=1, value=value, counts=True, **saved)
        handed.setdefault(step.number, {})[slug] = {repeat: value}
    for number, answers in handed.items():
        step = step_of(cast.lea, number)
        submission = Submission.objects.create(step=step, round=1, by=cast.approver, at=NOON, answers=answers)
        jobs.enqueue("improvement_plans.draw_submission", submission, at=NOON)
    jobs.work_off()  # each document is drawn once, for whoever reads it


def crawl(client: Client) -> Bodies:
    """Follow every link that a person finds from their home and from the pages of the LEA; return all texts by address."""
    waiting, found = ["/home/", "/leas/0161119/", "/plans/0161119/2023/", "/leas/0161119/2023/why/"], Bodies()
    waiting += [f"/plans/0161119/2023/step/{number}/submission/1.pdf" for number in (1, 3)]
    waiting += ["/plans/0161119/2023/report.pdf"]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        response = client.get(address, follow=True)
        body = bytes(response.getvalue())
        found[address] = _text(body)
        if "html" in response["Content-Type"]:
            hrefs = (urljoin(address, href) for href in re.findall(r'href="([^"#]+)', body.decode()))
            waiting += [urlsplit(href).path for href in hrefs if _is_of_the_lea(href)]
    return found


def _is_of_the_lea(address: str) -> bool:
    return re.match(r"/(leas|plans|attachments|status|years|reviews|ledger)/", address) is not None


@cache
def _text(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        return text_of(body)
    if zipfile.is_zipfile(io.BytesIO(body)):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b" ".join(archive.read(name) for name in archive.namelist())
    values = re.findall(r'value="([^"]*)"', body.decode(errors="replace"))  # what a form holds is read as well
    return " ".join([*re.sub(r"<[^>]+>", " ", body.decode(errors="replace")).split(), *values])


def _told(bodies: Bodies) -> dict[str, list[str]]:
    return {name: [at for at, text in bodies.items() if re.search(secret, text)] for name, secret in SECRETS.items()}


@pytest.mark.usefixtures("few")
def test_no_page_and_no_file_tells_a_small_number_to_a_ta_provider(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    bodies = crawl(signed_in(cast.ta_provider))
    assert {name: at for name, at in _told(bodies).items() if at} == {}
    for page in ("letter/", "why/", "disproportionality/"):
        assert "hidden" in bodies[f"/leas/0161119/2023/{page}"]
    for page in ("step/1/data_drilldown/1/", "step/1/data_drilldown/1/kept/", "step/3/target_population/"):
        assert "no student can be identified" in bodies[f"/plans/0161119/2023/{page}"]
    assert "was issued is never changed" in bodies["/leas/0161119/2023/letter/"]


@pytest.mark.usefixtures("few")
@pytest.mark.attack
def test_the_crawler_finds_every_small_number_where_it_may_be_read_and_the_report_of_a_plan_has_none(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    bodies = crawl(signed_in(cast.editor))
    told = _told(bodies)
    assert [name for name, at in told.items() if not at] == []
    assert (
        len([at for at in bodies if "/submission/" in at]) == 2
    )  # exactly what was submitted, for those who may see it
    assert {at for found in told.values() for at in found if "report.pdf" in at} == set()


@pytest.mark.usefixtures("few")
def test_no_table_no_open_data_and_no_answer_of_the_api_tells_one(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    browser, bodies = signed_in(cast.ta_provider), Bodies()
    token = tokens.make(person=cast.ta_provider, name="Crawler", scopes=list(SCOPES), days=1, at=now())[1]
    for kind in ("csv", "xlsx", "json"):
        for page in ("2023/why/", "2023/disproportionality/", "outcomes/"):
            address = f"/leas/0161119/{page}?as={kind}"
            bodies[address] = _text(bytes(browser.get(address).getvalue()))
    for address in ("/open-data/indicators/2023.csv", "/open-data/leas/2023.csv", "/api/indicators?year=2023"):
        bodies[address] = _text(bytes(Client().get(address).getvalue()))
    for address in ("levels/0161119/2023", "disproportionality/0161119/2023", "letters", "plans", "levels"):
        answer = Client().get(f"/api/my/{address}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        bodies[address] = _text(answer.content)
    assert {at: [s for s in (r"53\.85", r"3\.42") if re.search(s, text)] for at, text in bodies.items()} == {
        key: [] for key in bodies
    }
    elements = json.loads(browser.get("/leas/0161119/2023/why/?as=json").content)
    assert elements[0]["numerator"] == "hidden"
    public = json.loads(Client().get("/api/indicators?year=2023&lea=0161119").content)["items"][0]["indicators"]
    assert [(one["numerator"], one["rate"], one["target_met"]) for one in public if one["indicator"] == "1"] == [
        (None, None, None)
    ]
    for cells in (
        json.loads(browser.get("/leas/0161119/2023/disproportionality/?as=json").content),
        json.loads(bodies["disproportionality/0161119/2023"])["cells"],
    ):
        shown = {cell["group"]: cell["outcome"] for cell in cells if cell["outcome"] not in (None, "hidden")}
        assert shown == {"HI": 18, "WH": 44}  # the smallest of the others goes with the small one
        assert not any(cell["ratio"] not in (None, "hidden") for cell in cells if cell["group"] in ("AS", "AA"))


@pytest.mark.parametrize("asked", ["selpa=0199", "county=01", "level=SD", "lea=0161119", "indicator=1", "words=Alder"])
@pytest.mark.usefixtures("few")
def test_no_filter_of_open_data_tells_what_another_hides(asked: str) -> None:
    rows = json.loads(Client().get(f"/api/indicators?year=2023&{asked}").content)["items"]
    said = {
        (row["lea_code"], one["indicator"]): [one[name] for name in ("numerator", "denominator", "rate", "target_met")]
        for row in rows
        for one in row["indicators"]
    }
    assert said["0161119", "1"] == [None, 13, None, None]
    assert all(numbers == [None, 13, None, None] or numbers[0] is not None for numbers in said.values())
