"""The demonstration: the same at every call, with something to show everywhere, and people who can sign in."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from cim_portal import demo
from cim_portal.demo import data, places
from determinations.letters.models import Letter
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews.models import Comment, ReviewMark
from monitoring.access import roles, scope
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.resources.models import Resource, Subscriber

ROLES = set(roles.ROLES)


def seeded(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("seed_demo", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_tables_are_the_same_bytes_at_every_call() -> None:
    for year in data.YEARS:
        assert data.tables(year, places.leas(40)) == data.tables(year, places.leas(40))


def test_a_shorter_list_of_leas_begins_a_longer_one() -> None:
    assert places.leas(300)[:12] == places.leas(12)
    assert len({lea.county for lea in places.leas(300)}) == 58
    assert len({lea.code for lea in places.leas(2200)}) == 2200
    assert 125 <= len(places.selpas()) <= 135


def test_the_state_of_twelve_leas_has_something_of_everything(db: None) -> None:
    document, log = seeded("--leas", "12", "--years", "3", "--json")
    told = json.loads(document)
    assert (told["leas"], told["years"]) == (12, 3)
    assert {account["role"] for account in told["accounts"]} == ROLES
    editors = [a for a in told["accounts"] if a["role"] == "lea_editor"]
    assert len({Lea.objects.get(code=a["lea_code"]).selpa_id for a in editors}) == 2

    assert set(Step.objects.values_list("status", flat=True)) == set(Step.Status.values)
    assert set(Plan.objects.values_list("status", flat=True)) >= {"drafting", "approved"}
    assert Plan.objects.filter(report__isnull=False).exists()
    assert set(Letter.objects.values_list("status", flat=True)) == set(Letter.Status.values)
    assert set(Upload.objects.values_list("status", flat=True)) >= {"published", "refused", "ready", "superseded"}
    assert set(Run.objects.values_list("status", flat=True)) == set(Run.Status.values)
    levels = set(LevelResult.objects.values_list("level", flat=True))
    assert levels >= {"", "SD", "SL", "T1", "T2", "T3", "I3", "U"}
    assert Comment.objects.exists()
    assert ReviewMark.objects.filter(mark="needs_work").exists()
    assert Resource.objects.exists()
    assert Subscriber.objects.exists()
    assert "2024: plans" in log

    own = Lea.objects.get(code=editors[0]["lea_code"])
    returned = Step.objects.get(plan__lea=own, plan__year__year=2023, number=1)
    assert returned.status == "returned"
    assert [s.pdf is not None for s in returned.submissions.order_by("round")] == [True, True]

    for account in demo.accounts():
        browser = Client()
        assert browser.login(username=account.email, password=account.password), account
        assert account.role in scope.roles(Person.objects.get(email=account.email))

    again, log = seeded("--json")
    assert json.loads(again) == told
    assert "there already" in log


def test_a_portal_with_a_year_of_its_own_is_refused(db: None) -> None:
    call_command("load_definition", "fixtures/definitions/2023.yaml", stdout=StringIO(), stderr=StringIO())
    call_command("open_year", "2023", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(SystemExit) as ended:
        seeded("--leas", "12", "--years", "1")
    assert ended.value.code == 1
    assert not Person.objects.exists()


def test_too_few_leas_are_refused(db: None) -> None:
    with pytest.raises(SystemExit) as ended:
        seeded("--leas", "2")
    assert ended.value.code == 2


def test_a_fault_in_the_middle_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cim_portal.demo.centre.fill", lambda **words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        seeded("--leas", "9", "--years", "1")
    assert not Person.objects.exists()
    assert not Lea.objects.exists()
