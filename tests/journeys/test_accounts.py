"""The way in: an invitation, the sign-in page, one's account, what is refused, and all of it by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect
from pytest_django import Settings

from improvement_plans.plans.models import Plan
from improvement_plans.reviews import moves
from monitoring.people import services
from tests import world
from tests.cast import NOON, PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]


def test_an_invited_person_sets_a_password_and_signs_in(
    cast: Cast, visitor: Arrive, mailoutbox: list[EmailMessage]
) -> None:
    invited = services.invite(
        email="nora@example.org", name="Nora New", role="lea_editor", organization=cast.lea, by=cast.approver, at=NOON
    )
    services.send_invitation(person=invited.person, by=cast.approver)
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(mailoutbox[-1].body))
    assert link
    nora = visitor()
    nora.open(link[1])
    nora.page.locator("#id_password1").fill("short")
    nora.page.locator("#id_password2").fill("short")
    nora.press("Set the password")
    expect(nora.page.get_by_text("This password is too short.")).to_be_visible()
    nora.page.locator("#id_password1").fill(PASSWORD)
    nora.page.locator("#id_password2").fill(PASSWORD)
    nora.press("Set the password")
    nora.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    nora.look()
    nora.page.get_by_label("Email").fill("nora@example.org")
    nora.page.get_by_label("Password", exact=True).fill(PASSWORD)
    nora.press("Sign in")
    expect(nora.page.get_by_role("heading", name="To do")).to_be_visible()
    nora.page.context.clear_cookies()
    nora.open(link[1])
    expect(nora.page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_the_sign_in_page_of_the_demonstration_shows_its_accounts(
    db: None, visitor: Arrive, settings: Settings
) -> None:
    settings.DEMONSTRATION = True
    passer = visitor()
    passer.open("/accounts/login/")
    expect(passer.page.get_by_text("administrator@cim.example")).to_be_visible()
    passer.page.get_by_label("Email").fill("stranger@example.org")
    passer.page.get_by_label("Password", exact=True).fill("wrong")
    passer.press("Sign in")
    expect(passer.page.get_by_role("alert")).to_be_visible()


def test_the_pages_of_one_s_account(cast: Cast, visitor: Arrive) -> None:
    passer, editor = visitor(), visitor(width=320)
    passer.open("/accounts/password/reset/")
    passer.page.get_by_label("Email").fill("stranger@example.org")
    passer.press("Send the link")
    passer.open("/accounts/inactive/")
    editor.sign_in(cast.editor)
    for path in (
        "password/change/",
        "sessions/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "logout/",
    ):
        editor.open(f"/accounts/{path}")
        assert editor.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_what_is_refused_says_why(cast: Cast, issued_2023: dict[str, Plan], visitor: Arrive) -> None:
    world.submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    approver, monitor = visitor(), visitor()
    approver.sign_in(cast.approver)
    approver.open("/leas/9999999/")
    expect(approver.page.get_by_role("heading", name="Page not found")).to_be_visible()
    monitor.sign_in(cast.monitor)
    monitor.open("/resources/keep/")
    expect(monitor.page.get_by_text("Only a state administrator can do this.")).to_be_visible()
    approver.open("/plans/0161119/2023/step/1/")
    moves.begin_review(step=world.step_of(cast.lea, 1), by=cast.reviewer, at=NOON)
    approver.press("Recall the step")
    expect(approver.page.get_by_role("heading", name="This could not be done")).to_be_visible()


def test_the_keyboard_alone_reaches_the_first_step_that_waits(
    cast: Cast, issued_2023: dict[str, Plan], visitor: Arrive
) -> None:
    editor = visitor()
    editor.open("/")
    keys = editor.page.keyboard
    keys.press("Tab")
    expect(editor.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    keys.press("Enter")
    expect(editor.page.get_by_role("main")).to_be_focused()
    editor.page.reload()
    _tab_to(editor, "Sign in")
    _enter(editor)
    _tab_to(editor, "Email")
    keys.type(cast.editor.email)
    keys.press("Tab")
    keys.type(PASSWORD)
    _enter(editor)
    expect(editor.page).to_have_url(re.compile("/home/$"))
    _tab_to(editor, "Alder Unified, 2023, step 1")
    _enter(editor)
    expect(editor.page.get_by_role("heading", name="Step 1: Gather and Inquire")).to_be_visible()
    _tab_to(editor, "1.1 Assurances and prerequisites")


def _tab_to(someone: Visitor, name: str) -> None:
    """Press Tab until the focus is on what is called so; nothing on the way may hold it."""
    for _ in range(60):
        someone.page.keyboard.press("Tab")
        here = someone.page.evaluate(
            "(e => e.labels?.length ? e.labels[0].innerText : e.innerText)(document.activeElement)"
        )
        if (here or "").strip() == name:
            return
    raise AssertionError(f"the keyboard does not reach “{name}”")


def _enter(someone: Visitor) -> None:
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
