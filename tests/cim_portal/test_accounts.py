"""Signing in, and what of it stays shut."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from monitoring.people.models import Person
from tests.cast import PASSWORD, Cast


def test_people_sign_in_by_email_and_land_on_what_waits_on_them(cast: Cast) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": "ELI.editor@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/home/")
    assert client.get("/home/").status_code == 200


def test_a_wrong_password_says_so_and_signs_nobody_in(cast: Cast) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": cast.editor.email, "password": "wrong"})
    assert "are not correct" in answer.content.decode()
    assert client.get("/home/").status_code == 302


def test_somebody_who_is_no_longer_active_cannot_sign_in(cast: Cast) -> None:
    Person.objects.filter(pk=cast.editor.pk).update(is_active=False)
    client = Client()
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert client.get("/home/").status_code == 302


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/email/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_or_takes_another_address(cast: Cast, address: str, method: str) -> None:
    client = Client()
    assert getattr(client, method)(address, {"email": "new@example.org"}).status_code == 404
    client.force_login(cast.editor, backend="cim_portal.accounts.PortalBackend")
    assert getattr(client, method)(address, {"email": "new@example.org"}).status_code == 404
    assert not Person.objects.filter(email="new@example.org").exists()


def test_the_demonstration_accounts_are_shown_in_the_demonstration_alone(db: None, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    assert "Accounts of the demonstration" not in Client().get("/accounts/login/").content.decode()
    settings.DEMONSTRATION = True
    assert "Accounts of the demonstration" in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/2fa/totp/activate/"])
def test_people_keep_their_own_sign_in(cast: Cast, address: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert client.get(address, follow=True).status_code == 200


def test_every_page_has_a_strict_policy(cast: Cast) -> None:
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize(
    "address", ["/home/", "/state/", "/operators/", "/years/2023/uploads/", "/accounts/password/change/"]
)
def test_where_it_is_required_the_state_needs_a_second_factor(
    cast: Cast, signed_in: Callable[[Person], Client], settings: Settings, address: str
) -> None:
    settings.REQUIRE_MFA = True
    for person in (cast.administrator, cast.monitor):
        answer = signed_in(person).get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    Authenticator.objects.create(user=cast.administrator, type=Authenticator.Type.TOTP, data={"secret": "s"})
    assert signed_in(cast.administrator).get(address).headers.get("Location") != "/accounts/2fa/"


def test_a_second_factor_is_required_of_operators_and_of_nobody_in_an_lea(
    cast: Cast, signed_in: Callable[[Person], Client], settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    operator = Person.objects.create_superuser(email="operator@example.org", password=PASSWORD)
    assert signed_in(operator).get("/operators/").headers["Location"] == "/accounts/2fa/"
    assert signed_in(operator).get("/accounts/2fa/", follow=True).status_code == 200
    assert signed_in(operator).post("/accounts/logout/").headers["Location"] == "/"
    assert signed_in(cast.editor).get("/home/").status_code == 200
    assert Client().get("/").status_code == 200


def test_operators_sign_in_where_everybody_does(db: None) -> None:
    Person.objects.create_superuser(email="operator@example.org", password=PASSWORD)
    client = Client()
    answer = client.post("/operators/login/", {"username": "operator@example.org", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert client.get("/operators/").status_code == 302


def test_too_many_attempts_are_counted_by_the_visitor_behind_the_proxy(cast: Cast, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def attempt(visitor: str, email: str) -> int:
        wrong = {"login": email, "password": "wrong"}
        return Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=visitor).post("/accounts/login/", wrong).status_code

    statuses = [attempt("203.0.113.7", f"someone{n}@example.org") for n in range(40)]
    assert statuses[-1] == 429
    assert attempt("203.0.113.8", cast.editor.email) == 200


def test_somebody_who_is_closed_out_is_signed_out_at_once(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert client.get("/home/").status_code == 200
    Person.objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert client.get("/home/").status_code == 302


def test_signing_in_takes_a_new_session(cast: Cast) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key
    client.post("/accounts/login/", {"login": cast.editor.email, "password": PASSWORD})
    assert client.session.session_key != before


def test_the_way_on_after_signing_in_stays_in_the_portal(cast: Cast) -> None:
    answer = Client().post(
        "/accounts/login/?next=https://elsewhere.example/", {"login": cast.editor.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/home/"
