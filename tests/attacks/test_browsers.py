"""The next person at the same machine, and a page that asks the device for more than it needs."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from tests.cast import Cast

SignIn = Callable[[Person], Client]
PRIVATE = ("/home/", "/plans/0161119/2023/", "/plans/0161119/2023/step/1/", "/leas/0161119/2023/letter/", "/ledger/")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_page_of_someone_who_is_signed_in_is_not_kept(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: SignIn, address: str
) -> None:
    assert "no-store" in signed_in(cast.editor).get(address).headers["Cache-Control"]


def test_signing_out_empties_what_the_browser_kept(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.editor)
    answer = browser.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser.get("/home/").status_code == 302


def test_a_public_page_may_be_kept(db: None) -> None:
    assert "no-store" not in Client().get("/").headers.get("Cache-Control", "")


def test_what_pages_are_drawn_with_is_kept(cast: Cast, signed_in: SignIn, settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    browser = signed_in(cast.editor)
    assert browser.get("/home/").status_code == 200
    answer = browser.get("/static/cim_portal/keep.js")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    answer.close()


def test_no_page_asks_for_the_camera(db: None) -> None:
    policy = Client().get("/").headers["Permissions-Policy"]
    for part in ("camera=()", "microphone=()", "geolocation=()", "payment=()"):
        assert part in policy
    assert "publickey-credentials-get=(self)" in policy


def test_with_https_cookies_are_of_this_host_alone() -> None:
    words = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    printed = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", words],
        env={**os.environ, "HTTPS": "1", "DJANGO_SETTINGS_MODULE": "cim_portal.settings"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]
