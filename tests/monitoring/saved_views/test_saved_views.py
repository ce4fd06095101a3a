"""A person saves the filters of a dashboard under a name, opens them again, removes them, and compares with them."""

from collections.abc import Callable

import pytest
from django.test import Client

from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from monitoring.saved_views import services
from monitoring.saved_views.models import SavedView
from monitoring.saved_views.permissions import can_remove_view
from tests import world
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]


def test_a_view_is_saved_opened_replaced_and_removed(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn
) -> None:
    browser = signed_in(cast.monitor)
    sent = {"name": "Bay", "path": "/state/", "query": "selpa=0199&page=2&as=csv"}
    assert browser.post("/views/", sent).headers["Location"] == "/state/?selpa=0199"
    browser.post("/views/", {**sent, "query": "county=10"})
    page = browser.get("/state/")
    assert [(view.name, view.get_absolute_url()) for view in page.context["views"]] == [("Bay", "/state/?county=10")]
    assert [line.name for line in browser.get("/state/?county=10").context["lines"]] == ["Cedar Charter"]
    view = SavedView.objects.get()
    for other in (cast.administrator, cast.reviewer):
        assert signed_in(other).post(f"/views/{view.pk}/remove/").status_code == 404
        assert not can_remove_view(other, view)
    assert signed_in(cast.administrator).get("/state/").context["views"] == []
    assert browser.post(f"/views/{view.pk}/remove/").headers["Location"] == "/state/"
    assert not SavedView.objects.exists()


def test_a_selpa_saves_views_of_its_own_page(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    browser = signed_in(cast.reviewer)
    sent = {"name": "Late", "path": "/selpas/0199/", "query": "overdue=yes"}
    assert browser.post("/views/", sent).headers["Location"] == "/selpas/0199/?overdue=yes"
    assert [view.name for view in browser.get("/selpas/0199/").context["views"]] == ["Late"]
    assert signed_in(cast.monitor).get("/selpas/0199/").context["views"] == []


@pytest.mark.parametrize(
    ("path", "name"),
    [("/state/", ""), ("/state/", "x" * 81), ("/people/", "x"), ("//evil.example/", "x"), ("/no/", "x")],
)
def test_what_is_no_view_is_refused(cast: Cast, signed_in: SignIn, path: str, name: str) -> None:
    answer = signed_in(cast.monitor).post("/views/", {"name": name, "path": path, "query": ""})
    assert answer.status_code == 409
    assert not SavedView.objects.exists()


def test_a_person_has_so_many_views_at_most(cast: Cast, signed_in: SignIn) -> None:
    for number in range(services.MOST):
        services.save(name=str(number), path="/state/", query="", by=cast.monitor, at=NOON)
    for name, status in (("0", 302), ("one more", 409)):
        sent = {"name": name, "path": "/state/", "query": ""}
        assert signed_in(cast.monitor).post("/views/", sent).status_code == status


def test_counts_are_compared_with_a_saved_view(cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    view = services.save(name="Valley", path="/state/", query="selpa=1099", by=cast.monitor, at=NOON)
    browser = signed_in(cast.monitor)
    page = browser.get(f"/state/?selpa=0199&against=view-{view.pk}")
    panels = {one.name: one for one in page.context["panels"]}
    first = [(cell.value, cell.then.value) for column, cell in panels["steps"].rows[0] if column.is_number]
    assert first[:2] == [(1, 1), (1, 0)]
    assert "Valley: 0" in page.content.decode()
    assert all(cell.then is None for row in panels["levels"].rows for _column, cell in row)
    for unknown in ("view-0", "2022", "2023", "x"):
        assert "Valley: 0" not in browser.get(f"/state/?selpa=0199&against={unknown}").content.decode()
