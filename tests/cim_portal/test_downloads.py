"""Tables of pages as files: what is shown, by the filters of the address, with dates, numbers, and what is hidden."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cim_portal.lib.sheets import AT_ONCE
from determinations.runs.models import LevelResult, Run
from improvement_plans.plans.models import Plan, Step
from monitoring.people.models import Person
from monitoring.places.models import Lea
from tests.cast import NOON, Cast
from tests.workbooks import sheet_of

SignIn = Callable[[Person], Client]


def rows(client: Client, address: str) -> Any:  # as JSON holds them
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    return json.loads(answer.getvalue())


@pytest.mark.parametrize(
    "address",
    [
        "/state/",
        "/selpas/0199/",
        "/years/2023/gaps/?list=approvers",
        "/years/2023/runs/1/",
        "/years/2023/letters/",
        "/leas/0161119/2023/why/",
        "/leas/0161119/2023/disproportionality/",
        "/leas/0161119/outcomes/",
        "/reviews/?show=lea",
        "/calendar/",
        "/disproportionality/",
        "/disproportionality/?panel=map",
        "/years/",
        "/years/2023/uploads/",
        "/years/2023/letters/reached/",
        "/years/2023/preliminary/",
        "/years/2023/preliminary/?panel=silent",
        "/plans/{code}/2023/history/",
        "/operations/?panel=lanes",
        "/operations/?panel=failed",
        "/operations/?panel=mails&mails=waiting",
        "/operations/?panel=processes",
        "/notifications/",
        "/status/state-counts/",
        "/status/levels.",
        "/people/export.",
        "/ledger/export.",
        "/subscribe/list/export.",
        "/years/2023/uploads/{upload}/problems.",
    ],
)
def test_each_table_in_each_format(cast: Cast, every_place: dict[str, object], signed_in: SignIn, address: str) -> None:
    browser, address = signed_in(cast.administrator), address.format(**every_place)
    sign = "" if address.endswith(".") else "&as=" if "?" in address else "?as="
    text = browser.get(f"{address}{sign}csv")
    book = browser.get(f"{address}{sign}xlsx")
    assert text.status_code == book.status_code == 200
    header = text.getvalue().decode("utf-8-sig").splitlines()[0].split(",")
    assert [cell.value for cell in next(iter(sheet_of(load_workbook(io.BytesIO(book.content))).rows))] == header
    if "problems" not in address:  # whose JSON is the document that the command prints
        assert all(list(row) == header for row in rows(browser, f"{address}{sign}json"))


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_table_of_the_state_is_sent_while_it_is_read(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, kind: str
) -> None:
    run, one = Run.objects.get(), cast.lea
    leas = Lea.objects.bulk_create(
        Lea(
            code=f"90{number:05}",
            cds_code=f"90{number:05}0000000",
            name=f"LEA {number}",
            lea_type=one.lea_type,
            county=one.county,
            selpa=one.selpa,
        )
        for number in range(2 * AT_ONCE)
    )
    LevelResult.objects.bulk_create(LevelResult(run=run, lea=lea, level="T2") for lea in leas)
    browser = signed_in(cast.monitor)
    with CaptureQueriesContext(connection) as asked:
        pieces = iter(browser.get(f"/state/?as={kind}"))
        first = b"".join(islice(pieces, 2 if kind == "csv" else 1))  # the columns of CSV go ahead
        queries = len(asked)
        assert b"Alder Unified" in first
        assert b"LEA 999" not in first
        rest = b"".join(pieces)
        assert len(asked) > queries  # what the later rows say was not read before
    whole = (first + rest).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(whole))) if kind == "csv" else json.loads(whole)
    assert sorted(row["lea_code"] for row in found) == sorted(run.results.values_list("lea__code", flat=True))


def test_the_page_links_to_its_table_with_its_filters(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    page = signed_in(cast.monitor).get("/state/?level=T3&page=1").content.decode()
    assert 'href="?level=T3&amp;as=json"' in page
    assert [row["lea_code"] for row in rows(signed_in(cast.monitor), "/state/?level=T3&as=json")] == ["0161127"]
    status = Client().get("/status/?q=Alder").content.decode()
    assert 'href="/status/levels.xlsx?q=Alder"' in status
    assert [row["lea_code"] for row in rows(Client(), "/status/levels.json?q=Alder")] == ["0161119"]


def test_dates_are_dates_and_numbers_are_numbers(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    Step.objects.filter(plan__lea=cast.lea, number=1).update(due_on=NOON.date())
    browser = signed_in(cast.reviewer)
    waiting = rows(browser, "/reviews/?show=lea&as=json")
    assert waiting[0]["due"] == "2023-03-20"
    assert waiting[0]["overdue"] is True
    sheet = sheet_of(load_workbook(io.BytesIO(browser.get("/reviews/?show=lea&as=xlsx").content)))
    header = [cell.value for cell in sheet[1]]
    assert sheet[2][header.index("due")].value == datetime(2023, 3, 20)
    elements = {row["indicator"]: row for row in rows(browser, "/leas/0161119/2023/why/?as=json")}
    assert (elements["1"]["numerator"], elements["1"]["rate"]) == (52, 76.47)
    assert (elements["4A"]["numerator"], elements["4A"]["rate"]) == (None, "NC")


def test_what_happened_when_is_in_the_file(cast: Cast, every_place: dict[str, object], signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    book = load_workbook(io.BytesIO(browser.get("/years/2023/uploads/?as=xlsx").content))
    header, first, *others = ([cell.value for cell in row] for row in sheet_of(book).rows)
    received = dict(zip(header, first, strict=True))
    assert isinstance(received["received_at"], datetime)
    assert (received["status"], received["errors"]) == ("Published", 0)
    assert len(others) == 3
    (letter,) = (row for row in rows(browser, "/years/2023/letters/reached/?q=Alder&as=json"))
    said = (letter["lea_name"], letter["notified"], letter["mailed"], letter["opened_by"])
    assert said == ("Alder Unified", 3, 2, "")
    history = rows(browser, "/plans/0161119/2023/history/?as=json")
    assert len(history) == len(browser.get("/plans/0161119/2023/history/").context["moves"])
    assert "as=xlsx" in browser.get("/years/").content.decode()
    own = rows(signed_in(cast.approver), "/notifications/?as=json")
    assert "as=xlsx" in signed_in(cast.approver).get("/notifications/").content.decode()
    assert {row["subject"] for row in own}


def test_small_numbers_are_hidden_in_the_file_too(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    address = "/leas/0161119/2023/disproportionality/?as=json"
    own = {row["group"]: row for row in rows(signed_in(cast.editor), address)}
    assert (own["HI"]["outcome"], own["HI"]["ratio"]) == (18, "3")
    assert {row["outcome"] for row in rows(signed_in(cast.ta_provider), address)} == {18, 44}


def test_a_table_is_closed_to_whom_its_page_is_closed(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    for kind in ("csv", "xlsx", "json"):
        assert signed_in(cast.other_editor).get(f"/leas/0161119/2023/why/?as={kind}").status_code == 404
        assert signed_in(cast.editor).get(f"/state/?as={kind}").status_code == 404
        assert Client().get(f"/ledger/export.{kind}").status_code == 302
    assert Client().get("/status/levels.pdf").status_code == 404
    assert "<h1>" in signed_in(cast.monitor).get("/state/?as=pdf").content.decode()
