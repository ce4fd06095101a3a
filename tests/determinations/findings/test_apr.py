"""The tables of the annual report by indicator: what published data and findings of a year say, and nothing more."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.findings import moves, services
from determinations.findings.models import Finding
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.findings import made

SignIn = Callable[[Person], Client]
HERE = "/findings/indicators/"
RATES = """year,lea_code,indicator,numerator,denominator,rate,target,target_met,monitoring_activities
2023,0161119,11,30,40,75%,100%,No,
2023,0161127,11,20,20,100%,100%,Yes,
2023,1030642,11,,,NC,100%,NA,
2023,0161119,13,,,90%,100%,No,
"""


def notified(cast: Cast, code: str, *, lea: str = "lea") -> Finding:
    draft = made.draft(cast, lea=getattr(cast, lea), code=code, indicator=code)
    return moves.notify(finding=services.make(draft=draft, by=cast.monitor, at=NOON), by=cast.administrator, at=NOON)


def test_each_indicator_counts_what_is_published_and_found(
    cast: Cast, published_2023: Year, signed_in: SignIn, tmp_path: Path
) -> None:
    world.publish(published_2023, "indicators", RATES, by=cast.administrator)
    for code, lea in (("11", "lea"), ("11", "lea"), ("11", "other"), ("9", "sibling")):
        notified(cast, code, lea=lea)
    services.make(draft=made.draft(cast, code="13", indicator="13"), by=cast.monitor, at=NOON)  # a draft counts nowhere
    client = signed_in(cast.monitor)
    page = client.get(HERE)
    rows = {row.indicator: row for row in page.context["rows"]}
    assert list(rows) == ["4A", "4B", "9", "10", "11", "12", "13"]
    eleven, nine, thirteen = rows["11"], rows["9"], rows["13"]
    assert (eleven.with_data, eleven.leas, eleven.missed, eleven.with_finding, eleven.percent) == (2, 3, 1, 2, "66.67")
    assert (eleven.numerators, eleven.denominators, eleven.percent_of_all) == (50, 60, "83.33")
    assert (nine.with_data, nine.leas, nine.with_finding, nine.percent) == (0, 1, 1, "")
    assert (thirteen.leas, thirteen.missed, thirteen.with_finding, thirteen.percent) == (1, 1, 0, "0.00")
    assert "no data published" in page.content.decode()
    assert "50 of 60 (83.33%)" in page.content.decode()
    lines = client.get(f"{HERE}?indicator=11&as=json").json()
    assert [(line["lea_code"], line["rate"], line["target_met"]) for line in lines] == [
        ("0161119", "75%", "No"),
        ("0161127", "100%", "Yes"),
        ("1030642", None, None),
    ]
    assert len(client.get(f"{HERE}?indicator=11").context["lines"][0].findings) == 2
    for only, codes in (("missed", ["0161119"]), ("with_finding", ["0161119", "1030642"]), ("none", [])):
        listed = client.get(f"{HERE}?indicator=11&only={only}&as=json").json()
        assert [line["lea_code"] for line in listed][: len(codes)] == codes
        assert len(listed) == (len(codes) or 3)
    assert "30" in client.get(f"{HERE}?indicator=11").content.decode()
    assert "No data are published." in client.get(f"{HERE}?indicator=12").content.decode()
    file = tmp_path / "table.json"
    call_command(
        "export",
        "indicators_of_compliance",
        "--year",
        "2023",
        "--format",
        "json",
        "--out",
        str(file),
        stderr=StringIO(),
    )
    assert json.loads(file.read_text()) == client.get(f"{HERE}?as=json").json()


def test_an_indicator_or_a_year_that_is_not_there_is_not_found_and_the_state_alone_reads_it(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    client = signed_in(cast.monitor)
    assert "no data published" in client.get(HERE).content.decode()
    assert client.get(f"{HERE}?indicator=14").status_code == 404
    assert client.get(f"{HERE}?year=1999").status_code == 404
    assert signed_in(cast.reviewer).get(HERE).status_code == 404


def test_the_page_asks_no_more_for_more_leas(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    client, counts = signed_in(cast.monitor), []
    for lea in ("lea", "sibling", "other"):
        notified(cast, "11", lea=lea)
        client.get(f"{HERE}?indicator=11")
        with CaptureQueriesContext(connection) as found:
            client.get(f"{HERE}?indicator=11")
        counts.append(len(found))
    assert counts[0] == counts[-1]
