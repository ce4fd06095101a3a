"""Personal tokens: made under the account, shown once, kept as a hash, written down, mailed, revoked."""

import hashlib
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.tokens import services
from monitoring.tokens.models import Token
from monitoring.work import jobs
from tests.cast import NOON, PASSWORD, Cast

FORM = {"name": "Nightly report", "scopes": ["plans", "levels"], "days": "30"}


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A browser in which the editor has just shown that it is them."""
    client = Client()
    client.force_login(cast.editor, backend="cim_portal.accounts.PortalBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_it_is_shown_once_and_kept_as_a_hash(cast: Cast, browser: Client) -> None:
    answer = browser.post("/account/tokens/new/", FORM)
    secret = re.findall(r"cim_[\w-]{43}", answer.content.decode())[0]
    token = Token.objects.get()
    assert (token.person, token.sha256, token.begins) == (
        cast.editor,
        hashlib.sha256(secret.encode()).hexdigest(),
        secret[:8],
    )
    assert secret not in str(Token.objects.values())
    assert "no-store" in answer.headers["Cache-Control"]
    listed = browser.get("/account/tokens/").content.decode()
    assert "Nightly report" in listed
    assert "never" in listed
    assert secret not in listed
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert "never" not in browser.get("/account/tokens/").content.decode()


def test_its_making_is_in_the_ledger_and_in_a_mail(cast: Cast, browser: Client) -> None:
    browser.post("/account/tokens/new/", FORM)
    event = Event.objects.get(move="made_token")
    assert (event.by, event.values["token"], event.values["scopes"]) == (cast.editor, "Nightly report", "levels, plans")
    jobs.work_off()
    sent = next(one for one in mail.outbox if "personal token" in one.body)
    assert sent.to == [cast.editor.email]
    assert "named “Nightly report”" in " ".join(sent.body.split())


def test_who_signed_in_long_ago_shows_once_more_that_it_is_them(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    answer = signed_in(cast.editor).post("/account/tokens/new/", FORM)
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert not Token.objects.exists()


@pytest.mark.parametrize("missing", ["name", "scopes", "days"])
def test_what_is_missing_is_said(browser: Client, missing: str) -> None:
    answer = browser.post("/account/tokens/new/", {key: value for key, value in FORM.items() if key != missing})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_revoking_takes_a_second_click_and_another_person_nowhere(cast: Cast, browser: Client) -> None:
    token, secret = services.make(person=cast.editor, name="A", scopes=["plans"], days=7, at=now())
    others, _ = services.make(person=cast.approver, name="B", scopes=["plans"], days=7, at=now())
    assert browser.post(f"/account/tokens/{others.pk}/revoke/").status_code == 404
    for _again in range(2):
        assert browser.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    assert services.valid(secret, at=now()) is None
    assert Event.objects.filter(move="revoked_token").count() == 1
    assert "revoked on" in browser.get("/account/tokens/").content.decode()


def test_a_closed_account_has_no_token_any_more_also_when_it_opens_again(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    _, secret = services.make(person=cast.editor, name="A", scopes=["plans"], days=7, at=now())
    operator = Person.objects.create_superuser(email="op@example.org", password=PASSWORD)
    admin = signed_in(operator)
    address = f"/operators/monitoring/person/{cast.editor.pk}/change/"
    admin.post(address, {})
    assert services.valid(secret, at=now()) is None
    admin.post(address, {"is_active": "on"})
    assert services.valid(secret, at=now()) is None


def test_no_one_has_more_than_anyone_needs(cast: Cast, browser: Client) -> None:
    for number in range(services.MOST):
        services.make(person=cast.editor, name=str(number), scopes=["plans"], days=7, at=now())
    answer = browser.post("/account/tokens/new/", FORM)
    assert answer.status_code == 409
    assert "Revoke one" in answer.content.decode()


def test_use_is_not_written_down_with_every_request(cast: Cast) -> None:
    _, secret = services.make(person=cast.editor, name="A", scopes=["plans"], days=7, at=NOON)
    for seconds in (0, 30, 59):
        services.valid(secret, at=NOON.replace(second=seconds))
    assert Token.objects.get().last_used_at == NOON
    services.valid(secret, at=NOON.replace(minute=1))
    assert Token.objects.get().last_used_at == NOON.replace(minute=1)
