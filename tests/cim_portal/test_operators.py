"""Django's admin site shows and changes no secret of signing in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
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
    assert foreign == {"mfa.Authenticator", "socialaccount.SocialAccount"}


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


def test_the_account_of_a_service_is_looked_at_and_removed_and_never_made(operator: Client, cast: Cast) -> None:
    account = SocialAccount.objects.create(user=cast.editor, provider="cde", uid="eli-1", extra_data={})
    address = f"/operators/socialaccount/socialaccount/{account.pk}/"
    assert "eli-1" in operator.get(f"{address}change/").content.decode()
    assert operator.get("/operators/socialaccount/socialaccount/?q=eli").status_code == 200
    assert operator.get("/operators/socialaccount/socialaccount/add/").status_code == 403
    assert operator.post(f"{address}change/", {"uid": "else"}).status_code == 403
    operator.post(f"{address}delete/", {"post": "yes"})
    assert not SocialAccount.objects.exists()
