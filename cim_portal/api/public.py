"""What everyone reads: published levels, LEAs by year, indicators, resources."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from cim_portal.api import finding, rows
from cim_portal.api.errors import Error, NotFoundError
from cim_portal.api.finding import Asked
from cim_portal.api.paging import Page, Paging, page
from cim_portal.api.rows import says
from cim_portal.lib.shapes import JsonObject
from determinations.letters import queries as letters_queries
from monitoring.definition import definition_of
from monitoring.resources.models import Resource
from monitoring.years.models import Year

router = Router(tags=["public"])
REFUSED = dict.fromkeys((404, 422, 429), Error)
LEA, PLACE, CODE = r"^[0-9]{7}$", r"^[0-9]{2}$", r"^[0-9]{4}$"


class OfYear(Paging):
    """Which LEAs of a year."""

    year: Annotated[int, says(_("The year; `years` has those that are published."), ge=1000, le=9999)]
    lea: Annotated[str, says(_("The seven-digit code of an LEA."), pattern=LEA)] = ""
    county: Annotated[str, says(_("The two digits of a county."), pattern=PLACE)] = ""
    selpa: Annotated[str, says(_("The four digits of a SELPA."), pattern=CODE)] = ""
    q: Annotated[str, says(_("Words of the name or the code of an LEA or its SELPA."), max_length=100)] = ""

    def asked(self, **more: str) -> Asked:
        """Return what is asked for. Raises NotFoundError for a year of which nothing is published."""
        if self.year not in letters_queries.years_with_letters():
            raise NotFoundError
        return Asked(self.year, lea=self.lea, county=self.county, selpa=self.selpa, words=self.q, **more)


class OfLevels(OfYear):
    """Which levels."""

    level: Annotated[str, says(_("The code of a level; `none` for the LEAs without one."), max_length=8)] = ""


class OfIndicators(OfYear):
    """Which indicators."""

    indicator: Annotated[str, says(_("The code of an indicator."), max_length=40)] = ""


class OfResources(Paging):
    """Which resources."""

    level: Annotated[str, says(_("The code of a level; resources for every level are included."), max_length=8)] = ""
    topic: Annotated[str, says(_("The name of a topic area, as its address has it."), max_length=50)] = ""


@router.get("/years", response={200: list[rows.PublishedYear], 429: Error}, operation_id="years")
def years(request: HttpRequest) -> list[JsonObject]:
    """List the years of which levels are published, the newest first."""
    opened = Year.objects.filter(year__in=letters_queries.years_with_letters()).select_related("definition")
    return [
        {"year": one.year, "levels": {level.code: level.name for level in definition_of(one.definition).levels}}
        for one in opened.order_by("-year")
    ]


@router.get("/levels", response={200: Page[rows.Level], **REFUSED}, operation_id="levels")
def levels(request: HttpRequest, asked: Query[OfLevels]) -> JsonObject:
    """List the published level of each LEA of a year, by name."""
    found = finding.levels(asked.asked(level=asked.level))
    return page(request, found, asked, lambda some: map(finding.level_row, some))


@router.get("/leas", response={200: Page[rows.Lea], **REFUSED}, operation_id="leas")
def leas(request: HttpRequest, asked: Query[OfYear]) -> JsonObject:
    """List the LEAs of a year, by name."""
    return page(request, finding.leas(asked.asked()), asked, lambda some: map(finding.lea_row, some))


@router.get("/indicators", response={200: Page[rows.Indicators], **REFUSED}, operation_id="indicators")
def indicators(request: HttpRequest, asked: Query[OfIndicators]) -> JsonObject:
    """List the elements of each LEA of a year whose level is published; a page holds so many LEAs."""
    wanted = asked.asked(indicator=asked.indicator)
    found = finding.with_indicators(wanted)
    return page(request, found, asked, lambda some: finding.indicators(some, indicator=wanted.indicator))


@router.get("/resources", response={200: Page[rows.Resource], **REFUSED}, operation_id="resources")
def resources(request: HttpRequest, asked: Query[OfResources]) -> JsonObject:
    """List the resources of the public resource center, by title."""
    found = Resource.objects.filter(withdrawn_at=None).prefetch_related("topics").order_by("title", "pk")
    if asked.level:
        found = found.filter(level__in=("", asked.level))
    if asked.topic:
        found = found.filter(topics__slug=asked.topic)
    return page(request, found, asked, lambda some: map(finding.resource_row, some))
