"""The table of indicator 18 of a made-up year, next to a plain second way to count it."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from cim_portal.lib.dates import PACIFIC
from determinations.findings.models import Finding
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.findings import made

SignIn = Callable[[Person], Client]
HERE = "/findings/indicator-18/2023/"
YEAR = [date(2022, 7, 1), date(2023, 6, 30)]


def late_in_the_day(day: date) -> datetime:
    """The last minute of a Pacific day, which is the next day in UTC."""
    return datetime.combine(day, time(23, 59), tzinfo=PACIFIC)


def one_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def a_year_of_findings(cast: Cast) -> list[tuple[str, date, date | None]]:
    """Make findings around the federal year, and return of each its indicator, the day of its notice, and of the last
    verification."""
    chance, said = random.Random(18), []
    edges = [YEAR[0] - timedelta(days=1), *YEAR, YEAR[1] + timedelta(days=1)]
    for number in range(120):
        notified = edges[number] if number < 4 else date(2022, 4, 1) + timedelta(days=chance.randrange(540))
        due = one_year_after(notified)
        verified = [None, due, due + timedelta(days=1), due - timedelta(days=chance.randrange(300))][number % 4]
        said.append((chance.choice(["4B", "9", "11", "13", ""]), notified, verified))
    draft = made.draft(cast)
    Finding.objects.bulk_create(
        Finding(
            **{**draft.fields(), "indicator": indicator},
            status="data_verified" if verified else "notified",
            made_at=NOON,
            moved_at=NOON,
            notified_at=late_in_the_day(notified),
            due_on=one_year_after(notified),
            children_at=late_in_the_day(verified) if verified else None,
            data_at=late_in_the_day(verified) if verified else None,
        )
        for indicator, notified, verified in said
    )
    Finding.objects.bulk_create([Finding(**draft.fields(), status="draft", made_at=NOON, moved_at=NOON)])
    return said


def counted(said: list[tuple[str, date, date | None]], indicator: str | None) -> list[int]:
    mine = [one for one in said if YEAR[0] <= one[1] <= YEAR[1] and indicator in (None, one[0])]
    late = [one for one in mine if one[2] and one[2] > one_year_after(one[1])]
    none = [one for one in mine if not one[2]]
    return [len(mine), len(mine) - len(late) - len(none), len(late), len(none)]


def test_the_table_is_what_a_plain_count_says(cast: Cast, opened_2023: Year, signed_in: SignIn, tmp_path: Path) -> None:
    said = a_year_of_findings(cast)
    client = signed_in(cast.monitor)
    page = client.get(HERE)
    rows = {
        row.indicator: [row.findings, *(count for _name, count in row.cells)] for row, _name in page.context["rows"]
    }
    assert list(rows) == ["4B", "9", "11", "13", "other", "all"]
    for name, found in rows.items():
        assert found == counted(said, {"all": None, "other": ""}.get(name, name)), name
    total = page.context["total"]
    assert total.percent == f"{100 * total.in_time / total.findings:.2f}"
    for name, found in rows.items():  # each number leads to as many findings
        for outcome, count in zip(("", "in_time", "later", "not_corrected"), found, strict=True):
            listed = client.get(f"{HERE}?indicator={name}&outcome={outcome}&as=json").json()
            assert len(listed) == count, (name, outcome)
    file = tmp_path / "table.json"
    call_command("export", "indicator_18", "--year", "2023", "--format", "json", "--out", str(file), stderr=StringIO())
    written = json.loads(file.read_text())
    assert written == client.get(f"{HERE}?as=json").json()
    assert {row["indicator"]: row["findings"] for row in written} == {name: found[0] for name, found in rows.items()}
    assert written[0]["notified_from"] == "2022-07-01"


def test_a_year_without_findings_says_so_and_one_that_cannot_be_is_none(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    client = signed_in(cast.monitor)
    assert "no finding" in client.get("/findings/indicator-18/2030/").content.decode()
    assert client.get("/findings/indicator-18/").status_code == 200
    assert client.get("/findings/indicator-18/99/").status_code == 404
    assert signed_in(cast.reviewer).get(HERE).status_code == 404
