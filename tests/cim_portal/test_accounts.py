"""Signing in, and what of it stays shut."""

import pytest
from django.test import Client

from monitoring.models import Person
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
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    assert getattr(client, method)(address, {"email": "new@example.org"}).status_code == 404
    assert not Person.objects.filter(email="new@example.org").exists()


def test_the_demonstration_accounts_are_shown_in_the_demonstration_alone(db: None, settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert "Accounts of the demonstration" not in Client().get("/accounts/login/").content.decode()
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
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
