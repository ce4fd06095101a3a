"""One's own name and address: who may change them, what is mailed to whom, and what is refused."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from monitoring.ledger import lines
from monitoring.ledger.models import Event
from monitoring.people import own_account
from monitoring.people.models import AddressChange, Person
from monitoring.work import jobs
from tests.cast import NOON, PASSWORD, Cast

SignIn = Callable[[Person], Client]
NEW = "eli@new.example.org"
PAGE = "/account/address/"


def themselves(person: Person) -> Client:
    """Give a browser in which the person has just typed the password."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def mailed(outbox: list[EmailMessage], to: str) -> EmailMessage:
    (mail,) = [mail for mail in outbox if mail.to == [to]]
    return mail


def link_in(mail: EmailMessage) -> str:
    (link,) = re.findall(r"https?://[^/]+(/account/address/\S+)", str(mail.body))
    return str(link)


def asked(client: Client, outbox: list[EmailMessage], email: str = NEW) -> str:
    """Ask for the address and return the link that is mailed to it."""
    assert client.post(PAGE, {"email": email}).status_code == 302
    outbox.clear()
    jobs.work_off()
    return link_in(mailed(outbox, email.lower()))


def test_an_address_changes_when_the_link_in_the_mail_is_followed(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = themselves(cast.editor)
    EmailAddress.objects.create(user=cast.editor, email=cast.editor.email, verified=True)
    link = asked(client, mailoutbox, "Eli@New.example.org")
    old = mailed(mailoutbox, cast.editor.email)
    assert "asked for another email address for Eli Editor from eli.editor@example.org to eli@new.example.org" in str(
        old.body
    )
    assert "waits to be confirmed" in client.get("/account/").content.decode()
    assert Person.objects.get(pk=cast.editor.pk).email == cast.editor.email
    assert "Use the new address" in client.get(link).content.decode()
    assert Person.objects.get(pk=cast.editor.pk).email == cast.editor.email, "looking changes nothing"
    mailoutbox.clear()
    assert client.post(link, follow=True).status_code == 200
    assert Person.objects.get(pk=cast.editor.pk).email == NEW
    jobs.work_off()
    assert "changed the email address of Eli Editor" in str(mailed(mailoutbox, cast.editor.email).body)
    said = [(event.move, lines.line(event).note) for event in Event.objects.of(cast.editor).order_by("pk")][-2:]
    change = "from eli.editor@example.org to eli@new.example.org"
    assert said == [("asked_for_address", change), ("changed_address", change)]
    assert client.get(link).status_code == 404, "it works once"

    old_one, new_one = Client(), Client()
    old_one.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert old_one.get("/home/").status_code == 302
    new_one.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert new_one.get("/home/").status_code == 200


def test_the_password_is_asked_for_first(cast: Cast, signed_in: SignIn) -> None:
    for send in (signed_in(cast.editor).get, signed_in(cast.editor).post):
        answer = send(PAGE, {"email": NEW})
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not AddressChange.objects.exists()


def test_no_one_confirms_the_address_of_someone_else(
    cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    link = asked(themselves(cast.editor), mailoutbox)
    for other in (cast.approver, cast.other_approver, cast.reviewer, cast.administrator):
        assert signed_in(other).post(link).status_code == 404
    assert Client().post(link).status_code == 302
    assert Person.objects.get(pk=cast.editor.pk).email == cast.editor.email


def test_a_taken_address_is_told_to_its_owner_alone(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = themselves(cast.editor)
    client.get("/account/")  # where it is said that one signed in
    free = client.post(PAGE, {"email": NEW}, follow=True).content.decode()
    taken = client.post(PAGE, {"email": cast.approver.email}, follow=True).content.decode()
    token = r'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, "", free.replace(NEW, "X")) == re.sub(token, "", taken.replace(cast.approver.email, "X"))
    mailoutbox.clear()
    jobs.work_off()
    mail = mailed(mailoutbox, cast.approver.email)
    assert "has an account already" in str(mail.body)
    assert "/account/address/" not in str(mail.body)


def test_an_address_that_someone_got_meanwhile_is_refused(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = themselves(cast.editor)
    link = asked(client, mailoutbox)
    Person.objects.create_user(email=NEW, name="Faster")
    answer = client.post(link)
    assert answer.status_code == 409
    assert "Another account has this address by now." in answer.content.decode()


def test_a_link_is_void_after_another_one_a_new_password_or_three_days(
    cast: Cast, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    client = themselves(cast.editor)
    first = asked(client, mailoutbox)
    second = asked(client, mailoutbox, "other@new.example.org")
    assert client.post(first).status_code == 409
    assert client.get(second).status_code == 200
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.post(second).status_code == 409
    settings.PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
    new = "a stapler battery of horses"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    answer = client.post(second)
    assert answer.status_code == 409
    assert "does not work any longer" in answer.content.decode()
    assert Person.objects.get(pk=cast.editor.pk).email == cast.editor.email


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("eli.EDITOR@example.org", "This is your address already."),
        ("nowhere", "Enter a valid email address."),
        ("e" * 250 + "@example.org", "at most 254 characters"),
        ("a@example.org\nBcc: b@example.org", "Enter a valid email address."),
    ],
)
def test_an_address_that_is_none_is_refused(cast: Cast, email: str, words: str) -> None:
    answer = themselves(cast.editor).post(PAGE, {"email": email})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AddressChange.objects.exists()


def test_asking_has_a_limit(cast: Cast) -> None:
    client = themselves(cast.editor)
    statuses = [client.post(PAGE, {"email": f"e{number}@example.org"}).status_code for number in range(6)]
    assert statuses == [302] * 5 + [429]


def test_a_job_whose_wish_is_gone_sends_nothing(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    own_account.ask_for_address(person=cast.editor, email=NEW, at=NOON)
    AddressChange.objects.all().delete()
    jobs.work_off()
    assert [mail.to for mail in mailoutbox] == [[cast.editor.email]], "the notice alone"


def test_a_name_changes_at_once_and_is_in_the_ledger(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.ta_provider)
    assert client.post("/account/", {"name": "Tia Painter"}).status_code == 302
    assert "Tia Painter" in client.get("/home/").content.decode()
    event = Event.objects.of(cast.ta_provider).get(move="changed_name")
    assert (event.by, lines.line(event).note) == (cast.ta_provider, "from Tia Provider to Tia Painter")
    client.post("/account/", {"name": "Tia Painter"})
    assert Event.objects.filter(move="changed_name").count() == 1


@pytest.mark.parametrize(
    ("name", "words"), [("", "This field is required."), ("  ", "required"), ("N" * 121, "at most 120")]
)
def test_a_name_that_is_none_is_refused(cast: Cast, signed_in: SignIn, name: str, words: str) -> None:
    answer = signed_in(cast.editor).post("/account/", {"name": name})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_wish_is_of_one_address_at_a_time(cast: Cast) -> None:
    for number, email in enumerate((NEW, "other@new.example.org")):
        own_account.ask_for_address(person=cast.editor, email=email, at=NOON + timedelta(minutes=number))
    assert AddressChange.objects.get(person=cast.editor).email == "other@new.example.org"
