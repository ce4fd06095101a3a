"""A dashboard asks the database as often for many LEAs and years as for few."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from tests import factories
from tests.cast import Cast

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize("address", ["/state/", "/selpas/0199/", "/state/?waits=selpa&overdue=yes", "/home/"])
def test_the_number_of_queries_does_not_grow(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, address: str
) -> None:
    run = Run.objects.get()
    client = signed_in(cast.reviewer if "selpas" in address else cast.monitor)
    client.get(address)  # what is asked once and kept, such as content types
    cache.clear()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    factories.populate(run, count=45, selpa=cast.selpa)
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 29


def test_the_number_of_queries_does_not_grow_with_years(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    asked = [
        (cast.monitor, "/state/"),
        (cast.monitor, "/state/?indicator=6A&met=No&against=2023"),
        (cast.monitor, "/leas/0161119/"),
        (cast.monitor, "/home/"),
        (cast.administrator, "/home/"),
    ]
    run = Run.objects.get()
    counted: list[dict[str, int]] = []
    for years in ((2024,), (2025, 2026)):
        for year in years:
            factories.repeat(run, year=year)
        counted.append({})
        for who, address in asked:
            client = signed_in(who)
            client.get(address)  # what each process reads once, such as a definition
            cache.clear()  # and nothing else
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted[-1][f"{who.email} {address}"] = len(queries)
    assert counted[0] == counted[1]


def test_the_number_of_queries_of_an_lea_does_not_grow(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    client = signed_in(cast.editor)
    assert client.get("/leas/0161119/").status_code == 200  # what is asked once and kept, such as sums of the state
    with CaptureQueriesContext(connection) as few:
        client.get("/leas/0161119/")
    factories.populate(Run.objects.get(), count=45, selpa=cast.selpa)
    with CaptureQueriesContext(connection) as many:
        client.get("/leas/0161119/")
    assert len(many) == len(few) <= 25
