"""The public page of monitoring status: the level of each LEA's issued letter."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import public
from cim_portal.lib.sheets import AT_ONCE
from determinations.letters import queries
from determinations.letters.models import Letter
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.definition import definition_of
from monitoring.places.models import County, Selpa
from monitoring.years.models import Year

PAGE = 100


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `year` is None while nothing is published for any year."""

    years: list[int]
    year: int | None
    words: str
    county: str
    selpa: str
    level: str


@require_safe
@public
def status(request: HttpRequest) -> HttpResponse:
    """List the published level of each LEA of a year, the newest unless the address says otherwise."""
    asked = _asked(request)
    page = Paginator(_found(asked), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/letters/status.html",
        {
            "asked": asked,
            "lines": [queries.published_level(letter) for letter in page.object_list],
            "page": page,
            "years": [(year, year) for year in asked.years],
            "counties": list(County.objects.order_by("name").values_list("code", "name")),
            "selpas": [(selpa.code, str(selpa)) for selpa in Selpa.objects.order_by("name", "code")],
            "levels": _levels(asked.year),
        },
    )


@require_safe
@public
def levels_table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the levels that the same address shows, all pages of them, as a file."""
    asked = _asked(request)
    rows = (
        (asked.year, one.code, one.name, one.county, one.selpa, one.level)
        for one in map(queries.published_level, _found(asked).iterator(chunk_size=AT_ONCE))
    )
    columns = ["year", "lea_code", "lea_name", "county", "selpa", "level"]
    return downloads.streamed(kind, columns, rows, name=f"levels-{asked.year or 'none'}")


def _asked(request: HttpRequest) -> Asked:
    years = queries.years_with_letters()
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in years else next(iter(years), None)
    words, county, selpa, level = (request.GET.get(name, "").strip() for name in ("q", "county", "selpa", "level"))
    return Asked(years, year, words, county, selpa, level)


def _found(asked: Asked) -> QuerySet[Letter]:
    level = None if not asked.level else "" if asked.level == NONE else asked.level
    return queries.published_levels(
        asked.year or 0, words=asked.words, county=asked.county, selpa=asked.selpa, level=level
    )


def _levels(year: int | None) -> list[tuple[str, str]]:
    """Return code and name of each level of the year's definition, the strictest first, and of no level."""
    opened = Year.objects.select_related("definition").filter(year=year or 0).first()
    levels = sorted(definition_of(opened.definition).levels, key=lambda level: -level.order) if opened else []
    return [*((level.code, level.name) for level in levels), (NONE, str(NO_LEVEL))]
