"""manage.py invite_administrator: the way in for the first person of a new portal."""

import re

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from monitoring.access import scope
from monitoring.people.models import Person


def test_the_first_administrator_follows_the_mail_sets_a_password_and_works(
    db: None, mailoutbox: list[EmailMessage]
) -> None:
    call_command("invite_administrator", "Ada@example.org", "Ada Administrator")
    person = Person.objects.get()
    assert scope.is_administrator(person)
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mailoutbox[0].body))
    assert link is not None
    client = Client()
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "a long new password", "password2": "a long new password"})
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "a long new password"})
    assert client.get("/years/").status_code == 200


def test_the_same_administrator_is_not_invited_twice(
    db: None, mailoutbox: list[EmailMessage], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("invite_administrator", "ada@example.org", "Ada Administrator")
    with pytest.raises(SystemExit) as ended:
        call_command("invite_administrator", "ada@example.org", "Ada Administrator")
    assert ended.value.code == 1
    assert "has the role State administrator" in capsys.readouterr().err
    assert len(mailoutbox) == 1


def test_a_mail_that_could_not_be_sent_is_not_said_to_be(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where no mail server is
    call_command("invite_administrator", "ada@example.org", "Ada Administrator")
    assert capsys.readouterr().out == (
        "ada@example.org is invited. The mail has the link that sets a password; it was not sent yet, and a worker"
        " tries again. A server that the portal works with did not answer.\n"
    )
