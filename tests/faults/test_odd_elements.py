"""Elements under codes that no one expected: the plan's pages work, whatever the file called them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from determinations.uploads.models import IndicatorResult
from improvement_plans.report.kinds import plan
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Workbook
from monitoring.people.models import Person
from tests import definitions, world
from tests.cast import Cast

ODD = ["5A/2 share", 'a "quoted" <b>', "Ümläut é", "100%", "x" * 60, "comment", "..", "5A"]


@pytest.fixture
def odd_plan(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """Alder Unified misses elements under the odd codes."""
    quoted = [code.replace('"', '""') for code in ODD]
    rows = "".join(f'2023,0161119,"{code}",52,68,76.47%,>90.0%,No\n' for code in quoted)
    monkeypatch.setattr(world, "INDICATORS", world.INDICATORS.splitlines(keepends=True)[0] + rows)
    document = definitions.document(2023)
    there = {one["code"] for one in document["indicators"]}
    document["indicators"] += [
        {"code": code, "name": code, "direction": "lower", "type": "performance"} for code in ODD if code not in there
    ]
    named = definitions.dumped(document)
    monkeypatch.setattr(definitions, "text", lambda year: named)
    return Workbook(world.issue_2023(cast)[cast.lea.code])


def test_each_element_has_an_address_of_its_own_that_opens_and_keeps(
    odd_plan: Workbook, cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(cast.editor)
    base = f"/plans/{cast.lea.code}/2023/"
    assert browser.get(base).status_code == 200
    step = browser.get(f"{base}step/1/")
    assert step.status_code == 200
    addresses = re.findall(rf'"({base}step/1/data_drilldown/[^"]+)"', step.content.decode())
    assert len(set(addresses)) == len(ODD)
    assert f"{base}step/1/data_drilldown/5A/" in addresses  # a plain code stays as it is
    for address in addresses:
        assert browser.get(address).status_code == 200, address
        assert browser.post(address, {"whole": "The gap opens in grade 6."}).status_code in (200, 302), address
        assert browser.get(f"{address}comment/").status_code in (302, 405), address
    assert IndicatorResult.objects.filter(indicator__in=ODD).count() == len(ODD)
    assert Answer.objects.filter(activity="data_drilldown").count() == len(ODD)


def test_its_plan_is_drawn(odd_plan: Workbook) -> None:
    assert plan.REPORT.draw(odd_plan.plan).startswith(b"%PDF")
