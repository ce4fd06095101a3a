"""What the public pages hold: found by words, and listed for search engines."""

from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from cim_portal.lib.folding import Folded, containing, fold
from determinations.letters import queries as letters_queries
from determinations.letters.queries import PublishedLevel
from monitoring.definition import definition_of
from monitoring.resources import queries as resources_queries
from monitoring.resources.models import Resource, Topic
from monitoring.resources.queries import ResourceLine
from monitoring.years import queries as years_queries

Row = TypeVar("Row", Resource, Topic)
MOST = 50  # of each kind that one page shows
LANGUAGE = "english"  # whose endings of words count as the same


@dataclass(frozen=True)
class Page:
    """A public page that was found: what it is called, what it says, and where it is."""

    title: str
    says: str
    address: str


@dataclass(frozen=True)
class Found:
    """What words were found in: resources, topic areas, steps of levels, and LEAs with their published level of `year`."""

    resources: list[ResourceLine]
    topics: list[Page]
    levels: list[Page]
    leas: list[PublishedLevel]
    year: int | None

    def __bool__(self) -> bool:
        return any((self.resources, self.topics, self.levels, self.leas))


def search(words: str) -> Found:
    """Return what the words are found in, the best first; accents and the endings of words make no difference."""
    year = next(iter(letters_queries.years_with_letters()), None)
    published = letters_queries.published_levels(year, words=words)[:MOST] if year else []
    resources = _ranked(resources_queries.published().prefetch_related("topics"), words)
    return Found(
        resources=[resources_queries.resource_line(row) for row in resources],
        topics=[Page(row.title, row.text, reverse("topic", args=[row.slug])) for row in _ranked(_topics(), words)],
        levels=_levels(words),
        leas=[letters_queries.published_level(letter) for letter in published],
        year=year,
    )


def _topics() -> QuerySet[Topic]:
    return Topic.objects.order_by("order")


def _ranked(found: QuerySet[Row], words: str) -> list[Row]:
    """Return the rows whose title or text has the words, titles first; part of a word counts too."""
    vector = SearchVector(Folded(F("title")), weight="A", config=LANGUAGE) + SearchVector(
        Folded(F("text")), weight="B", config=LANGUAGE
    )
    query = SearchQuery(fold(words), config=LANGUAGE, search_type="websearch")
    ranked = found.annotate(vector=vector, rank=SearchRank(vector, query))
    either = ranked.filter(containing(words, "title", "text") | Q(vector=query))
    return list(either.order_by("-rank", "title", "pk")[:MOST])


def _levels(words: str) -> list[Page]:
    """Return the steps of the newest year's levels in whose names, activities or purposes the words are."""
    year = years_queries.newest_year()
    definition = definition_of(year.definition) if year else None
    found = []
    for level in definition.levels if definition else ():
        for step in definition.steps_for(level.code) if definition else ():
            activities = definition.activities_for(level.code, step.number) if definition else []
            texts = [level.name, step.name, step.purpose, *(one.title_for(level.code) for one, _must in activities)]
            if fold(words) in fold(" \n ".join(map(str, texts))):
                address = reverse("resources", args=[level.code, step.number])
                found.append(Page(f"{level.name}, {step.number}: {step.name}", str(step.purpose), address))
    return found[:MOST]


def addresses() -> list[str]:
    """Return the address of every public page, for search engines."""
    fixed = (
        "front",
        "status",
        "state_counts",
        "search",
        "find_resources",
        "open_data",
        "api:api-root",
        "subscribe",
        "accessibility",
        "privacy",
    )
    year = years_queries.newest_year()
    definition = definition_of(year.definition) if year else None
    steps = [
        reverse("resources", args=[level.code, step.number])
        for level in (definition.levels if definition else ())
        for step in (definition.steps_for(level.code) if definition else ())
    ]
    topics = [reverse("topic", args=[slug]) for slug in _topics().values_list("slug", flat=True)]
    return [*map(reverse, fixed), *steps, *topics]
