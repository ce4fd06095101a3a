"""A week of a state monitor in a real browser: what waits, a step that is returned and then approved, the state in figures with
filters, views, years and a map, an LEA with a note, and what is downloaded of it all."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.steps import moves as steps_moves
from monitoring.definition import services as definition_services
from monitoring.oversight import services as oversight
from monitoring.places.counties import COUNTIES
from monitoring.places.models import County, Lea
from monitoring.years import services as years_services
from tests import definitions, factories, world
from tests.cast import NOON, Cast
from tests.determinations.findings.test_year import on
from tests.journeys.conftest import Visitor
from tests.pdfs import assert_accessible, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.usefixtures("transactional_db", "background"),
]
Arrive = Callable[..., Visitor]
STEP = "/plans/1030642/2023/step/1/"
EARLIER, NOW = ["T2", "T3", "I1", ""], ["T1", "T2", "T2", "T3", "I1", "I3"]


def test_a_monitors_week(cast: Cast, issued_2023: dict[str, Plan], visitor: Arrive) -> None:
    _a_state(cast)
    oversight.assign(Lea.objects.filter(pk=cast.other.pk), expected=1, to=cast.monitor, by=cast.administrator, at=NOON)
    world.submit_step(cast.other, 1, editor=cast.other_editor, approver=cast.other_approver)
    reviews_moves.approve_step(step=_step(cast), by=cast.other_reviewer, at=NOON + timedelta(days=1))
    monitor, narrow = visitor(), visitor(width=360)
    with on(date(2023, 3, 23)):
        monitor.sign_in(cast.monitor)
        monitor.picture("state-home")
        _queue(monitor)
        _returned(monitor)
        _submitted_again(cast)
        narrow.sign_in(cast.monitor)
        _approved(narrow)
        _filtered(monitor)
        _compared(monitor)
        _mapped(monitor)
        _moved(monitor)
        _folded(monitor, narrow)
        _an_lea(monitor, narrow)
        _cells(monitor, narrow)
        _summary(monitor)


def _a_state(cast: Cast) -> None:
    """Every county has two more LEAs with a level in this year and the year before."""
    chance = random.Random(2023)
    version = definition_services.load_definition(text=definitions.text(2022), by=cast.administrator, at=NOON)
    before = Run.objects.create(
        year=years_services.open_year(year=2022, by=cast.administrator, at=NOON),
        number=1,
        definition=version,
        inputs_sha256="0" * 64,
        status="final",
        made_at=NOON,
    )
    run = Run.objects.get(year__year=2023, status="final")
    rows = [(before, lea, "T2") for lea in (cast.lea, cast.sibling, cast.other)]
    for code, name in COUNTIES.items():
        county = County.objects.get_or_create(code=code, defaults={"name": name})[0]
        for number in range(2):
            (lea,) = factories.LeaFactory.create_batch(
                1, code=f"{code}9000{number}", name=f"{name} {number + 1}", county=county
            )
            rows += [(before, lea, chance.choice(EARLIER)), (run, lea, chance.choice(NOW))]
    LevelResult.objects.bulk_create(
        LevelResult(run=of, lea=lea, level=level, computed=level, explanation={"facts": {}, "rules": []})
        for of, lea, level in rows
    )


def _step(cast: Cast) -> Step:
    return world.step_of(cast.other, 1)


def _queue(monitor: Visitor) -> None:
    page = monitor.page
    monitor.open("/reviews/")
    page.get_by_label("Assigned to").select_option(label="Mona Monitor")
    monitor.press("Show")
    monitor.follow("Cedar Charter, 2023, step 1")


def _returned(monitor: Visitor) -> None:
    """One page needs work; the contents at the side lead to it."""
    page = monitor.page
    monitor.open(f"{STEP}review/")
    contents = page.get_by_role("navigation", name="Pages of step 1")
    contents.get_by_role("link", name="CIM team").click()
    expect(page.get_by_role("heading", name="CIM team").first).to_be_in_viewport()
    monitor.tick(page.locator("#mark-cim_team-needs_work"))
    page.get_by_label("What needs work on CIM team").fill("Add a parent.")
    contents.get_by_role("link", name="The whole step").click()
    expect(page.get_by_role("button", name="Return to the LEA")).to_be_in_viewport()
    monitor.press("Return to the LEA")


def _submitted_again(cast: Cast) -> None:
    """The LEA answers, and its SELPA approves again."""
    world.answer_requests(cast.other, 1, by=cast.other_editor)
    world.sign(cast.other, 1, by=cast.other_approver)
    steps_moves.submit_step(step=_step(cast), by=cast.other_approver, at=NOON + timedelta(days=2))
    reviews_moves.approve_step(step=_step(cast), by=cast.other_reviewer, at=NOON + timedelta(days=2))


def _approved(monitor: Visitor) -> None:
    monitor.open(f"{STEP}review/")
    expect(monitor.page.get_by_text("Add a parent.").first).to_be_visible()
    monitor.tick(monitor.page.locator("#mark-cim_team-met"))
    monitor.press("Approve")
    monitor.press("Approve the step")
    assert Step.objects.get(plan__lea__code="1030642", number=1).status == Step.Status.APPROVED


def _filtered(monitor: Visitor) -> None:
    """Filters are kept as a view, which is opened again from any page of the same address."""
    page = monitor.page
    monitor.open("/state/")
    monitor.picture("state-levels", at="#panel-levels")
    page.locator("#tier").select_option("intensive")
    page.get_by_role("combobox", name="County").fill("Fresno")  # a long list is typed into
    page.get_by_role("option", name="Fresno").click()
    monitor.press("Show")
    expect(page.get_by_role("link", name="Cedar Charter", exact=True)).to_be_visible()
    page.get_by_text("Save or remove a view").click()
    page.get_by_label("Name of this view").fill("Intensive in Fresno")
    monitor.press("Save this view")
    monitor.open("/state/")
    monitor.follow("Intensive in Fresno")
    expect(page.get_by_role("combobox", name="County")).to_have_value("Fresno")


def _compared(monitor: Visitor) -> None:
    page = monitor.page
    monitor.open("/state/")
    page.locator("#against").select_option("2022")
    monitor.press("Show")
    expect(page.get_by_text("2022:").first).to_be_visible()


def _mapped(monitor: Visitor) -> None:
    """The map can be of each number, and a number of a county leads to its LEAs."""
    monitor.open("/state/")
    monitor.picture("map", at="#panel-counties")
    monitor.follow("With a level")
    monitor.follow("Fresno, LEAs: 3")
    expect(monitor.page.get_by_role("link", name="Cedar Charter", exact=True)).to_be_visible()
    expect(monitor.page.get_by_role("link", name="Alder Unified", exact=True)).to_have_count(0)


def _moved(monitor: Visitor) -> None:
    """A count of the moves opens the list of these LEAs, and the panel is a file."""
    page = monitor.page
    monitor.open("/state/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Moves between levels. Download: CSV").click()
    assert b"Targeted Level 2" in waited.value.path().read_bytes()
    cell = page.get_by_role("link", name="Targeted Level 2, Intensive Level 3:").first
    count = int(cell.inner_text())
    with page.expect_navigation():
        cell.click()
    monitor.look()
    expect(page.get_by_role("link", name="Cedar Charter", exact=True)).to_be_visible()
    assert page.locator("#leas ~ * tbody tr").count() == count
    with page.expect_download() as waited:
        page.locator("#leas ~ .portal-downloads").get_by_role("link", name="CSV").click()
    assert len(waited.value.path().read_text().splitlines()) == count + 1


def _folded(monitor: Visitor, narrow: Visitor) -> None:
    """A small window has the panels folded; the keyboard opens one. A large one has nothing to open."""
    for who in (monitor, narrow):
        who.open("/state/")
    wide, small = (who.page.get_by_role("table", name="Steps by status") for who in (monitor, narrow))
    expect(wide).to_be_visible()
    expect(monitor.page.get_by_text("Steps by status: table")).to_be_hidden()
    expect(small).to_be_hidden()
    narrow.page.get_by_text("Steps by status: table").press("Enter")
    expect(small).to_be_visible()
    narrow.look()


def _an_lea(monitor: Visitor, narrow: Visitor) -> None:
    monitor.follow("Cedar Charter")
    monitor.page.get_by_label("New note").fill("Called the director. The team meets in May.")
    monitor.press("Save the note")
    expect(monitor.page.get_by_text("The team meets in May.")).to_be_visible()
    monitor.picture("lea")
    narrow.open("/leas/1030642/")


def _cells(monitor: Visitor, narrow: Visitor) -> None:
    """The ratios of a SELPA's LEAs, each of which leads to those of its LEA."""
    page = monitor.page
    monitor.open("/state/")
    monitor.follow("Disproportionality")
    page.locator("#selpa").select_option("0199")
    page.locator("#show").select_option(label="Every cell with a ratio")
    monitor.press("Show")
    monitor.follow(re.compile("^Alder Unified"))
    narrow.open("/disproportionality/?year=2023&selpa=0199")


def _summary(monitor: Visitor) -> None:
    page = monitor.page
    monitor.open("/state/")
    monitor.follow("Summaries (PDF)")
    monitor.follow("Summary of the state")
    monitor.press("Draw the summary")
    for _look in range(60):
        if page.get_by_role("link", name="Summary (PDF)").count():
            break
        page.reload()  # a worker draws it
    monitor.look()
    answer = page.request.get(f"{monitor.address}/years/2023/summaries/state/CA.pdf").body()
    assert_accessible(answer)
    assert "Moves between levels" in text_of(answer)
