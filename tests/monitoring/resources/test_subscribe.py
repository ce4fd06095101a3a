"""The email list, through the mails that it sends."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from monitoring.people.models import Person
from monitoring.resources import subscribers
from monitoring.resources.models import Subscriber
from monitoring.work import jobs
from monitoring.work.models import Job
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
EMAIL = "parent@example.org"


def links(mail: EmailMessage) -> tuple[str, str]:
    """Return the paths to confirm and to leave that are in a mail."""
    confirm, leave = re.findall(r"https?://[^/]+(/subscribe/(?:confirm|leave)/\S+)", str(mail.body))
    return confirm, leave


def asked(mailoutbox: list[EmailMessage]) -> tuple[str, str]:
    subscribers.ask(email=EMAIL, at=NOON)
    jobs.work_off()
    return links(mailoutbox[-1])


def test_an_address_counts_once_its_owner_pressed_the_button(
    client: Client, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/subscribe/", {"email": " Parent@Example.org"})
    jobs.work_off()
    (mail,) = mailoutbox
    assert mail.to == [EMAIL]
    confirm, _ = links(mail)
    assert client.get(confirm).status_code == 200
    assert Subscriber.objects.get().confirmed_at is None
    assert "You are on the list" in client.post(confirm).content.decode()
    assert Subscriber.objects.get().confirmed_at is not None


def test_the_answer_is_the_same_for_a_known_address(client: Client, db: None, mailoutbox: list[EmailMessage]) -> None:
    first = client.post("/subscribe/", {"email": EMAIL})
    jobs.work_off()
    client.post(links(mailoutbox[0])[0])
    again = client.post("/subscribe/", {"email": EMAIL})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    jobs.work_off()
    assert len(mailoutbox) == 1


def test_asking_again_within_the_hour_sends_no_second_mail(db: None, mailoutbox: list[EmailMessage]) -> None:
    for minutes in (0, 59):
        subscribers.ask(email=EMAIL, at=NOON + timedelta(minutes=minutes))
        jobs.work_off()
    assert len(mailoutbox) == 1
    subscribers.ask(email=EMAIL, at=NOON + timedelta(minutes=60))
    jobs.work_off()
    assert len(mailoutbox) == 2


def test_the_link_to_confirm_expires_and_the_one_to_leave_does_not(
    client: Client, db: None, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel(NOON, tick=False):
        confirm, leave = asked(mailoutbox)
    with time_machine.travel(NOON + timedelta(days=6, hours=23), tick=False):
        assert client.get(confirm).status_code == 200
    with time_machine.travel(NOON + timedelta(days=7, minutes=1), tick=False):
        answer = client.post(confirm)
        assert answer.status_code == 410
        assert "was good for 7 days" in answer.content.decode()
    with time_machine.travel(NOON + timedelta(days=4000), tick=False):
        assert client.post(leave).status_code == 200
    assert Subscriber.objects.get().confirmed_at is None
    assert Subscriber.objects.get().left_at is not None


def test_who_left_can_come_back(client: Client, db: None, mailoutbox: list[EmailMessage]) -> None:
    confirm, leave = asked(mailoutbox)
    client.post(confirm)
    client.get(leave)
    assert Subscriber.objects.get().left_at is None
    client.post(leave)
    assert Subscriber.objects.get().left_at is not None
    subscribers.ask(email=EMAIL, at=NOON + timedelta(days=1))
    jobs.work_off()
    client.post(links(mailoutbox[-1])[0])
    assert Subscriber.objects.get().left_at is None


def test_a_link_serves_its_own_purpose_alone(client: Client, db: None, mailoutbox: list[EmailMessage]) -> None:
    confirm, leave = asked(mailoutbox)
    assert client.get(leave.replace("leave", "confirm")).status_code == 404
    assert client.post(confirm[:-2] + "/").status_code == 404
    assert client.post("/subscribe/leave/nonsense/").status_code == 404
    Subscriber.objects.all().delete()
    assert client.get(confirm).status_code == 404


@pytest.mark.parametrize("email", ["", "not an address"])
def test_what_is_no_address_is_refused(client: Client, db: None, email: str) -> None:
    answer = client.post("/subscribe/", {"email": email})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_administrators_see_counts_and_export_the_confirmed(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    for name in ("a", "b", "=c", "d"):
        subscribers.ask(email=f"{name}@example.org", at=NOON)
    for email in ("a@example.org", "=c@example.org", "d@example.org"):
        subscribers.confirm(subscriber=Subscriber.objects.get(email=email), at=NOON)
    subscribers.leave(subscriber=Subscriber.objects.get(email="d@example.org"), at=NOON)
    browser = signed_in(cast.administrator)
    counts = browser.get("/subscribe/list/").context["counts"]
    assert (counts.confirmed, counts.waiting, counts.left) == (2, 1, 1)
    lines = browser.get("/subscribe/list/export.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["email", "'=c@example.org", "a@example.org"]
    leave = lines[2].rpartition(",")[2].partition("/subscribe/")
    browser.post(leave[1] + leave[2])
    assert Subscriber.objects.get(email="a@example.org").left_at is not None


@pytest.mark.parametrize(("who", "status"), [("monitor", 403), ("approver", 404), ("reviewer", 404)])
def test_only_administrators_see_the_list(cast: Cast, signed_in: SignIn, who: str, status: int) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/subscribe/list/").status_code == status
    assert browser.get("/subscribe/list/export.csv").status_code == status
