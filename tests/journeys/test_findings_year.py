"""A finding's year in a real browser: records are read, one child is corrected after the other, new records meet it all; a second
finding, which comes from data, is late."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, expect

from determinations.findings.models import Finding
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.determinations.findings.test_drafting import HEAD
from tests.determinations.findings.test_year import on
from tests.journeys.conftest import Visitor
from tests.pdfs import assert_accessible, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.usefixtures("transactional_db", "background"),
]
Arrive = Callable[..., Visitor]
LATE = "2023,1030642,7,review,2023-02-28,,90\n"
RECORDS = "\n".join(f"A-{number}" for number in range(1, 13))


def test_a_findings_year(cast: Cast, published_2023: Year, visitor: Arrive) -> None:
    wide, narrow = visitor(), visitor(width=360)
    with on(date(2023, 3, 20)):
        world.publish(published_2023, "timelines", HEAD + LATE, by=cast.administrator)
        _records(wide, cast)
        _read(wide, not_met=1)
        _from_data(wide)
        late, mine = Finding.objects.get(lea=cast.other), Finding.objects.get(lea=cast.lea)
        wide.sign_in(cast.administrator)
        for finding in (mine, late):
            wide.open(finding.get_absolute_url())
            wide.press("Notify the LEA")
        _the_letter(wide, mine, "notice", "Notice of noncompliance")
    with on(date(2023, 9, 1)):
        _evidence(narrow, cast, mine, "A list is read.")
        _returned(wide, cast, mine)
    with on(date(2023, 9, 15)):
        _evidence(wide, cast, mine, "The list of what is due is read each Monday.", answers="Which list?")
        _children_verified(narrow, cast.reviewer, mine)
    with on(date(2023, 10, 10)):
        _not_without_new_records(wide, cast, mine)
        _further(wide, cast, not_met=1)
    with on(date(2023, 11, 1)):
        _evidence(narrow, cast, mine, "Two people read the list.", answers="do not meet the requirement")
        _children_verified(wide, cast.monitor, mine)
        _further(wide, cast, not_met=0)
        _closed(wide, cast, mine)
    with on(date(2024, 3, 21)):
        _late(narrow, wide, cast, late)
        _packed(wide, mine)


def _records(monitor: Visitor, cast: Cast) -> None:
    """Records are drawn, one cannot be read and is replaced, and the sample is locked."""
    page = monitor.page
    monitor.sign_in(cast.monitor)
    monitor.open("/findings/record-reviews/")
    monitor.follow("Open a record review")
    page.get_by_label("LEA, by its code").fill(cast.lea.code)
    monitor.tick(page.locator("[name=requirements][value=REVIEW]"))
    page.get_by_label("Numbers of records, one a line").fill(RECORDS)
    page.get_by_label("Records to draw").fill("4")
    monitor.press("Draw the sample")
    monitor.follow(re.compile(r"^A-\d+$"))
    page.get_by_label("Why it cannot be read").fill("The child moved away.")
    monitor.press("Replace the record")
    monitor.open("/findings/record-reviews/1/")
    expect(page.get_by_text("The child moved away.")).to_be_visible()
    monitor.press("Lock the sample")


def _read(monitor: Visitor, *, not_met: int) -> None:
    """Read each record of the sample that is shown; the first ones do not meet the requirement."""
    page = monitor.page
    monitor.follow("Read record")
    while page.get_by_role("button", name="Save, next record").count():
        value = "not_met" if not_met > 0 else "met"
        monitor.tick(page.locator(f"[name^=value-][value={value}]"))
        if not_met > 0:
            page.get_by_label("Note on").fill("No review was held since 2021. Hold it.")
        monitor.press("Save, next record")
        not_met -= 1
    monitor.press("Finish the sample")
    monitor.picture("record-review")


def _from_data(monitor: Visitor) -> None:
    page = monitor.page
    monitor.open("/findings/from-data/")
    page.get_by_label("As of the day").fill("2023-03-01")
    monitor.press("Show")
    monitor.press("Draft 1 finding")
    monitor.open("/findings/")


def _the_letter(reader: Visitor, finding: Finding, kind: str, says: str) -> None:
    """Open the PDF of a letter as soon as a worker has drawn it."""
    address = f"{reader.address}{finding.get_absolute_url()}{kind}.pdf"
    for _look in range(300):
        answer = reader.page.request.get(address)
        if answer.headers["content-type"] == "application/pdf":
            assert says in text_of(answer.body())
            assert_accessible(answer.body())
            return
    pytest.fail(f"no {kind} was drawn")


def _evidence(editor: Visitor, cast: Cast, finding: Finding, system: str, *, answers: str = "") -> None:
    """The LEA writes what it corrected for each child and in its system, attaches a file, and sends; first a child is missing."""
    page = editor.page
    editor.sign_in(cast.editor)
    editor.open(finding.get_absolute_url())
    editor.follow("Write what was corrected")
    if answers:
        expect(page.get_by_text(answers).first).to_be_visible()
    page.get_by_label("What was corrected in the system").fill(system)
    if not answers:
        editor.press("Send the evidence")
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.get_by_label("What was corrected in the system")).to_have_value(system)
    for box in page.locator("[name^=outcome-]").all():
        box.select_option("corrected")
    for box in page.locator("[name^=done-]").all():
        box.fill("The review was held with the parents.")
    calendar = FilePayload(name=f"calendar-{len(system)}.txt", mimeType="text/plain", buffer=b"Mondays")
    page.locator("input[type=file]").set_input_files(calendar)
    editor.press("Save")
    editor.press("Send the evidence")
    assert Finding.objects.get(pk=finding.pk).status == "evidence"


def _returned(reviewer: Visitor, cast: Cast, finding: Finding) -> None:
    reviewer.sign_in(cast.reviewer)
    reviewer.open(finding.get_absolute_url())
    reviewer.page.get_by_text("Return to the LEA", exact=True).click()
    reviewer.look()
    reviewer.page.get_by_label("What is missing").fill("Which list?")
    reviewer.press("Return")


def _children_verified(reviewer: Visitor, person: Person, finding: Finding) -> None:
    """Without a tick for each child it is not verified, and the words are kept."""
    page = reviewer.page
    reviewer.sign_in(person)
    reviewer.open(finding.get_absolute_url())
    page.get_by_text("Verify the correction for each child", exact=True).click()
    page.get_by_label("How you verified it").fill("All minutes were seen.")
    reviewer.press("Verify")
    expect(page.get_by_text("The correction for child").first).to_be_visible()
    page.get_by_text("Verify the correction for each child", exact=True).click()
    expect(page.get_by_label("How you verified it")).to_have_value("All minutes were seen.")
    for box in page.locator("[name=seen]").all():
        reviewer.tick(box)
    reviewer.press("Verify")
    assert Finding.objects.get(pk=finding.pk).status == "child_verified"


def _not_without_new_records(reviewer: Visitor, cast: Cast, finding: Finding) -> None:
    reviewer.sign_in(cast.reviewer)
    reviewer.open(finding.get_absolute_url())
    reviewer.page.get_by_text("Verify on new data", exact=True).click()
    reviewer.page.get_by_label("Which new data you saw").fill("They say so.")
    reviewer.press("Verify")
    expect(
        reviewer.page.get_by_text("A further sample of records that all meet the requirement.").first
    ).to_be_visible()


def _further(monitor: Visitor, cast: Cast, *, not_met: int) -> None:
    """Draw two records that are newer than the correction, and read them."""
    monitor.sign_in(cast.monitor)
    monitor.open("/findings/record-reviews/1/")
    monitor.follow("Draw a further sample")
    monitor.page.get_by_label("Records to draw").fill("2")
    monitor.press("Draw the sample")
    monitor.press("Lock the sample")
    _read(monitor, not_met=not_met)


def _closed(state: Visitor, cast: Cast, finding: Finding) -> None:
    state.open(finding.get_absolute_url())
    state.page.get_by_text("Verify on new data", exact=True).click()
    state.page.get_by_label("Which new data you saw").fill("2 of 2 new records.")
    state.press("Verify")
    state.sign_in(cast.administrator)
    state.open(finding.get_absolute_url())
    state.picture("finding")
    state.press("Close the finding")
    _the_letter(state, finding, "closure", "2 of 2 new records.")


def _late(editor: Visitor, monitor: Visitor, cast: Cast, late: Finding) -> None:
    """One day after its year the other finding is the first thing of everyone, and the table has one in time and one not."""
    editor.sign_in(cast.other_editor)
    expect(editor.page.get_by_text("1 day late").first).to_be_visible()
    editor.open(late.get_absolute_url())
    monitor.sign_in(cast.administrator)
    monitor.open("/findings/?show=late")
    rows = monitor.page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("1 day late")
    monitor.open("/findings/")
    monitor.picture("findings")
    monitor.open("/findings/indicator-18/2023/")
    expect(monitor.page.get_by_text("50.00%")).to_be_visible()
    monitor.picture("indicator-18")
    monitor.open("/findings/indicator-18/2023/?indicator=all")
    expect(monitor.page.get_by_role("link", name="Finding 2")).to_be_visible()


def _packed(state: Visitor, finding: Finding) -> None:
    state.open(finding.get_absolute_url())
    with state.page.expect_download() as waited:
        state.page.get_by_role("link", name="Download the evidence pack of this LEA").click()
    assert waited.value.path().read_bytes().startswith(b"PK")
