"""A real browser against the portal as it runs, with a real worker behind it where a journey asks for one."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cim_portal.lib.browser import find_chromium
from monitoring.people.models import Person
from tests.cast import PASSWORD
from tests.worker import worker

# Playwright keeps an event loop in this thread, and the test's own queries run next to it, never within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=30_000)  # a worker may be busy with something else
FORESEEN = (
    "status of 4",
    "Status Error Code 4",
    "ERR_INTERNET_DISCONNECTED",
)  # refusals, and a connection that a test cuts
PICTURES = os.environ.get("SCREENSHOTS")
CHANGES_EACH_TIME = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=nonce=")[^"]+|(?<=data-csrf=")[^"]+')
FOUND_GOOD: set[tuple[int, str]] = set()  # pages by the width of their window


class Visitor:
    """One person at the screen. Every page that they are shown is looked over by axe."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def open(self, path: str) -> None:
        """Go to a page of the portal, and look it over."""
        self.page.goto(self.address + path)
        self.look()

    def press(self, name: str) -> None:
        """Press the button of that name, wait for the page that follows, and look it over."""
        self.send(name)
        self.look()

    def send(self, name: str) -> None:
        """Press the button of that name and wait for the page that follows; it was looked over in this state before."""
        hidden = self.page.get_by_role("button", name=name, exact=True, include_hidden=True)
        unconfirmed = self.page.locator("details.portal-confirm:not([open])").filter(has=hidden)
        if unconfirmed.count():  # what it means is read first
            unconfirmed.first.locator("summary").click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the link of that name, and look the page over."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()
        self.look()

    def tick(self, box: Locator) -> None:
        """Choose a radio button or tick a box, as people do: by its label. One that is ticked stays so."""
        if not box.is_checked():
            self.page.locator(f"label[for='{box.get_attribute('id')}']").click()

    def make_final(self) -> None:
        """Read what looks wrong about the run that is shown, accept it, and make the run final."""
        self.follow("Check what looks wrong, and make final")
        for box in self.page.locator("input[name^=accept_]").all():
            self.tick(box)
        self.press("Make final")

    def sign_in(self, person: Person) -> None:
        """Sign in by email and password."""
        self.page.context.clear_cookies()
        self.open("/accounts/login/")
        self.page.get_by_label("Email").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def look(self) -> None:
        """Ask axe about the page as it is, with every rule it has. What it was asked about before, it is not asked again."""
        assert not self.complaints, f"{self.page.url}\n" + "\n".join(self.complaints)
        size = self.page.viewport_size
        shown = size["width"] if size else 0, CHANGES_EACH_TIME.sub("", self.page.content())
        if shown in FOUND_GOOD:
            return
        self.page.evaluate(AXE.read_text() + "\n0")
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']})"
        )  # half the time: no list of passes
        problems = [
            f"{v['id']} ({v['impact']}): {v['help']}: " + "; ".join(n["html"][:160] for n in v["nodes"][:3])
            for v in found["violations"]
        ]
        assert not problems, f"{self.page.url}\n" + "\n".join(problems)
        FOUND_GOOD.add(shown)

    def picture(self, name: str, *, at: str = "body") -> None:
        """Keep a picture for the README and the docs, where one is asked for; `at` is what is at its top."""
        if PICTURES:
            folder = ROOT / PICTURES
            folder.mkdir(parents=True, exist_ok=True)
            self.page.locator(at).first.evaluate("e => { document.activeElement?.blur(); e.scrollIntoView(); }")
            self.page.screenshot(path=folder / f"{name}.png", animations="disabled")

    def _listen(self, kind: str, text: str) -> None:
        if kind == "error" and not any(foreseen in text for foreseen in FORESEEN):
            self.complaints.append(f"console: {text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        message = "no Chromium here: apt-get install -y chromium, or name one in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    connections.close_all()  # next to Playwright's loop Django opens others: neither kind is left open for the other
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[], Visitor]]:
    """Give a new visitor at each call, each in a browser of their own."""
    contexts = []

    def arrive(*, width: int = 1280, java_script_enabled: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            java_script_enabled=java_script_enabled,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        return Visitor(context.new_page(), live_server.url)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def background(live_server: LiveServer) -> Iterator[None]:
    """A worker, for what the pages hand to one."""
    with worker():
        yield
