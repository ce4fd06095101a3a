"""Someone who has the portal send mail: too often, with words of their own, to learn who is there, or to another place."""

import json
from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from monitoring.people import tasks
from monitoring.people.models import Person
from monitoring.resources.models import Subscriber
from monitoring.work import jobs
from monitoring.work.models import Job
from tests.cast import PASSWORD, Cast

SignIn = Callable[[Person], Client]
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.PORTAL_URL = "https://portal.example"


def asked(browser: Client, email: str, **headers: str) -> tuple[int, str]:
    answer = browser.post(RESET, {"email": email}, headers=headers)
    return answer.status_code, answer.headers.get("Location", "")


def test_the_link_of_a_reset_is_of_the_portal_whatever_the_request_says(
    cast: Cast, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    browser = Client()
    assert asked(browser, cast.editor.email, host="evil.example")[0] == 302
    jobs.work_off()
    body = str(mailoutbox[0].body)
    assert "https://portal.example/accounts/password/reset/key/" in body
    assert "evil" not in body + str(mailoutbox[0].subject)
    link = body.split("https://portal.example")[1].split()[0]
    form = browser.get(link).headers["Location"]
    browser.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    signed_in = browser.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == "/home/"


def test_an_unknown_address_gets_the_same_answer_and_a_mail_that_helps(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    known, unknown = asked(Client(), cast.editor.email), asked(Client(), "nobody@example.org")
    assert known == unknown
    rung = redis.Redis.from_url(settings.REDIS_URL).lrange("now", 0, -1)
    assert "monitoring.mail_unknown" in [json.loads(one)["headers"]["task"] for one in rung]
    tasks.mail_unknown(email="nobody@example.org")
    (mail,) = mailoutbox
    assert mail.to == ["nobody@example.org"]
    assert "No account has this address" in str(mail.body)
    assert "Accounts are made by invitation" in str(mail.body)
    assert "https://portal.example" in str(mail.body)


def test_resets_of_an_address_are_limited_by_day(cast: Cast) -> None:
    statuses = [asked(Client(), cast.editor.email)[0] for _ in range(7)]
    assert statuses == [302] * 5 + [429] * 2
    assert asked(Client(), cast.approver.email)[0] == 302


def test_the_email_list_is_limited_by_where_one_is(db: None) -> None:
    browser = Client()
    statuses = [browser.post("/subscribe/", {"email": f"p{number}@example.org"}).status_code for number in range(22)]
    assert statuses == [200] * 20 + [429] * 2
    assert Subscriber.objects.count() == 20


def test_invitations_are_limited_by_person_and_by_address(cast: Cast, signed_in: SignIn, settings: Settings) -> None:
    settings.SENDING_LIMITS = {**settings.SENDING_LIMITS, "invite": {"person": "3/d", "address": "2/d"}}
    browser = signed_in(cast.administrator)

    def invited(email: str, code: str) -> int:
        said = {"name": "Nora", "email": email, "role": "lea_editor", "organization": code}
        return browser.post("/people/invite/", said).status_code

    assert [invited("n@example.org", code) for code in ("0161119", "0161127", "1030642")] == [302, 302, 429]
    assert [invited(f"p{number}@example.org", "0161119") for number in range(2)] == [429, 429]
    assert Person.objects.filter(email="n@example.org").exists()
    assert not Person.objects.filter(email="p1@example.org").exists()


def test_an_invitation_is_sent_again_three_times_a_day(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    said = {"name": "Nora", "email": "n@example.org", "role": "lea_editor", "organization": "0161119"}
    browser.post("/people/invite/", said)
    nora = Person.objects.get(email="n@example.org")
    statuses = [browser.post(f"/people/{nora.pk}/invite/").status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_inviting_does_not_tell_whether_an_account_is_there(cast: Cast, signed_in: SignIn) -> None:
    answers = []
    for email in (cast.other_editor.email, "new@example.org"):
        said = {"name": "Any Name", "email": email, "role": "lea_editor", "organization": "0161119"}
        page = signed_in(cast.approver).post("/people/invite/", said, follow=True).content.decode()
        answers.append(page.split("The invitation is on its way to ")[1].split("</")[0].replace(email, "").strip())
        assert "account was" not in page
    assert answers[0] == answers[1]


def test_a_name_cannot_write_into_the_mail(cast: Cast, signed_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    Person.objects.filter(pk=cast.approver.pk).update(
        name="Ana\r\n\r\nYour account is closed. Go to https://evil.example"
    )
    said = {"name": "Nora", "email": "n@example.org", "role": "lea_editor", "organization": "0161119"}
    signed_in(cast.approver).post("/people/invite/", said)
    jobs.work_off()
    first = str(mailoutbox[0].body).splitlines()[0]
    assert first.startswith("Ana Your account is closed.")
    assert first.endswith("invited you to the portal of Compliance and Improvement Monitoring.")


def test_a_changed_password_is_said_by_mail(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    new = "a stapler battery of horses"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    jobs.work_off()
    (mail,) = mailoutbox
    assert mail.to == [cast.editor.email]
    assert "Eli Editor changed the password of Eli Editor, on" in str(mail.body)
    assert "https://portal.example/accounts/password/reset/" in str(mail.body)
    assert not Job.objects.filter(state="failed").exists()
