"""Ways in besides a password: an account elsewhere, and a passkey of the device."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import CDPSession, expect
from pytest_django import Settings

from monitoring.ledger.models import Event
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import Visitor
from tests.openid import claims, provider, tell

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]


def test_someone_signs_in_with_an_account_that_they_have_elsewhere(
    cast: Cast, visitor: Arrive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider() as district:
        tell(settings, monkeypatch, district)
        district.asks, district.claims = True, claims(cast.editor.email)
        editor = visitor()
        editor.open("/ledger/")
        editor.send("Sign in with Bay District")
        with editor.page.expect_navigation(url="**/ledger/"):
            editor.page.get_by_role("link", name="Yes, it is me").click()
        editor.look()
        expect(editor.page.get_by_role("link", name="Eli Editor")).to_be_visible()
        stranger = visitor(width=320)
        district.claims = claims("stranger@example.org")
        stranger.open("/accounts/oidc/district/login/")
        stranger.send("Continue")
        with stranger.page.expect_navigation(url="**/callback/*"):
            stranger.page.get_by_role("link", name="Yes, it is me").click()
        expect(stranger.page.get_by_text("No one with that address was invited to the portal.")).to_be_visible()
        stranger.look()


def with_a_key(someone: Visitor) -> tuple[CDPSession, object]:
    """Give the browser a device that knows its owner and keeps passkeys."""
    session = someone.page.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_a_passkey_is_added_and_signs_in(cast: Cast, visitor: Arrive, mailoutbox: list[EmailMessage]) -> None:
    editor = visitor()
    device, authenticator = with_a_key(editor)
    editor.sign_in(cast.editor)
    editor.open("/accounts/2fa/")
    editor.follow("Add a key")
    editor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    editor.press("Continue")
    editor.page.get_by_label("Name").fill("This laptop")
    editor.tick(editor.page.get_by_role("checkbox"))
    editor.press("Add the key")
    editor.open("/accounts/2fa/webauthn/")
    expect(editor.page.get_by_role("row", name="This laptop")).to_contain_text("passkey")
    editor.press("Sign out")
    editor.open("/accounts/login/?next=/ledger/")
    said_no = {"authenticatorId": authenticator, "isUserVerified": False}
    device.send("WebAuthn.setUserVerified", said_no)
    editor.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(editor.page.get_by_text("Your browser gave no key")).to_be_visible()
    editor.look()
    device.send("WebAuthn.setUserVerified", {**said_no, "isUserVerified": True})
    editor.press("Sign in with a passkey")
    expect(editor.page).to_have_url(re.compile("/ledger/$"))
    expect(editor.page.get_by_role("link", name="Eli Editor")).to_be_visible()
    said = [event.move for event in Event.objects.of(cast.editor).order_by("pk")]
    assert (said[1], said[-1], said.count("signed_in")) == ("signed_in", "signed_in", 2)
    assert "added_factor" in said


def test_a_form_takes_over_the_token_that_the_browser_has_now(visitor: Arrive) -> None:
    """Signing in again in another window gives the browser another one; with HTTPS its cookie has another name."""
    passer = visitor()
    passer.open("/accounts/login/")
    passer.page.context.clear_cookies()
    for cookie in ("csrftoken=of-today", "__Host-csrftoken=of-tomorrow; Secure"):
        passer.page.evaluate(f"document.cookie = '{cookie}; Path=/'")
        sent = (
            "document.querySelector('main form').dispatchEvent(new Event('submit', {bubbles: true, cancelable: true}))"
        )
        passer.page.evaluate(sent)
        found = passer.page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
        assert found == cookie.split("=")[1].split(";")[0]
        passer.page.context.clear_cookies()
