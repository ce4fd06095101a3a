"""What is missing in a year, as lists; and an LEA's page for the SELPA that reviewed it in an earlier year."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.definition import services as definition_services
from monitoring.people.models import LeaGrant, Person, SelpaGrant
from monitoring.places.models import LeaYear
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests import definitions, world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
GAPS = "/years/2023/gaps/"
HERE, THERE = "Alder Unified,Alameda,0199,Bay SELPA", "Alder Unified,Alameda,1099,Valley SELPA"


def named(browser: Client, of: str) -> list[str]:
    return [row["code"] for row in browser.get(f"{GAPS}?list={of}").context["page"]]


def test_selpas_without_a_reviewer_and_leas_without_an_approver_are_listed(
    cast: Cast, published_2023: Year, signed_in: SignIn
) -> None:
    browser = signed_in(cast.administrator)
    before = named(browser, "reviewers"), named(browser, "approvers")
    assert cast.lea.selpa.code not in before[0]
    assert cast.lea.code not in before[1]
    SelpaGrant.objects.filter(content_object=cast.lea.selpa).delete()
    LeaGrant.objects.filter(content_object=cast.lea).delete()
    assert set(named(browser, "reviewers")) == {*before[0], cast.lea.selpa.code}
    assert set(named(browser, "approvers")) == {*before[1], cast.lea.code}
    page = browser.get(f"{GAPS}?list=approvers").content.decode()
    assert f'href="/people/invite/?role=lea_approver&amp;organization={cast.lea.code}"' in page
    form = browser.get(f"/people/invite/?role=lea_approver&organization={cast.lea.code}").context["form"]
    assert (form["role"].value(), form["organization"].value()) == ("lea_approver", cast.lea.code)


def test_a_person_who_left_fills_no_gap(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    Person.objects.filter(pk=cast.approver.pk).update(is_active=False)
    assert cast.lea.code in named(signed_in(cast.administrator), "approvers")


def test_leas_of_the_directory_without_a_level_are_listed(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    without = set(determined_2023.results.filter(level="", outcome="").values_list("lea__code", flat=True))
    assert set(named(browser, "levels")) == without
    first = determined_2023.results.exclude(level="").select_related("lea").first()
    assert first is not None
    first.delete()
    assert set(named(browser, "levels")) == {*without, first.lea.code}
    everyone = set(LeaYear.objects.filter(year__year=2023).values_list("lea__code", flat=True))
    assert set(named(browser, "determinations")) == everyone


def test_the_year_leads_to_each_list_with_its_count(cast: Cast, published_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    page = browser.get("/years/2023/").content.decode()
    for one, count in browser.get(GAPS).context["lists"]:
        assert f'href="{GAPS}?list={one.name}">{one.title} ({count})</a>' in page
    assert "gaps/" not in signed_in(cast.monitor).get("/years/2023/").content.decode()
    answer = browser.get(f"{GAPS}?list=levels&as=csv").content.decode("utf-8-sig").splitlines()
    assert answer[0] == "code,called,selpa_code,of_selpa"
    assert len(answer) == 1 + browser.get(f"{GAPS}?list=levels").context["page"].paginator.count


@pytest.mark.parametrize("of", ["reviewers", "levels"])
def test_the_number_of_queries_does_not_grow(cast: Cast, published_2023: Year, signed_in: SignIn, of: str) -> None:
    browser = signed_in(cast.administrator)
    asked = []
    for count in (2, 30):
        more = "".join(f"0161{n}0000000,More {n},Alameda,0{n},More {n},district,150\n" for n in range(300, 300 + count))
        world.publish(published_2023, "leas", world.LEAS + more, by=cast.administrator)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{GAPS}?list={of}")
        asked.append(len(queries))
    assert asked[0] == asked[1]


# Who reviewed an earlier year


@pytest.fixture
def moved(cast: Cast, issued_2023: dict[str, Plan]) -> Year:
    """The directory of 2024 has the LEA in another SELPA."""
    definition_services.load_definition(text=definitions.text(2024), by=cast.administrator, at=NOON)
    year = years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    assert HERE in world.LEAS
    world.publish(year, "leas", world.LEAS.replace(HERE, THERE), by=cast.administrator)
    return year


def test_who_reviewed_an_lea_reads_its_page_of_those_years(cast: Cast, moved: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.reviewer)
    answer = browser.get(f"/leas/{cast.lea.code}/")
    assert answer.status_code == 200
    assert [line.year for line in answer.context["years"]] == [2023]
    page = answer.content.decode()
    assert "You read the years in which it was in your SELPA." in page
    for address in (f"/leas/{cast.lea.code}/2023/why/", f"/leas/{cast.lea.code}/2023/letter/"):
        assert f'href="{address}"' in page
        assert browser.get(address).status_code == 200
    line = answer.context["years"][0]
    assert line.plan is not None
    assert browser.get(line.plan.get_absolute_url()).status_code == 200
    assert "Recent history" not in page


def test_no_one_else_gets_a_page_by_it(cast: Cast, moved: Year, signed_in: SignIn) -> None:
    assert signed_in(cast.other_editor).get(f"/leas/{cast.lea.code}/").status_code == 404
    assert signed_in(cast.other_reviewer).get(f"/leas/{cast.lea.code}/").status_code == 200  # its SELPA now
    stayed = LeaYear.objects.filter(year__year=2023).exclude(lea=cast.lea).exclude(selpa=cast.lea.selpa)
    for one in stayed.exclude(selpa__code="0199").select_related("lea"):
        assert signed_in(cast.reviewer).get(f"/leas/{one.lea.code}/").status_code == 404
