"""An outside reviewer has an LEA until a day; after it the portal removes the role."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from improvement_plans.plans.models import Plan
from monitoring.ledger import lines
from monitoring.ledger.models import Event
from monitoring.people import importing, services, tasks
from monitoring.people.models import LeaGrant, Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
LAST = NOON.date() + timedelta(days=30)
SENT = {"name": "Oda Outside", "email": "oda@example.org", "role": "outside_reviewer", "organization": "0161119"}


@time_machine.travel(NOON)
def test_the_role_ends_by_the_clock(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    signed_in(cast.administrator).post("/people/invite/", {**SENT, "until": LAST.isoformat()})
    jobs.work_off()
    said = "Outside reviewer until April 19, 2023, Alder Unified (0161119)"
    assert [said in str(mail.body) for mail in mailoutbox if mail.to == ["oda@example.org"]] == [True]
    person = Person.objects.get(email="oda@example.org")
    assert "Outside reviewer until April 19, 2023" in (
        signed_in(cast.administrator).get(f"/people/{person.pk}/").content.decode()
    )
    for at, status in ((NOON + timedelta(days=30, hours=11), 200), (NOON + timedelta(days=30, hours=12), 404)):
        with time_machine.travel(at):
            tasks.end_roles()
            browser = signed_in(Person.objects.get(pk=person.pk))
            assert browser.get("/leas/0161119/").status_code == status
            assert browser.get("/leas/0161127/").status_code == 404
    gave, took = Event.objects.of(person).order_by("pk")
    assert lines.line(gave).note == "Outside reviewer, Alder Unified, until April 19, 2023"
    assert (took.move, took.by, lines.line(took).note) == ("took_role", None, "Outside reviewer, Alder Unified")
    assert services.end_roles(at=NOON + timedelta(days=40)) == 0


@time_machine.travel(NOON)
@pytest.mark.parametrize(
    ("role", "until", "sentence"),
    [
        ("outside_reviewer", "", "Give its last day, today or later."),
        ("outside_reviewer", "2023-03-19", "Give its last day, today or later."),
        ("ta_provider", "2023-06-01", "TA provider is not a role that ends"),
    ],
)
def test_a_day_that_does_not_fit_the_role_is_refused(
    cast: Cast, signed_in: SignIn, role: str, until: str, sentence: str
) -> None:
    answer = signed_in(cast.administrator).post("/people/invite/", {**SENT, "role": role, "until": until})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not LeaGrant.objects.filter(user__email="oda@example.org").exists()


def test_no_one_else_gives_it_and_no_file_does(cast: Cast, signed_in: SignIn) -> None:
    for person in (cast.approver, cast.reviewer):
        browser = signed_in(person)
        assert "until" not in browser.get("/people/invite/").context["form"].fields
        assert browser.post("/people/invite/", {**SENT, "until": date.max.isoformat()}).status_code == 422
    text = "email,name,role,code\noda@example.org,Oda,outside_reviewer,0161119\n"
    checked = importing.check(text.encode(), by=cast.administrator)
    assert [problem.code for problem in checked.problems] == ["role_that_ends"]
    assert Lea.objects.get(code="0161119").grants.filter(until__isnull=False).count() == 0
