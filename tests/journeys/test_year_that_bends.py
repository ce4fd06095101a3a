"""A year that bends, in a real browser: a row and a target that change, figures that are contested, letters in two parts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from determinations.letters.models import Letter
from improvement_plans.plans.models import Plan
from monitoring.definition import services as definition_services
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.journeys.conftest import Visitor
from tests.test_year_that_bends import ROWS, TARGETS, percent_cells

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.usefixtures("transactional_db", "background"),
]
Arrive = Callable[..., Visitor]
MOVED = world.LEAS.replace("Alder Unified,Alameda,0199,Bay", "Alder Unified,Alameda,1099,Valley").replace(
    "Cedar Charter", "Cedar Grove"
)


def test_a_year_that_bends(cast: Cast, opened_2023: Year, visitor: Arrive, tmp_path: Path) -> None:
    administrator = visitor()
    administrator.sign_in(cast.administrator)
    for format, text in (("leas", world.LEAS), ("ranks", world.RANKS)):
        world.publish(opened_2023, format, text, by=cast.administrator)
    _percent_cells(administrator, tmp_path)
    _one_row(administrator)
    _determine(administrator)
    _a_target(administrator, cast, opened_2023)
    _determine(administrator)
    _contested(administrator, visitor(width=360), cast)
    administrator.open("/years/2023/runs/2/")
    administrator.make_final()
    _in_two_parts(administrator)
    _one_letter_corrected(administrator, cast)
    _directory(administrator, tmp_path)
    reader = visitor(width=360)
    reader.sign_in(cast.other_approver)
    reader.open("/leas/1030642/2023/letter/")
    expect(reader.page.get_by_text("A rank was entered twice.").first).to_be_visible()
    _closed(administrator)


def _checked(administrator: Visitor) -> None:
    """Wait for the check, and accept what it warns of."""
    page = administrator.page
    expect(page.locator(".portal-figures")).to_be_visible()  # the page follows the worker by itself
    administrator.look()
    if page.get_by_label("I have read").count():
        page.get_by_text("I have read").click()
        if page.get_by_label("Type how many").count():
            page.get_by_label("Type how many").fill("1")
        administrator.press("Accept the warnings")


def _published(administrator: Visitor, picture: str = "") -> None:
    """Read what publishing would change, and publish."""
    here = administrator.page.url
    administrator.follow("See what publishing would change")
    if picture:
        administrator.picture(picture)
    administrator.open(here.removeprefix(administrator.address))
    administrator.press("Publish")
    expect(administrator.page.get_by_text("Published", exact=True).first).to_be_visible()


def _percent_cells(administrator: Visitor, folder: Path) -> None:
    (folder / "rates.xlsx").write_bytes(percent_cells(ROWS))
    _upload(administrator, "indicators", folder / "rates.xlsx")
    _published(administrator)


def _upload(administrator: Visitor, format: str, file: Path) -> None:
    administrator.open("/years/2023/uploads/")
    administrator.page.get_by_label("What the file holds").select_option(format)
    administrator.page.locator("input[type=file]").set_input_files(file)
    administrator.press("Upload and check")
    _checked(administrator)


def _one_row(administrator: Visitor) -> None:
    page = administrator.page
    administrator.open("/years/2023/uploads/formats/ranks/")
    administrator.follow("Correct one row")
    page.locator("[name=lea_code]").fill("0161127")
    page.locator("[name=evaluation]").select_option("intensive")
    page.locator("[name=percent_rank]").fill("45")
    page.get_by_label("Why it is corrected").fill("It was entered for another LEA.")
    administrator.picture("amend-row")
    administrator.press("Check this row")
    _checked(administrator)
    _published(administrator)


def _determine(administrator: Visitor) -> None:
    administrator.open("/years/2023/runs/")
    administrator.press("Determine levels")


def _a_target(administrator: Visitor, cast: Cast, year: Year) -> None:
    """Try a target on everyone before it counts, then put it in force."""
    text = year.definition.source.replace("targets: []", TARGETS)
    version = definition_services.load_definition(text=text, by=cast.administrator, at=now())
    administrator.open(f"/years/2023/what-if/?version={version.number}")
    expect(administrator.page.get_by_role("heading", name="LEAs would move")).to_be_visible()
    administrator.open(f"/years/2023/definition/?version={version.number}")
    administrator.press("Use this version from now on")


def _contested(administrator: Visitor, approver: Visitor, cast: Cast) -> None:
    page = administrator.page
    administrator.open("/years/2023/preliminary/")
    page.locator("[name=run]").select_option("2")
    page.locator("[name=last_day]").fill((localdate() + timedelta(days=7)).isoformat())
    administrator.press("Open the review")
    approver.sign_in(cast.approver)
    approver.open("/leas/0161119/2023/preliminary/")
    for element in ("5A", "1"):
        approver.page.locator("[name=indicator]").select_option(element)
        approver.page.locator("[name=reason]").fill("Two schools are missing.")
        approver.press("Contest this element")
    for decision in ("correct", "keep"):
        administrator.open("/years/2023/preliminary/?state=undecided")
        administrator.follow("Alder Unified")
        administrator.tick(page.locator(f"[name=decision][value={decision}]"))
        page.locator("[name=answer]").fill("We looked at both schools.")
        administrator.press("Send the answer")
    administrator.open("/years/2023/preliminary/")
    administrator.picture("preliminary")
    approver.open("/leas/0161119/2023/preliminary/")
    expect(approver.page.get_by_text("We looked at both schools.")).to_have_count(2)


def _in_two_parts(administrator: Visitor) -> None:
    """One SELPA's letters are issued; the others wait under embargo until the time that is set."""
    page = administrator.page
    administrator.open("/years/2023/letters/release/")
    page.locator("[name=day]").fill((localdate() + timedelta(days=9)).isoformat())
    page.locator("[name=time]").fill("09:00")
    administrator.press("Set the time")
    administrator.open("/years/2023/letters/issue/?selpa=0199")
    page.get_by_label("2 letters would be issued").fill("2")
    administrator.press("Put them under embargo")
    _no_longer_working(administrator)
    administrator.open("/years/2023/letters/issue/?selpa=1099")
    page.get_by_label("1 letter would be issued").fill("1")
    administrator.press("Issue the letters")
    _no_longer_working(administrator)
    administrator.open("/years/2023/letters/release/")
    administrator.picture("letters-release")
    assert dict(Letter.objects.values_list("lea__code", "status")) == {
        "0161119": "embargoed", "0161127": "embargoed", "1030642": "issued",
    }  # fmt: skip


