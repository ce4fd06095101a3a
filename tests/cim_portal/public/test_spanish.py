"""The public pages and the mails to the email list in Spanish, and every other page in English."""

import ast
import gettext
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.template import engines
from django.test import Client
from django.utils.translation.template import templatize

from cim_portal.public import queries
from improvement_plans.plans.models import Plan
from monitoring.definition import definition_of
from monitoring.people.models import Person
from monitoring.resources import subscribers
from monitoring.resources.models import Mailing, Posting, Subscriber
from monitoring.work import jobs
from monitoring.years.models import Year
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
CATALOG = settings.BASE_DIR / "locale" / "es" / "LC_MESSAGES"
EMAIL = "parent@example.org"
ENGLISH = re.compile(
    r"\b(the|of|and|with|this|that|your|you|are|not|from|which|for|has|have|is|it|by|what|all|each|every)\b", re.I
)
SPOKEN = ("aria-label", "alt", "placeholder", "title")
ANSWERED_IN_ENGLISH = ("/api/",)  # what describes the API
MARKED = re.compile(r"gettext\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")")


class Texts(HTMLParser):
    """The texts of a page, those that are only spoken too, without what is marked as English, and without code, choices and
    what only machines read, where nothing can be marked."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []
        self.marked: set[str] = set()
        self.languages: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.languages.append(said["lang"])
        if tag not in ("meta", "link", "input", "img", "br", "hr"):
            self.open.append((tag, said.get("lang", "")))
        for name in SPOKEN:
            self._keep(said.get(name, ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {tag for tag, _lang in self.open} & {"script", "style", "code", "option", "title"}:
            self._keep(data)

    def _keep(self, text: str) -> None:
        said = " ".join(text.split())
        if said and any(lang == "en" for _tag, lang in self.open):
            self.marked.add(said)
        elif said:
            self.found.append(said)


def read(page: bytes) -> Texts:
    texts = Texts()
    texts.feed(page.decode())
    return texts


def catalog() -> dict[str, str]:
    """Return what the compiled catalog says, by the English words."""
    with open(CATALOG / "django.mo", "rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # there is no other way to all of it
    singular = {key[0]: said for key, said in found.items() if not isinstance(key, str) and key[1] == 0}
    return {key: said for key, said in found.items() if isinstance(key, str) and key} | singular


def written() -> dict[str, str]:
    """Return the same of the catalog that people write."""
    said: dict[str, str] = {}
    for entry in (CATALOG / "django.po").read_text().split("\n\n"):
        parts = {
            name: "".join(ast.literal_eval(line) for line in lines.splitlines() if line.startswith('"'))
            for name, lines in re.findall(r'^(msg\S+) ((?:"(?:[^"\\]|\\.)*"\n?)+)', entry, re.M)
        }
        if parts.get("msgid"):
            said[parts["msgid"]] = parts.get("msgstr") or parts["msgstr[0]"]
    return said


def words_of(template: str) -> Iterator[str]:
    """Yield the English words that a template has translated."""
    for origin in (
        origin
        for loader in engines["django"].engine.template_loaders  # type: ignore[attr-defined]  # the backend is Django's own
        for origin in loader.get_template_sources(template)
    ):
        path = Path(origin.name)
        if path.is_file() and path.is_relative_to(settings.BASE_DIR / "templates"):
            for found in MARKED.findall(templatize(path.read_text())):
                yield ast.literal_eval(found)
            return


def spanish(client: Client, address: str) -> bytes:
    answer = client.get(address, headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert answer.status_code == 200, address
    return answer.content


@pytest.fixture
def with_center(cast: Cast, every_place: dict[str, object], client: Client) -> list[str]:
    """The addresses of the public pages that are in Spanish, with something on each."""
    own = [one for one in queries.addresses() if not one.startswith(ANSWERED_IN_ENGLISH)]
    return [*own, "/search/?q=Alder", "/search/?q=zzzz", "/status/?q=nothing"]


def test_each_public_page_is_spanish_and_marks_what_is_not(with_center: list[str], client: Client) -> None:
    left: dict[str, list[str]] = {}
    levels = definition_of(Year.objects.get().definition).levels
    names = {"English", "Guide", *(level.name for level in levels)}
    for address in with_center:
        page = read(spanish(client, address))
        assert page.marked <= names, address
        assert page.languages == ["es"], address
        if found := [text for text in page.found if ENGLISH.search(text)]:
            left[address] = found
    assert left == {}


def test_everything_that_public_templates_say_has_its_spanish(with_center: list[str], client: Client) -> None:
    names = {"404.html", "500.html", "503.html", "400.html", "403.html", "refused.html"}
    for address in with_center:
        names |= {str(one.name) for one in client.get(address).templates if one.name}
    names -= {"cim_portal/api/docs.html"}
    known = catalog()
    signed_in = {", your account", "Sign out", "Manage resources"}
    missing = {word for name in names for word in words_of(name) if not known.get(word)} - signed_in
    assert missing == set()


def test_the_compiled_catalog_is_the_written_one_and_keeps_what_is_filled_in() -> None:
    assert catalog() == written()
    for english, said in written().items():
        filled = (sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text)) for text in (english, said))
        assert len({tuple(one) for one in filled}) == 1, english


def test_a_choice_in_the_address_is_kept_and_the_header_offers_the_other(cast: Cast, client: Client) -> None:
    english = client.get("/")
    assert (english.headers["Content-Language"], 'lang="es"' in english.content.decode()) == ("en", True)
    assert {"Accept-Language", "Cookie"} <= set(english.headers["Vary"].split(", "))
    assert "Centro de recursos" in client.get("/?lang=es").content.decode()
    kept = client.get("/privacy/", headers={"Accept-Language": "en"}).content.decode()
    assert "Privacidad" in kept
    assert 'hreflang="en">English</a>' in kept
    assert "Privacy" in client.get("/privacy/?lang=en").content.decode()
    assert "Privacy" in client.get("/privacy/?lang=xx").content.decode()


def test_who_is_signed_in_files_and_the_api_stay_english(cast: Cast, signed_in: SignIn, client: Client) -> None:
    header = {"Accept-Language": "es"}
    own = signed_in(cast.editor)
    own.get("/?lang=es")
    assert "Resource center" in own.get("/", headers=header).content.decode()
    assert '<html lang="en">' in own.get("/home/", headers=header).content.decode()
    assert '<html lang="en">' in client.get("/api/", headers=header).content.decode()
    assert '<html lang="en">' in client.get("/accounts/login/", headers=header).content.decode()
    assert "Content-Language" not in client.get("/status/levels.csv", headers=header).headers
    assert "Página no encontrada" in client.get("/nothing/", headers=header).content.decode()


def test_the_mails_of_the_list_are_in_the_language_of_who_asked(
    cast: Cast, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    answer = client.post("/subscribe/?lang=es", {"email": EMAIL})
    assert "Revise su correo" in answer.content.decode()
    wrong = client.post("/subscribe/", {"email": "no address"}).content.decode()
    assert "Todavía no se pudo guardar" in wrong
    jobs.work_off()
    assert mailoutbox[0].subject.startswith("Confirme su dirección")
    assert "presione el botón" in str(mailoutbox[0].body)
    subscriber = Subscriber.objects.get()
    subscribers.confirm(subscriber=subscriber, at=NOON + timedelta(hours=1))
    mailing = Mailing.objects.create(subject="News", text="Read.", changed_at=NOON, changed_by=cast.administrator)
    posting = Posting.objects.create(mailing=mailing, subscriber=subscriber)
    jobs.enqueue("monitoring.mail_list_in_bulk", posting, at=NOON)
    jobs.work_off()
    assert "Para darse de baja de la lista" in str(mailoutbox[1].body)


def test_numbers_and_dates_are_as_people_in_california_write_them(
    cast: Cast, issued_2023: dict[str, Plan], every_place: dict[str, object], client: Client
) -> None:
    page = spanish(client, "/resources/find/").decode()
    assert "20 de marzo de 2023" in page
