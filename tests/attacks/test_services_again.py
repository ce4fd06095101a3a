"""Showing at one's service that it is oneself, before an address changes."""

import re
import time
from collections.abc import Callable

import pytest
from django.test import Client

from monitoring.people import again
from monitoring.people.models import AddressChange, Person
from tests.cast import Cast
from tests.openid import SIGN_IN, Provider, claims, is_signed_in, there_and_back

OWN_ADDRESS = "/account/address/"
AGAIN = re.compile(r'action="(/accounts/oidc/district/login/[^"]+)"')


@pytest.fixture
def by_service(cast: Cast, told: Callable[..., Provider]) -> Client:
    """A browser of the editor, who has no password here and just signed in with the service."""
    Person.objects.filter(pk=cast.editor.pk).update(password="!none")
    told().claims = claims(cast.editor.email)
    client = Client()
    there_and_back(client)
    return client


def way_again(client: Client) -> str:
    """Return where the button of the page leads that asks once more."""
    page = client.get(OWN_ADDRESS).content.decode()
    assert "Sign in again with Bay District" in page
    (way,) = AGAIN.findall(page)
    return str(way).replace("&amp;", "&")


def ask_for_another(client: Client) -> int:
    return client.post(OWN_ADDRESS, {"email": "new@example.org"}).status_code


def test_who_signs_in_by_a_service_alone_shows_there_that_it_is_them_before_changing_the_address(
    cast: Cast, by_service: Client, district: Provider
) -> None:
    assert ask_for_another(by_service) == 403, "it was a moment ago, and no one was asked"
    assert there_and_back(by_service, way_again(by_service)).headers["Location"] == again.BACK
    assert is_signed_in(by_service)
    assert by_service.get(again.BACK).status_code == 200
    assert ask_for_another(by_service) == 302
    assert AddressChange.objects.get().person == cast.editor


def test_the_service_is_told_to_ask_whatever_the_address_says(by_service: Client, district: Provider) -> None:
    for more in ("", "&auth_params=prompt%3Dnone", "&action=authenticate"):
        sent = by_service.post(way_again(by_service) + more).headers["Location"]
        assert "prompt=login" in sent
        assert "max_age=0" in sent
        assert "prompt=none" not in sent


@pytest.mark.parametrize("how", ["an old sign-in", "the usual way", "someone else"])
def test_what_does_not_show_that_it_is_them_changes_no_address(
    cast: Cast, by_service: Client, district: Provider, how: str
) -> None:
    way = way_again(by_service)
    if how == "an old sign-in":  # the service did not ask
        district.claims = claims(cast.editor.email, auth_time=int(time.time()) - 3600)
    elif how == "the usual way":
        way = f"{SIGN_IN}&next={OWN_ADDRESS}"
    else:
        Person.objects.filter(pk=cast.approver.pk).update(password="!none")
        district.claims = claims(cast.approver.email)
    there_and_back(by_service, way)
    if how == "someone else":
        assert Person.objects.get(pk=by_service.session["_auth_user_id"]) == cast.approver
    else:
        assert ask_for_another(by_service) == 403
    assert not AddressChange.objects.filter(person=cast.editor).exists()
