"""Django's admin site shows and changes no secret of signing in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp
from django.contrib import admin
from django.test import Client

from monitoring.people.models import Person
from tests.cast import Cast


@pytest.fixture
def operator(db: None) -> Client:
    person = Person.objects.create_superuser(email="operator@example.org", password="p")
    client = Client()
    client.force_login(person, backend="cim_portal.accounts.PortalBackend")
    return client


def test_nothing_stands_there_that_nobody_decided_on(operator: Client) -> None:
    assert operator.get("/operators/").status_code == 200  # its addresses decide what is there
    foreign = {model._meta.label for model in admin.site._registry if model._meta.app_label != "monitoring"}
    assert foreign == {"mfa.Authenticator", "socialaccount.SocialApp"}


def test_a_second_factor_is_taken_away_and_never_shown(operator: Client, cast: Cast) -> None:
    factor = Authenticator.objects.create(
        user=cast.editor, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    address = f"/operators/mfa/authenticator/{factor.pk}/"
    for page in ("/operators/mfa/authenticator/", f"{address}change/"):
        answer = operator.get(page)
        assert answer.status_code == 200
        assert "JBSWY3DPEHPK3PXP" not in answer.content.decode()
    assert operator.get("/operators/mfa/authenticator/add/").status_code == 403
    operator.post(f"{address}delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_the_secret_of_a_service_is_written_and_never_shown(operator: Client) -> None:
    typed = {
        "provider": "openid_connect",
        "provider_id": "state",
        "name": "State",
        "client_id": "cim",
        "settings": "{}",
    }
    operator.post("/operators/socialaccount/socialapp/add/", {**typed, "secret": "very-secret"})
    service = SocialApp.objects.get()
    page = f"/operators/socialaccount/socialapp/{service.pk}/change/"
    assert "very-secret" not in operator.get(page).content.decode()
    operator.post(page, {**typed, "name": "The state"})
    service.refresh_from_db()
    assert (service.name, service.secret) == ("The state", "very-secret")
