"""Someone who read the password of the demonstration, and tries it where children's data are."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from pytest_django import Settings

from cim_portal.checks import insist_on_a_safe_start
from cim_portal.demo import HOST, accounts
from cim_portal.demo.people import PASSWORD
from monitoring.people import services
from monitoring.people.models import Person
from tests.cast import NOON, Cast

KEY = "k" * 60


@pytest.fixture
def left_over(cast: Cast) -> Person:
    """An administrator of the demonstration in a database that is not it any more."""
    person = cast.administrator
    person.email = f"administrator@{HOST}"
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(browser: Client, person: Person) -> bool:
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser.get("/home/").status_code == 200


def test_its_accounts_sign_in_in_the_demonstration_alone(left_over: Person, settings: Settings) -> None:
    settings.KNOWN_ACCOUNTS = True
    browser = Client()
    assert sign_in(browser, left_over)
    settings.KNOWN_ACCOUNTS = False
    assert browser.get("/home/").status_code == 302  # the session of before is over too
    assert not sign_in(Client(), left_over)


def test_the_portal_does_not_start_while_they_are_open(left_over: Person, settings: Settings) -> None:
    settings.KNOWN_ACCOUNTS = True
    insist_on_a_safe_start()
    settings.KNOWN_ACCOUNTS = False
    with pytest.raises(SystemExit, match="1 accounts of the demonstration are in this database"):
        insist_on_a_safe_start()
    with pytest.raises(SystemCheckError, match=r"cim\.E002"):
        call_command("check", databases=["default"])
    Person.objects.filter(pk=left_over.pk).update(is_active=False)
    insist_on_a_safe_start()


def test_no_one_keeps_the_portal_from_starting_by_inviting_such_an_address(cast: Cast, settings: Settings) -> None:
    services.invite(email=f"x@{HOST}", name="X", role="lea_editor", organization=cast.lea, by=cast.approver, at=NOON)
    settings.KNOWN_ACCOUNTS = False
    insist_on_a_safe_start()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": "short"}, "fewer than 50 characters"),
        ({"EMAIL_HOST": ""}, "cannot send mail"),
        ({"PORTAL_URL": "http://localhost:8000"}, "Links in mails would lead nowhere"),
    ],
)
def test_a_portal_in_the_open_needs_what_makes_it_safe(
    db: None, settings: Settings, changed: dict[str, str], said: str
) -> None:
    settings.HTTPS, settings.SECRET_KEY = True, KEY
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example", "https://portal.example"
    insist_on_a_safe_start()
    for name, value in changed.items():
        setattr(settings, name, value)
    with pytest.raises(SystemExit, match=said):
        insist_on_a_safe_start()


@pytest.mark.parametrize(
    ("said", "known"),
    [({}, True), ({"DEMONSTRATION": "1"}, True), ({"DEMONSTRATION": "0"}, False), ({"HTTPS": "1"}, False),
     ({"HTTPS": "1", "DEMONSTRATION": "1"}, True)],
)  # fmt: skip
def test_where_they_are_known(said: dict[str, str], known: bool) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("DEMONSTRATION", "HTTPS")}
    printed = subprocess.run(
        [sys.executable, "-c", "from cim_portal import settings; print(settings.KNOWN_ACCOUNTS)"],
        env={**kept, **said},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.split() == [str(known)]


def test_every_account_of_the_demonstration_is_known_as_one() -> None:
    assert {account.email.rpartition("@")[2] for account in accounts()} == {HOST}
