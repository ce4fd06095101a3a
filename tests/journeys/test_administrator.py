"""An administrator's year in a real browser: from last year's definition to the letters, with other rules tried between."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from determinations.runs.models import Run
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "background")]
COUNTS = Path("fixtures/uploads/accepted/disproportionality.csv")
Arrive = Callable[..., Visitor]


@pytest.mark.long
def test_an_administrators_year(cast: Cast, opened_2023: Year, visitor: Arrive, tmp_path: Path) -> None:
    administrator = visitor()
    administrator.sign_in(cast.administrator)
    _open_2024_from_2023(administrator)
    _set_a_target(administrator)
    _publish(administrator, tmp_path, "leas", world.LEAS)
    tables = {"indicators": world.INDICATORS, "ranks": world.RANKS, "disproportionality": COUNTS.read_text()}
    for format, text in tables.items():  # the page is looked over by now
        world.publish(Year.objects.get(year=2024), format, text.replace("\n2023,", "\n2024,"), by=cast.administrator)
    _determine(administrator)
    _try_other_rules(administrator)
    _put_them_in_force(administrator)
    _determine(administrator)
    _issue(administrator)
    _at_a_narrow_window(visitor(width=400), cast)
    assert Run.objects.get(year__year=2024, status="final").results.get(lea=cast.lea).level == "T1"


def _open_2024_from_2023(administrator: Visitor) -> None:
    page = administrator.page
    administrator.open("/years/")
    expect(page.get_by_label("Year to open")).to_have_value("2024")
    page.get_by_label("Date of the letters").fill("2024-03-18")
    administrator.picture("year-from-another", at="h2")
    administrator.press("Open the year")
    expect(page.get_by_text("taken over from 2023, version 1").first).to_be_visible()
    expect(page.get_by_role("heading", name="Not set yet")).to_be_visible()
    administrator.picture("definition")


def _set_a_target(administrator: Visitor) -> None:
    page = administrator.page
    administrator.follow("Change targets, and what is counted")
    page.get_by_label("Must be: 3A-ELA").select_option("more than")
    page.get_by_label("Value: 3A-ELA").fill("95")
    administrator.picture("definition-change", at="table")
    administrator.press("See what would change")
    administrator.press("Save as a new version")
    expect(page.get_by_text("Version 2 is saved.")).to_be_visible()
    administrator.press("Use this version from now on")
    administrator.open("/years/2024/definition/compare/?from=1&to=2")
    expect(page.get_by_text("Target of 3A-ELA (ELA participation) is new: more than 95%.")).to_be_visible()


def _publish(administrator: Visitor, folder: Path, format: str, text: str) -> None:
    page = administrator.page
    (folder / f"{format}.csv").write_text(text)
    administrator.open("/years/2024/uploads/")
    page.get_by_label("What the file holds").select_option(format)
    page.locator("input[type=file]").set_input_files(folder / f"{format}.csv")
    administrator.press("Upload and check")
    expect(page.locator(".portal-figures")).to_be_visible()  # the page follows the worker by itself
    if page.get_by_label("I have read").count():
        page.get_by_text("I have read").click()
        administrator.press("Accept the warnings")
    administrator.press("Publish")
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()


def _determine(administrator: Visitor) -> None:
    administrator.open("/years/2024/runs/")
    administrator.press("Determine levels")
    administrator.make_final()
    expect(administrator.page.get_by_text("is final. Its levels count").first).to_be_visible()


def _try_other_rules(administrator: Visitor) -> None:
    """Change two bands and a number, be refused once, see the changes in words, and who would move and why."""
    page = administrator.page
    administrator.open("/years/2024/definition/change/rules/")
    page.locator("[name='2.tests.0.value']").fill("0 to 2")
    page.locator("[name='3.tests.0.value']").fill("[2, 8)")
    page.locator("[name='6.tests.0.value']").fill("4")
    administrator.press("See what would change")
    expect(page.get_by_text("must be an interval").first).to_be_visible()
    page.locator("[name='2.tests.0.value']").fill("[0, 2)")
    administrator.press("See what would change")
    expect(
        page.get_by_text("Elements whose target was missed: was at least 3; is now at least 4").first
    ).to_be_visible()
    administrator.picture("definition-review")
    administrator.press("Which LEAs would move?")
    expect(page.get_by_role("heading", name="2 of 3 LEAs would move")).to_be_visible()
    administrator.picture("what-if", at="h2")
    page.get_by_label("Name or code").fill("alder")
    administrator.press("Show")
    expect(page.get_by_text("1 LEA by code")).to_be_visible()
    administrator.press("Continue editing this text")
    administrator.press("Check")
    administrator.picture("definition-edit")
    text = page.get_by_label("Definition (YAML)")
    text.fill(text.input_value().replace("order: 80", "order: many"))
    administrator.press("Check")
    expect(page.get_by_text("it is 'many'").first).to_be_visible()
    text.fill(text.input_value().replace("order: many", "order: 80"))
    administrator.press("Save as a new version")
    expect(page.get_by_text("Version 3 is saved.")).to_be_visible()


def _put_them_in_force(administrator: Visitor) -> None:
    page = administrator.page
    assert Year.objects.get(year=2024).definition.number == 2
    administrator.open("/years/2024/definition/compare/?from=2&to=3")
    administrator.picture("definition-compare")
    administrator.open("/years/2024/what-if/?version=3")
    administrator.follow(re.compile("^1 from Targeted Level 2"))
    expect(page.get_by_text("1 LEA by code")).to_be_visible()
    administrator.follow("Alder Unified")
    expect(page.get_by_role("heading", name=re.compile("Why"))).to_be_visible()
    administrator.follow("Disproportionality, cell by cell")
    administrator.follow("category 3")
    expect(page.get_by_text("(33 × 1,191) ÷ (100 × 95)")).to_be_visible()  # the browser opens what the link points into
    administrator.picture("disproportionality")
    administrator.open("/years/2024/definition/?version=3")
    administrator.press("Use this version from now on")


def _issue(administrator: Visitor) -> None:
    administrator.open("/years/2024/letters/")
    administrator.follow("Issue letters")
    administrator.page.get_by_label("3 letters would be issued").fill("3")
    administrator.press("Issue the letters")
    expect(administrator.page.locator(".portal-figures li").first).to_contain_text("3 issued", timeout=60_000)
    administrator.look()


def _at_a_narrow_window(administrator: Visitor, cast: Cast) -> None:
    administrator.sign_in(cast.administrator)
    for path in (
        "",
        "definition/",
        "definition/change/ratios/",
        "definition/edit/",
        "definition/compare/",
        "what-if/?version=1",
    ):
        administrator.open("/years/" + (f"2024/{path}" if path else ""))
