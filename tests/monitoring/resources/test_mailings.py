"""Mails to the email list: a draft that is looked at, sent once to those who confirmed, and left with one click."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.resources import mailings
from monitoring.resources.models import Mailing, Posting, Subscriber
from monitoring.work import jobs
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
SAID = {"subject": "New guide\non root causes", "text": "It is on the resource pages."}


@pytest.fixture
def admin(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def readers(cast: Cast) -> list[Subscriber]:
    """Two who confirmed, one who did not, one who left."""
    when = [{"confirmed_at": NOON}, {"confirmed_at": NOON}, {}, {"confirmed_at": NOON, "left_at": NOON}]
    return [
        Subscriber.objects.create(email=f"reader{n}@example.org", asked_at=NOON, **said) for n, said in enumerate(when)
    ]


def written(admin: Client) -> Mailing:
    admin.post("/subscribe/list/write/", SAID)
    return Mailing.objects.get()


def test_a_draft_is_shown_as_it_will_look_and_sent_to_no_one(
    admin: Client, readers: list[Subscriber], mailoutbox: list[EmailMessage]
) -> None:
    mailing = written(admin)
    page = " ".join(admin.get(f"/subscribe/list/mails/{mailing.pk}/").content.decode().split())
    assert "It is on the resource pages." in page
    assert "To leave the list:" in page
    assert "It goes to 2 confirmed addresses" in page
    jobs.work_off()
    assert not mailoutbox
    admin.post(f"/subscribe/list/mails/{mailing.pk}/", {**SAID, "text": "Changed."})
    assert Mailing.objects.get().text == "Changed."


def test_it_goes_once_to_those_who_confirmed(
    cast: Cast, admin: Client, readers: list[Subscriber], mailoutbox: list[EmailMessage]
) -> None:
    mailing = written(admin)
    address = f"/subscribe/list/mails/{mailing.pk}/"
    assert admin.post(f"{address}send/").status_code == 302
    assert admin.post(f"{address}send/").status_code == 409
    assert admin.post(address, SAID).status_code == 409
    jobs.work_off()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["reader0@example.org", "reader1@example.org"]
    assert {mail.subject for mail in mailoutbox} == {"New guide on root causes"}
    assert "2 of 2 mails are with the mail server" in " ".join(admin.get(address).content.decode().split())
    event = Event.objects.get(move="sent_mailing")
    assert (event.by, event.subject_text) == (cast.administrator, "New guide on root causes")
    assert "New guide on root causes" in admin.get("/subscribe/list/").content.decode()


def test_a_job_that_comes_twice_mails_once(
    admin: Client, readers: list[Subscriber], mailoutbox: list[EmailMessage]
) -> None:
    mailings.send(mailing=written(admin), by=None, at=NOON)
    jobs.work_off()
    for posting in Posting.objects.select_related("mailing", "subscriber"):
        mailings.send_posting(posting=posting, at=NOON)
    assert len(mailoutbox) == 2


def test_whoever_left_meanwhile_gets_none(
    admin: Client, readers: list[Subscriber], mailoutbox: list[EmailMessage]
) -> None:
    mailings.send(mailing=written(admin), by=None, at=NOON)
    Subscriber.objects.filter(email="reader0@example.org").update(left_at=NOON)
    jobs.work_off()
    assert [mail.to for mail in mailoutbox] == [["reader1@example.org"]]


def test_one_click_of_the_mail_program_leaves_the_list(
    admin: Client, readers: list[Subscriber], mailoutbox: list[EmailMessage]
) -> None:
    mailings.send(mailing=written(admin), by=None, at=NOON)
    jobs.work_off()
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (link,) = re.findall(r"^<https?://[^/]+(/\S+)>$", headers["List-Unsubscribe"])
    program = Client(enforce_csrf_checks=True)
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscriber.objects.get(email=mailoutbox[0].to[0]).left_at is not None
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.post("/subscribe/leave/forged/", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_without_a_confirmed_address_nothing_is_sent(cast: Cast, admin: Client) -> None:
    mailing = written(admin)
    answer = admin.post(f"/subscribe/list/mails/{mailing.pk}/send/")
    assert (answer.status_code, "No address on the list" in answer.content.decode()) == (409, True)
    assert Mailing.objects.get().sent_at is None


@pytest.mark.parametrize("missing", ["subject", "text"])
def test_what_is_missing_is_said(admin: Client, missing: str) -> None:
    assert admin.post("/subscribe/list/write/", {**SAID, missing: " "}).status_code == 422
    assert not Mailing.objects.exists()