def _no_longer_working(administrator: Visitor) -> None:
    """Wait until no letter is being drawn; the page of the letters follows the workers by itself."""
    administrator.page.goto(administrator.address + "/years/2023/letters/")
    expect(administrator.page.get_by_role("link", name="Embargo and release")).to_be_visible()
    expect(administrator.page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    administrator.look()


def _one_letter_corrected(administrator: Visitor, cast: Cast) -> None:
    page = administrator.page
    administrator.open("/leas/1030642/2023/letter/")
    administrator.follow("Correct this letter")
    page.locator("[name=level]").select_option("I2")
    page.locator("[name=reason]").fill("A rank was entered twice.")
    administrator.press("Issue the corrected letter")
    expect(page.get_by_text("A rank was entered twice.").first).to_be_visible()
    for _look in range(60):
        if Plan.objects.filter(lea=cast.other, level="I2").exists():
            return
        page.reload()  # a worker lets the plan follow
    pytest.fail("the plan does not follow the corrected letter")


def _directory(administrator: Visitor, folder: Path) -> None:
    """An LEA moves to another SELPA, another closes, a third is renamed."""
    (folder / "moved.csv").write_text("".join(line for line in MOVED.splitlines(True) if "Birch" not in line))
    _upload(administrator, "leas", folder / "moved.csv")
    _published(administrator, "directory-comparison")
    administrator.open("/leas/0161119/")
    expect(administrator.page.get_by_text("Valley").first).to_be_visible()


def _closed(administrator: Visitor) -> None:
    """A year with letters under embargo is not closed; the page says what is pending."""
    administrator.open("/years/2023/")
    expect(administrator.page.get_by_text("2023 cannot be closed yet.")).to_be_visible()
