"""Resources by year, level, step, topic area and audience; and the topic areas, which administrators manage."""

from collections.abc import Callable

import pytest
from django.test import Client

from monitoring.people.models import Person
from monitoring.resources.models import Resource, Topic
from monitoring.years.models import Year
from tests.cast import NOON, Cast

SignIn = Callable[[Person], Client]
TOPIC = {"title": "Transición a la vida adulta", "text": "After school.", "order": "7"}


@pytest.fixture
def resources(opened_2023: Year) -> Topic:
    topic = Topic.objects.earliest("order")
    for title, said in (
        ("For all", {}),
        ("For families", {"audience": "families"}),
        ("For SELPAs of 2023", {"audience": "selpa", "year": 2023}),
        ("Of 2022", {"year": 2022}),
        ("Step 2 of T2", {"level": "T2", "step": 2}),
        ("Withdrawn", {"withdrawn_at": NOON}),
    ):
        row = Resource.objects.create(title=title, link="https://example.org", changed_at=NOON, **said)
        if title == "For families":
            row.topics.add(topic)
    return topic


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["For all", "For SELPAs of 2023", "For families", "Of 2022", "Step 2 of T2"]),
        ("audience=families", ["For all", "For families", "Of 2022", "Step 2 of T2"]),
        ("year=2022", ["For all", "For families", "Of 2022", "Step 2 of T2"]),
        ("level=T3&year=2023", ["For all", "For SELPAs of 2023", "For families"]),
        ("step=2&audience=lea&year=2023", ["For all", "Step 2 of T2"]),
        ("topic={topic}", ["For families"]),
    ],
)
def test_filters_combine_and_what_is_for_everyone_stays(resources: Topic, asked: str, found: list[str]) -> None:
    answer = Client().get(f"/resources/find/?{asked.format(topic=resources.slug)}")
    assert sorted(one.title for one in answer.context["resources"]) == sorted(found)


def test_an_unknown_filter_is_said(resources: Topic) -> None:
    assert Client().get("/resources/find/?audience=kings").status_code == 422


def test_a_resource_is_kept_with_its_year_and_audience(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    said = {"title": "Guide", "link": "https://example.org", "audience": "families", "year": "2023"}
    assert browser.post("/resources/keep/new/", said).status_code == 302
    row = Resource.objects.get()
    assert (row.audience, row.year) == ("families", 2023)
    page = " ".join(browser.get("/resources/find/?year=2023").content.decode().split())
    assert "For Families." in page
    assert browser.post("/resources/keep/new/", {**said, "year": "23"}).status_code == 422


def test_a_topic_area_is_added_changed_and_removed(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.administrator)
    browser.post("/resources/keep/topics/new/", TOPIC)
    browser.post("/resources/keep/topics/new/", TOPIC)  # the second click
    slugs = list(Topic.objects.filter(title=TOPIC["title"]).order_by("pk").values_list("slug", flat=True))
    assert slugs == ["transicion-a-la-vida-adulta", "transicion-a-la-vida-adulta-2"]
    address = f"/resources/keep/topics/{slugs[0]}/"
    browser.post(address, {**TOPIC, "title": "Transition"})
    assert "Transition" in Client().get(f"/topics/{slugs[0]}/").content.decode()  # the address stays
    row = Resource.objects.create(title="Guide", link="https://example.org", changed_at=NOON)
    row.topics.add(Topic.objects.get(slug=slugs[0]))
    refused = browser.post(f"{address}remove/")
    assert (refused.status_code, "has resources" in refused.content.decode()) == (409, True)
    row.topics.clear()
    assert browser.post(f"{address}remove/").status_code == 302
    assert Client().get(f"/topics/{slugs[0]}/").status_code == 404
    ledger = browser.get("/ledger/").content.decode()
    for said in ("added the topic area", "changed the topic area", "removed the topic area"):
        assert said in ledger


def test_a_title_without_a_letter_is_refused(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.administrator).post("/resources/keep/topics/new/", {**TOPIC, "title": "…"})
    assert (answer.status_code, "needs letters" in answer.content.decode()) == (422, True)


def test_the_list_of_topics_says_how_many_resources_each_has(resources: Topic, cast: Cast, signed_in: SignIn) -> None:
    rows = signed_in(cast.administrator).get("/resources/keep/topics/").context["topics"]
    assert {row.slug: row.public for row in rows}[resources.slug] == 1
