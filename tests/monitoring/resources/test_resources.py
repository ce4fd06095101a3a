"""The public resource center, and keeping it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.resources import services
from monitoring.resources.models import Resource, Topic
from monitoring.resources.services import Handed, Wording
from monitoring.years.models import Year
from tests import files
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
PDF = files.pdf()


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.get_or_create(slug="disciplinary-action", defaults={"title": "Disciplinary Action"})[0]


def link(
    cast: Cast, title: str, *, level: str = "", step: int | None = None, topics: tuple[Topic, ...] = ()
) -> Resource:
    wording = Wording(title, "", level, step, "https://example.org/guide")
    return services.add(wording=wording, file=None, topics=topics, by=cast.administrator, at=NOON)


def handout(cast: Cast, title: str = "Handout") -> Resource:
    file = Handed('hand"out\r\n.pdf', PDF)
    return services.add(wording=Wording(title, "", "", None, ""), file=file, topics=[], by=cast.administrator, at=NOON)


def test_a_step_shows_its_activities_tasks_and_resources(client: Client, cast: Cast, opened_2023: Year) -> None:
    for title, level, step in (("Of this", "I1", 1), ("Of all", "", None), ("Of another", "T2", 1), ("Later", "I1", 2)):
        link(cast, title, level=level, step=step)
    page = client.get("/resources/I1/1/").content.decode()
    assert "You work with System Improvement Leads" in page
    assert "CIM team" in page
    assert "Attend or view the instructional webinar" in page
    assert "not set by the state yet" in page
    assert "Of this" in page
    assert "Of all" in page
    assert "Of another" not in page
    assert "Later" not in page


def test_an_activity_says_whether_it_must_be_done(client: Client, opened_2023: Year) -> None:
    must = {title: must for _, title, _, must in client.get("/resources/T2/1/").context["activities"]}
    assert must["CIM team"]
    assert not must["Educational partners group"]


@pytest.mark.parametrize("address", ["/resources/T9/1/", "/resources/T2/9/", "/resources/SL/2/", "/topics/none/"])
def test_what_does_not_exist_is_not_found(client: Client, opened_2023: Year, address: str) -> None:
    assert client.get(address).status_code == 404


def test_there_are_no_resources_before_a_year_is_open(client: Client, db: None) -> None:
    assert client.get("/resources/T2/1/").status_code == 404


def test_a_topic_shows_its_resources(client: Client, cast: Cast, topic: Topic) -> None:
    link(cast, "Discipline data guide", topics=(topic,))
    link(cast, "Something else")
    page = client.get("/topics/disciplinary-action/").content.decode()
    assert "Discipline data guide" in page
    assert "Something else" not in page


def test_a_file_is_downloaded_as_what_it_is(client: Client, cast: Cast) -> None:
    answer = client.get(f"/resources/files/{handout(cast).pk}/")
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hand_out__.pdf"'


def test_a_withdrawn_resource_is_gone_until_it_is_restored(client: Client, cast: Cast, opened_2023: Year) -> None:
    kept = handout(cast)
    services.withdraw(resource=kept, by=cast.administrator, at=NOON)
    assert client.get(f"/resources/files/{kept.pk}/").status_code == 404
    assert "Handout" not in client.get("/resources/T2/1/").content.decode()
    services.restore(resource=kept, by=cast.administrator, at=NOON)
    assert client.get(f"/resources/files/{kept.pk}/").status_code == 200


def test_a_link_has_no_file_to_download(client: Client, cast: Cast) -> None:
    assert client.get(f"/resources/files/{link(cast, 'Link').pk}/").status_code == 404


def test_withdrawing_twice_is_refused(cast: Cast) -> None:
    kept = link(cast, "Link")
    with pytest.raises(services.AlreadySo):
        services.restore(resource=kept, by=cast.administrator, at=NOON)
    services.withdraw(resource=kept, by=cast.administrator, at=NOON)
    with pytest.raises(services.AlreadySo):
        services.withdraw(resource=kept, by=cast.administrator, at=NOON)


def test_a_resource_is_a_link_or_a_file(cast: Cast) -> None:
    both, neither = Wording("Both", "", "", None, "https://example.org"), Wording("Neither", "", "", None, "")
    with pytest.raises(services.NeitherOrBoth):
        services.add(wording=both, file=Handed("a.pdf", PDF), topics=[], by=None, at=NOON)
    with pytest.raises(services.NeitherOrBoth):
        services.add(wording=neither, file=None, topics=[], by=None, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.create(title="Neither", changed_at=NOON)
    assert not Event.objects.filter(move="added_resource").exists()


def test_an_administrator_adds_changes_withdraws_and_restores(
    cast: Cast, opened_2023: Year, signed_in: SignIn, topic: Topic
) -> None:
    browser = signed_in(cast.administrator)
    said = {"title": "Guide", "text": "Helps.", "level": "T2", "step": "1", "topics": [topic.pk]}
    answer = browser.post("/resources/keep/new/", {**said, "handed": SimpleUploadedFile("guide.pdf", PDF)})
    assert answer.headers["Location"] == "/resources/keep/"
    kept = Resource.objects.get()
    assert (kept.level, kept.step, kept.file_name, kept.changed_by) == ("T2", 1, "guide.pdf", cast.administrator)
    assert list(kept.topics.all()) == [topic]

    page = browser.get(f"/resources/keep/{kept.pk}/").content.decode()
    assert "guide.pdf stays" in page
    browser.post(f"/resources/keep/{kept.pk}/", {"title": "Guide, second edition", "level": "", "step": ""})
    kept.refresh_from_db()
    assert (kept.title, kept.level, kept.step, kept.file_name) == ("Guide, second edition", "", None, "guide.pdf")

    browser.post(f"/resources/keep/{kept.pk}/", {"title": "Guide", "link": "https://example.org/g"})
    kept.refresh_from_db()
    assert (kept.link, kept.file, kept.file_name) == ("https://example.org/g", None, "")

    browser.post(f"/resources/keep/{kept.pk}/withdraw/")
    browser.post(f"/resources/keep/{kept.pk}/restore/")
    moves = list(Event.objects.of(kept).order_by("pk").values_list("move", "by__name"))
    names = ("added_resource", "changed_resource", "changed_resource", "withdrew_resource", "restored_resource")
    assert moves == [(name, "Ada Administrator") for name in names]


@pytest.mark.parametrize(
    ("handed", "sentence"),
    [
        (SimpleUploadedFile("macro.docm", b"PK\x03\x04"), "is not a kind of file that can be kept here"),
        (SimpleUploadedFile("page.html", b"<script>"), "is not a kind of file that can be kept here"),
        (SimpleUploadedFile("no_ending", PDF), "is not a kind of file that can be kept here"),
        (SimpleUploadedFile("not.pdf", b"MZ a program"), "is not what its ending says"),
        (SimpleUploadedFile("not.csv", b"a,b\0"), "is not what its ending says"),
        (SimpleUploadedFile("a" * 200 + ".pdf", PDF), "longer than 200 characters"),
        (SimpleUploadedFile("large.pdf", PDF + b" " * 20 * 1024 * 1024), "is larger than 20 MB"),
    ],
    ids=lambda value: str(value.name)[-20:] if isinstance(value, SimpleUploadedFile) else "",
)
def test_an_unsafe_file_is_refused(cast: Cast, signed_in: SignIn, handed: SimpleUploadedFile, sentence: str) -> None:
    handed.seek(0)
    answer = signed_in(cast.administrator).post("/resources/keep/new/", {"title": "Bad", "handed": handed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "Bad", "link": "ftp://example.org/a"}, "begins with https:// or http://"),
        ({"title": "Bad", "link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"title": "Bad"}, "Give a link, or choose a file below."),
        ({"title": "", "link": "https://example.org"}, "This field is required."),
        ({"title": "Bad", "link": "https://example.org", "level": "T9"}, "T9"),
    ],
    ids=["ftp", "script", "nothing", "no title", "no such level"],
)
def test_a_wrong_resource_is_refused(cast: Cast, signed_in: SignIn, said: dict[str, str], sentence: str) -> None:
    answer = signed_in(cast.administrator).post("/resources/keep/new/", said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_level_of_another_year_stays_when_something_else_is_changed(cast: Cast, signed_in: SignIn) -> None:
    kept = link(cast, "Old guide", level="U", step=7)
    browser = signed_in(cast.administrator)
    page = browser.get(f"/resources/keep/{kept.pk}/").content.decode()
    assert "U, a level of another year" in page
    said = {"title": "Old guide, mended", "level": "U", "step": "7", "link": kept.link}
    assert browser.post(f"/resources/keep/{kept.pk}/", said).status_code == 302
    kept.refresh_from_db()
    assert (kept.title, kept.level, kept.step) == ("Old guide, mended", "U", 7)


def test_a_link_and_a_file_together_are_refused(cast: Cast, signed_in: SignIn) -> None:
    said = {"title": "Both", "link": "https://example.org", "handed": SimpleUploadedFile("a.pdf", PDF)}
    answer = signed_in(cast.administrator).post("/resources/keep/new/", said)
    assert "Give a link or a file, not both." in answer.content.decode()


def test_the_list_is_filtered_by_the_address(cast: Cast, opened_2023: Year, signed_in: SignIn, topic: Topic) -> None:
    link(cast, "Alpha", level="T2", step=1, topics=(topic,))
    link(cast, "Beta", level="T1", step=2)
    browser = signed_in(cast.administrator)

    def titles(query: str) -> list[str]:
        return [line.title for line in browser.get(f"/resources/keep/?{query}").context["lines"]]

    assert titles("") == ["Alpha", "Beta"]
    assert titles("level=T1") == ["Beta"]
    assert titles("step=1") == ["Alpha"]
    assert titles("topic=disciplinary-action") == ["Alpha"]
    assert titles("level=T1&step=1") == []


def test_the_list_asks_as_often_for_many_as_for_few(
    cast: Cast, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, topic: Topic
) -> None:
    link(cast, "First", topics=(topic,))
    browser = signed_in(cast.administrator)
    with django_assert_num_queries(8):
        browser.get("/resources/keep/")
    for number in range(30):
        link(cast, f"Guide {number}", topics=(topic,))
    with django_assert_num_queries(8):
        browser.get("/resources/keep/")


@pytest.mark.parametrize(("who", "status"), [("monitor", 403), ("reviewer", 404), ("editor", 404), ("newcomer", 404)])
def test_only_an_administrator_keeps_resources(cast: Cast, signed_in: SignIn, who: str, status: int) -> None:
    kept = link(cast, "Link")
    browser = signed_in(getattr(cast, who))
    assert browser.get("/resources/keep/").status_code == status
    assert browser.get("/resources/keep/new/").status_code == status
    assert browser.get(f"/resources/keep/{kept.pk}/").status_code == status
    assert browser.post(f"/resources/keep/{kept.pk}/withdraw/").status_code == status
    assert browser.post(f"/resources/keep/{kept.pk}/restore/").status_code == status
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_keeping_asks_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/resources/keep/").headers["Location"].startswith("/accounts/login/")


def test_a_text_about_a_resource_that_is_too_long_is_refused_with_the_form(cast: Cast, signed_in: SignIn) -> None:
    text = "It helps. " * 2_001
    said = {"title": "Guide", "link": "https://example.org", "text": text}
    answer = signed_in(cast.administrator).post("/resources/keep/new/", said)
    assert answer.status_code == 422
    assert "at most 20000 characters (it has 20009)" in answer.content.decode()
    assert text.strip() in answer.content.decode()
    assert "Up to 20,000 characters." in answer.content.decode()
