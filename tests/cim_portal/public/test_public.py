"""Search, and what helps search engines, browsers and messages show the public pages."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from determinations.runs.models import Run
from improvement_plans.plans.models import Plan
from monitoring.people.models import Person
from monitoring.resources.models import Resource, Topic
from tests.cast import NOON, Cast


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("words", ["Cañada", "canada", "planes", "plane guides", "PLANES", "anad"])
def test_a_resource_is_found_however_its_words_are_written(cast: Cast, words: str) -> None:
    Resource.objects.create(title="Planes for Cañada", text="A guide.", link="https://a.example", changed_at=NOON)
    Resource.objects.create(title="Other", text="Nothing.", link="https://b.example", changed_at=NOON)
    said = page(f"/search/?q={words}")
    assert "Planes for Cañada" in said
    assert "https://b.example" not in said


def test_the_title_counts_more_than_the_text(cast: Cast) -> None:
    for title, text in (("Zeal", "about rubrics"), ("Rubrics", "about zeal"), ("Withdrawn rubrics", "")):
        Resource.objects.create(
            title=title,
            text=text,
            link="https://a.example",
            changed_at=NOON,
            withdrawn_at=NOON if title.startswith("W") else None,
        )
    found = Client().get("/search/?q=rubric").context["found"]
    assert [one.title for one in found.resources] == ["Rubrics", "Zeal"]


def test_topics_steps_and_published_levels_are_found(issued_2023: dict[str, Plan]) -> None:
    topic = Topic.objects.earliest("order")
    assert f"/topics/{topic.slug}/" in page(f"/search/?q={topic.title}")
    assert "/resources/T2/2/" in page("/search/?q=root cause")
    said = page("/search/?q=alder")
    assert "Alder Unified (0161119)" in said
    assert "Targeted" in said


def test_a_level_that_is_not_published_is_not_found(determined_2023: Run) -> None:
    assert "Nothing has “Alder”" in page("/search/?q=Alder")


@pytest.mark.parametrize("words", ["' OR 1=1", "a & | !", "%", "((((", "x" * 5000, "\\"])
def test_odd_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    assert Client().get("/search/", {"q": words}).status_code == 200


@override_settings(PORTAL_URL="https://portal.example")
def test_the_sitemap_names_public_pages_that_answer(issued_2023: dict[str, Plan]) -> None:
    answer = Client().get("/sitemap.xml")
    places = [one.text or "" for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]  # noqa: S314 - our own
    assert "https://portal.example/status/" in places
    assert "https://portal.example/resources/T2/1/" in places
    for place in places:
        assert Client().get(place.removeprefix("https://portal.example")).status_code == 200, place
    robots = page("/robots.txt")
    assert "Sitemap: https://portal.example/sitemap.xml" in robots
    assert "Disallow: /home/" in robots


@override_settings(PORTAL_URL="https://portal.example")
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/status/",
        "/resources/T2/1/",
        "/search/",
        "/open-data/",
        "/api/",
        "/subscribe/",
        "/accessibility/",
        "/privacy/",
    ],
)
def test_a_public_page_says_what_a_shared_link_shows(issued_2023: dict[str, Plan], address: str) -> None:
    said = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)"', page(address)))
    assert said["og:url"] == f"https://portal.example{address}"
    assert said["og:title"]
    assert said["og:description"]
    assert said["og:image"].startswith("https://portal.example/static/sharing")


def test_a_page_of_ones_own_says_nothing_to_share(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Callable[[Person], Client]
) -> None:
    assert "og:" not in signed_in(cast.editor).get("/home/").content.decode()


def test_statements_are_on_every_page_and_name_whom_to_write_to(db: None) -> None:
    assert Client().get("/favicon.ico").headers["Location"].endswith("favicon.ico")
    for address in ("/accessibility/", "/privacy/"):
        assert f'href="{address}"' in page("/")
        assert "Write to the contact of a level" in page(address)
    with override_settings(CONTACT="help@cde.example"):
        assert "mailto:help@cde.example" in page("/accessibility/")
