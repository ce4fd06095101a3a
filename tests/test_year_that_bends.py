"""A year that bends: nothing in it goes straight, and at each point people read, do and get what a careful state means."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from openpyxl import Workbook

from determinations.letters.models import Letter
from determinations.letters.tasks import ask_for_releases
from determinations.levels import doubts
from determinations.preliminary.models import Contest
from determinations.runs.models import Run
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from monitoring.definition import services as definition_services
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast
from tests.workbooks import sheet_of

SignIn = Callable[[Person], Client]
RELEASE = datetime(2023, 3, 27, 16, 0, tzinfo=UTC)
ROWS = world.INDICATORS + "2023,0161119,2,20,100,20%,<=10%,No\n"
TARGETS = "targets:\n  - {indicator: 5A, operator: '>=', value: '62', decides: computed}"


def percent_cells(text: str) -> bytes:
    """Return the rows as a workbook whose rates are numbers that are shown in percent."""
    book = Workbook()
    sheet = sheet_of(book)
    for line in text.splitlines():
        cells: list[str | float] = list(line.split(","))
        if str(cells[5]).endswith("%"):
            cells[5] = float(str(cells[5])[:-1]) / 100
        sheet.append(cells)
        sheet.cell(sheet.max_row, 6).number_format = "0.00%"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(browser: Client, format: str, name: str, content: bytes, *, year: int = 2023, how: str = "") -> Upload:
    """Upload a file, have it checked, accept what it warns of, and publish it."""
    file = SimpleUploadedFile(name, content)
    answer = browser.post(f"/years/{year}/uploads/receive/", {"format": format, "how": how, "file": file})
    assert answer.status_code == 302
    jobs.work_off()
    here = answer.headers["Location"]
    made = Upload.objects.latest("pk")
    assert made.status == "ready", [str(one) for one in made.problems.all()]
    if made.warnings:
        gone = made.problems.filter(code__in=("leas_gone", "rows_gone")).exists()
        browser.post(f"{here}accept/", {"accepted": "yes", **({"gone": "1"} if gone else {})})
    assert browser.post(f"{here}publish/").status_code == 302
    return made


def levels() -> dict[str, str]:
    return dict(Run.objects.latest("number").results.values_list("lea__code", "level"))


def mails_to(person: Person, sent: list[EmailMessage]) -> list[str]:
    return [str(mail.subject) for mail in sent if mail.to == [person.email]]


def statuses(client: Client, *addresses: str) -> list[int]:
    return [client.get(address).status_code for address in addresses]


@time_machine.travel(NOON)
def test_a_year_that_bends(cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    year, state = world.open_2023(cast), signed_in(cast.administrator)
    why, letter = "/leas/0161119/2023/why/", "/leas/0161119/2023/letter/"

    # Its files: rates in percent cells, one row amended, and a target that is tried before it is in force.
    upload(state, "leas", "leas.csv", world.LEAS.encode())
    upload(state, "indicators", "rates.xlsx", percent_cells(ROWS))
    upload(state, "ranks", "ranks.csv", world.RANKS.encode())
    amendment = b"year,lea_code,evaluation,percent_rank\n2023,0161127,intensive,45\n"
    upload(state, "ranks", "one.csv", amendment, how="amend")
    state.post("/years/2023/runs/determine/")
    assert levels() == {"0161119": "T2", "0161127": "", "1030642": "I3"}
    changed = year.definition.source.replace("targets: []", TARGETS)
    tried = state.post("/years/2023/what-if/", {"file": SimpleUploadedFile("2023.yaml", changed.encode())})
    after = {line.code: line.after for line in tried.context["lines"]}
    assert after == {"0161119": "Targeted Level 2", "0161127": "Targeted Level 1", "1030642": "Intensive Level 3"}
    assert levels()["0161127"] == "", "trying changes nothing"
    version = definition_services.load_definition(text=changed, by=cast.administrator, at=NOON)
    state.post("/years/2023/definition/use/", {"version": str(version.number)})
    state.post("/years/2023/runs/determine/")
    assert levels() == {"0161119": "T2", "0161127": "T1", "1030642": "I3"}

    # What is contested: one answer changes a figure, one keeps it, and both are frozen by the final run.
    state.post("/years/2023/preliminary/open/", {"run": "2", "last_day": "2023-03-24"})
    approver = signed_in(cast.approver)
    for indicator in ("5A", "1"):
        asked = {"indicator": indicator, "reason": "Two schools are missing."}
        assert approver.post("/leas/0161119/2023/preliminary/contest/", asked).status_code == 302
    assert statuses(approver, why, letter) == [404, 404]
    for contest, decision in zip(Contest.objects.order_by("pk"), ("correct", "keep"), strict=True):
        answer = {"decision": decision, "answer": "We looked at both schools."}
        assert state.post(f"/years/2023/preliminary/contests/{contest.pk}/", answer).status_code == 302
    corrected = "year,lea_code,indicator,numerator,denominator,rate,target,target_met\n2023,0161119,5A,416,640,65%,>=60.0%,Yes\n"
    upload(state, "indicators", "corrected.csv", corrected.encode(), how="amend")
    state.post("/years/2023/runs/determine/")
    run = Run.objects.select_related("year").latest("number")
    accepted = {f"accept_{name}": count for name, count in doubts.counts(run).items()}
    assert state.post("/years/2023/runs/3/final/", accepted).status_code == 302
    assert set(Contest.objects.values_list("status", "final_run__number")) == {("frozen", 3)}
    assert state.post(f"/years/2023/preliminary/contests/{contest.pk}/", answer).status_code == 409

    # A part is issued, the other is under embargo until its time.
    state.post("/years/2023/letters/release/", {"day": "2023-03-27", "time": "09:00"})
    state.post("/years/2023/letters/issue/", {"selpa": "0199", "count": "2", "how": "embargo"})
    state.post("/years/2023/letters/issue/", {"selpa": "1099", "count": "1"})
    jobs.work_off()
    assert dict(Letter.objects.values_list("lea__code", "status")) == {
        "0161119": "embargoed", "0161127": "embargoed", "1030642": "issued",
    }  # fmt: skip
    assert statuses(signed_in(cast.editor), why, letter) == [404, 404]
    assert statuses(signed_in(cast.reviewer), why, letter) == [200, 200]
    assert statuses(signed_in(cast.other_editor), "/leas/1030642/2023/letter/") == [200]
    outbox.ask_for_mails_of_the_day(at=NOON)
    jobs.work_off()
    assert mails_to(cast.reviewer, mailoutbox)[-1:] == ["CIM on March 20, 2023"], "one mail of both letters"
    mailoutbox.clear()
    with time_machine.travel(RELEASE):
        ask_for_releases()
        jobs.work_off()
        outbox.ask_for_mails_of_the_day(at=RELEASE)
        jobs.work_off()
        assert mails_to(cast.editor, mailoutbox) == ["2023 Annual Determination Letter for Alder Unified"]
        assert mails_to(cast.reviewer, mailoutbox) == ["CIM on March 27, 2023"]
    assert statuses(signed_in(cast.editor), why, letter) == [200, 200]
    assert set(Plan.objects.values_list("lea__code", "level")) == {
        ("0161119", "T2"),
        ("0161127", "T1"),
        ("1030642", "I3"),
    }

    # One letter is corrected, and no other.
    mailoutbox.clear()
    wrong = Letter.objects.get(lea=cast.other)
    asked = {"level": "I2", "reason": "A rank was entered twice."}
    assert state.post(f"/leas/1030642/2023/letters/{wrong.pk}/correct/", asked).status_code == 302
    jobs.work_off()
    assert Plan.objects.get(lea=cast.other).level == "I2"
    assert dict(Letter.objects.values_list("lea__code", "status").filter(replaces=None)) == {
        "0161119": "issued", "0161127": "issued", "1030642": "corrected",
    }  # fmt: skip
    assert (
        "A rank was entered twice." in signed_in(cast.other_editor).get("/leas/1030642/2023/letter/").content.decode()
    )
    assert (
        mails_to(cast.other_approver, mailoutbox)[0] == "Corrected 2023 Annual Determination Letter for Cedar Charter"
    )
    assert not [mail for mail in mailoutbox if "Alder" in mail.subject or "Birch" in mail.subject]

    # In the middle of a review an LEA moves, another closes, a third is renamed.
    step = world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver, days=9)
    moved = world.LEAS.replace("Alder Unified,Alameda,0199,Bay", "Alder Unified,Alameda,1099,Valley")
    moved = "".join(line for line in moved.splitlines(True) if "Birch" not in line)
    upload(state, "leas", "moved.csv", moved.replace("Cedar Charter", "Cedar Grove").encode())
    review = "/plans/0161119/2023/step/1/review/"
    assert statuses(signed_in(cast.reviewer), letter, "/plans/0161119/2023/") == [200, 200], "who reviewed reads on"
    assert statuses(signed_in(cast.other_reviewer), letter, review) == [200, 200]
    with pytest.raises(ledger.NotYou):
        reviews_moves.approve_step(step=step, by=cast.reviewer, at=NOON + timedelta(days=10))
    reviews_moves.approve_step(step=step, by=cast.other_reviewer, at=NOON + timedelta(days=10))
    assert Step.objects.get(pk=step.pk).status == "approved"
    assert statuses(signed_in(cast.sibling_editor), "/leas/0161127/2023/letter/", "/plans/0161127/2023/") == [200, 200]
    assert "Cedar Grove" in signed_in(cast.other_editor).get("/leas/1030642/").content.decode()
    assert all("Cedar Charter" in str(one.context) for one in Letter.objects.filter(lea=cast.other)), "as it was said"

    # The directory of an older year comes after that of a newer one.
    for number, text in ((2024, moved.replace("Cedar Charter", "Cedar Academy")), (2022, world.LEAS)):
        definition_services.load_definition(text=definitions.text(number), by=cast.administrator, at=NOON)
        years_services.open_year(year=number, by=cast.administrator, at=NOON)
        upload(state, "leas", "leas.csv", text.encode(), year=number)
    assert set(Lea.objects.values_list("name", "selpa__code")) == {
        ("Alder Unified", "1099"), ("Birch Elementary", "0199"), ("Cedar Academy", "1099"),
    }  # fmt: skip
    assert Lea.objects.get(code="1030642").as_of(Year.objects.get(year=2022).pk).name == "Cedar Charter"
