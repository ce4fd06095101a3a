"""What the public tables hold, of one year: rows in the words of `rows`, a query or two however many they are."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from cim_portal.api import rows
from cim_portal.lib import suppression
from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.sheets import AT_ONCE, some_at_a_time
from determinations.letters import queries as letters_queries
from determinations.letters.models import Letter
from determinations.runs import queries as runs_queries
from determinations.runs import words
from determinations.runs.models import Run
from determinations.runs.words import NONE
from monitoring.places.models import LeaYear
from monitoring.places.queries import words_of_lea
from monitoring.resources.models import Resource


@dataclass(frozen=True)
class Asked:
    """What of a year is asked for; blank is everything. `level` may be none, for the LEAs without one."""

    year: int
    lea: str = ""
    county: str = ""
    selpa: str = ""
    level: str = ""
    words: str = ""
    indicator: str = ""


def levels(asked: Asked) -> QuerySet[Letter]:
    """Return the letters whose levels are published."""
    level = None if not asked.level else "" if asked.level == NONE else asked.level
    found = letters_queries.published_levels(
        asked.year, words=asked.words, county=asked.county, selpa=asked.selpa, level=level
    )
    return (found.filter(lea__code=asked.lea) if asked.lea else found).select_related("year")


def level_row(letter: Letter) -> rows.Level:
    """Return a published level as its row."""
    lea = letter.lea.as_of(letter.year_id)
    return rows.Level(
        year=letter.year.year,
        lea_code=letter.lea.code,
        lea_name=lea.name,
        county=lea.county.name,
        selpa=lea.selpa_name,
        level=letter.level or None,
        level_name=letter.level_name,  # type: ignore[attr-defined]  # `published_levels` adds it
        issued_on=localdate(letter.issued_at),
    )


def leas(asked: Asked) -> QuerySet[LeaYear]:
    """Return the LEAs of a year's published directory, by name; none while no level of the year is published."""
    found = LeaYear.objects.filter(year__year=asked.year, year__letters__status=Letter.Status.ISSUED).distinct()
    found = found.filter(words_of_lea(asked.words))
    wanted = {"lea__code": asked.lea, "county__code": asked.county, "selpa__code": asked.selpa}
    found = found.filter(**{path: code for path, code in wanted.items() if code})
    return found.select_related("lea", "year", "county", "selpa").order_by("name", "lea__code")


def lea_row(lea: LeaYear) -> rows.Lea:
    """Return an LEA as its row; a count of few students is left out."""
    return rows.Lea(
        year=lea.year.year,
        lea_code=lea.lea.code,
        lea_name=lea.name,
        cds_code=lea.lea.cds_code,
        county_code=lea.county.code,
        county=lea.county.name,
        selpa_code=lea.selpa.code,
        selpa=lea.selpa_name,
        lea_type=lea.lea_type,
        students_with_disabilities=None if suppression.is_small(lea.swd_count) else lea.swd_count,
    )


def with_indicators(asked: Asked) -> QuerySet[LeaYear]:
    """Return the LEAs of a year whose level is published, by name: only their elements are public."""
    published = levels(Asked(asked.year)).filter(lea=OuterRef("lea")).order_by()
    return leas(asked).filter(Exists(published))


def indicators(leas: list[LeaYear], *, indicator: str = "") -> list[rows.Indicators]:
    """Return the elements of some LEAs of one year as anyone may see them, or those of one indicator.

    What the definition does not name, or has retired, is left out.
    """
    run = runs_queries.final_run(leas[0].year.year) if leas else None
    if run is None:
        return []
    found = runs_queries.elements_of(run, [lea.lea_id for lea in leas])
    return [
        rows.Indicators(
            year=lea.year.year,
            lea_code=lea.lea.code,
            lea_name=lea.name,
            indicators=measured([asdict(one) for one in found[lea.lea_id]], run, indicator=indicator, is_public=True),
        )
        for lea in leas
    ]


def measured(elements: Iterable[JsonObject], run: Run, *, indicator: str = "", is_public: bool) -> list[rows.Measured]:
    """Return elements as rows. For everyone, what is small is hidden, and whether a hidden rate met its target too."""
    names = runs_queries.names_of_elements(run)
    found = []
    for element in elements:
        if indicator not in ("", element["indicator"]):
            continue
        if is_public and (element["retired"] or element["indicator"] not in names):
            continue
        said = words.as_read(element, shows_small=False) if is_public else element
        hides = said["rate_text"] == str(suppression.HIDDEN)
        found.append(
            rows.Measured(
                indicator=element["indicator"],
                name=names.get(element["indicator"]) or element["label"],
                numerator=_number(said["numerator"]),
                denominator=_number(said["denominator"]),
                rate=_number(said["rate"]),
                rate_text=said["rate_text"],
                target_operator=element["operator"],
                target=element["target"],
                target_met=None if is_public and hides else element["met"],
                not_counted_because=element["status"],
                data_year=element["data_year"],
                data_as_of=date.fromisoformat(element["as_of"]) if element["as_of"] else None,
                data_approved_by=element["approved_by"],
            )
        )
    return found


def _number(said: object) -> float | None:
    return said if isinstance(said, int | float) else None


def indicator_rows(asked: Asked) -> Iterator[rows.Indicator]:
    """Yield every public element of a year, a row each, some LEAs at a time."""
    for some in some_at_a_time(with_indicators(asked).iterator(chunk_size=AT_ONCE)):
        for of_lea in indicators(some, indicator=asked.indicator):
            for one in of_lea.indicators:
                lea = {"year": of_lea.year, "lea_code": of_lea.lea_code, "lea_name": of_lea.lea_name}
                yield rows.Indicator.model_validate({**lea, **one.dict()})


def resource_row(row: Resource) -> rows.Resource:
    """Return a resource as its row; it comes with its topics."""
    return rows.Resource(
        id=row.pk,
        title=row.title,
        text=row.text,
        url=row.link or f"{settings.PORTAL_URL}/resources/files/{row.pk}/",
        kind=row.file_name.rpartition(".")[2].upper() if row.file_name else "link",
        level=row.level,
        step=row.step,
        audience=row.audience,
        year=row.year,
        topics=sorted(topic.slug for topic in row.topics.all()),
        changed_at=row.changed_at,
    )
