"""People who leave together, and someone who changes their own name and address, as they do it at the screen."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from monitoring.access import scope
from monitoring.people import own_account
from monitoring.people.models import AddressChange, Person
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
Arrive = Callable[..., Visitor]


def test_an_approver_removes_the_roles_of_those_who_left(cast: Cast, visitor: Arrive) -> None:
    approver = visitor(width=320)
    approver.sign_in(cast.approver)
    approver.open("/people/")
    for name in ("Eli Editor", "Ana Approver", "Tia Provider"):
        approver.tick(approver.page.get_by_role("checkbox", name=name))
    approver.press("Remove roles of those chosen")
    expect(approver.page.get_by_text("You cannot remove your own role")).to_be_visible()
    approver.page.locator("label", has_text="Tia Provider").click()  # who stays
    approver.press("Remove these roles")
    expect(approver.page.get_by_text("1 role is removed.")).to_be_visible()
    assert not scope.roles(Person.objects.get(pk=cast.editor.pk))
    assert scope.roles(Person.objects.get(pk=cast.ta_provider.pk)) == {"ta_provider"}


def test_someone_changes_their_name_and_address(cast: Cast, visitor: Arrive, mailoutbox: list[EmailMessage]) -> None:
    editor = visitor(width=320)
    editor.sign_in(cast.editor)
    editor.follow(re.compile("Eli Editor"))
    editor.page.get_by_label("Name").fill("Eli Writer")
    editor.press("Change the name")
    editor.follow("Change the email address")
    editor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    editor.press("Continue")
    editor.page.get_by_label("New email address").fill("not an address")
    editor.page.evaluate("document.querySelector('main form').noValidate = true")
    editor.press("Send the link")
    editor.page.get_by_label("New email address").fill("eli@new.example.org")
    editor.press("Send the link")
    expect(editor.page.get_by_text("waits to be confirmed")).to_be_visible()
    own_account.send_new_address(change=AddressChange.objects.select_related("person").get())
    (link,) = re.findall(r"https?://[^/]+(/account/address/\S+)", str(mailoutbox[-1].body))
    editor.open(link)
    editor.press("Use the new address")
    expect(editor.page.get_by_role("main")).to_contain_text("You sign in with eli@new.example.org")
