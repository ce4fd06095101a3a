"""Sessions end: after an hour without use, and everywhere else when someone asks for it."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from cim_portal.templatetags import devices
from monitoring.people.models import Person
from tests.cast import NOON, Cast

Visit = Callable[[Person], Client]
PASSWORD = "winter river lantern 42"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def after(minutes: float) -> time_machine.travel:
    return time_machine.travel(NOON + timedelta(minutes=minutes), tick=False)


def signing_in(person: Person, *, browser: str) -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_who_does_nothing_for_an_hour_signs_in_again_and_comes_back(cast: Cast, signed_in: Visit) -> None:
    with after(0):
        client = signed_in(cast.editor)
        assert client.get("/home/").status_code == 200
    with after(59):
        assert client.get("/ledger/?page=1").status_code == 200
    with after(118):
        assert client.get("/home/").status_code == 200, "it was used meanwhile"
    with after(179):
        answer = client.get("/ledger/?page=1")
        assert answer.status_code == 302
        assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == ["/ledger/?page=1"]
        assert "nothing was done here for 60 minutes" in client.get(answer.headers["Location"]).content.decode()
    with after(180):
        assert client.get("/home/").status_code == 302, "the session is gone for good"


def test_a_form_that_comes_too_late_is_told_so_where_it_is(cast: Cast, signed_in: Visit) -> None:
    with after(0):
        client = signed_in(cast.editor)
        client.get("/home/")
    with after(61):
        answer = client.post("/plans/0161119/2023/step/1/consolidation/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "Sign-In" in answer.headers


def test_what_a_page_asks_by_itself_is_no_use_of_it(cast: Cast, signed_in: Visit) -> None:
    with after(0):
        client = signed_in(cast.administrator)
        client.get("/home/")
    for minute in range(10, 61, 10):
        with after(minute):
            assert client.get("/home/", headers={"HX-Request": "true"}).status_code == 200
    with after(61):
        assert client.get("/home/", headers={"HX-Request": "true"}).status_code == 401


def test_the_limit_is_the_operator_s(cast: Cast, signed_in: Visit, settings: Settings) -> None:
    settings.IDLE_MINUTES = 5
    with after(0):
        client = signed_in(cast.editor)
        client.get("/home/")
    with after(6):
        assert client.get("/home/").status_code == 302


def test_one_sees_where_one_is_signed_in_and_signs_out_everywhere_else(cast: Cast) -> None:
    for person in (cast.editor, cast.approver):
        person.set_password(PASSWORD)
        person.save()
    there, here = signing_in(cast.editor, browser=SAFARI), signing_in(cast.editor, browser=FIREFOX)
    other = signing_in(cast.approver, browser=FIREFOX)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("Firefox on Windows") == 1
    assert page.count("Safari on iPhone") == 1
    assert "(this one)" in page
    said = here.post("/accounts/sessions/", follow=True).content.decode()
    assert "You are signed out everywhere else." in said
    assert "You are signed in nowhere else." in said
    assert there.get("/home/").status_code == 302
    assert here.get("/home/").status_code == 200
    assert other.get("/home/").status_code == 200, "only one's own sessions end"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_named_in_words(said: str, words: str) -> None:
    assert devices.device(said) == words
