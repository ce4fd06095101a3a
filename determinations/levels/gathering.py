"""Everything that is known of the LEAs of a year, for the rules to ask, and the hash of what it is from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib import canonical
from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Standing
from determinations.levels.before import determined_before
from determinations.levels.facts import Fact, Sources, declared_facts
from determinations.uploads import formats
from determinations.uploads.models import DirectoryRow, OfficialDetermination, OfficialLevel, Upload
from monitoring.definition import Definition
from monitoring.places.models import LeaYear
from monitoring.years.models import Year


class NoDirectory(Refused):
    """No one knows yet which LEAs are in the year."""


class LeaName(NamedTuple):
    """An LEA, as far as its level is concerned."""

    pk: int
    code: str
    name: str


class Known(NamedTuple):
    """Everything published about an LEA for a year. `official` is the level the state decided, `determination` its own
    category of determination, both None without one. `determined_before` has the categories of the years before without
    a break, the nearest first."""

    lea: LeaName
    facts: Mapping[str, Fact]
    official: str | None
    determination: str | None
    determined_before: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """What is known of each LEA, in the order of their codes; the uploads that it is from; and the hash of what these
    say, which is all that levels follow from besides the definition."""

    known: list[Known]
    uploads: tuple[int, ...]
    sha256: str


def gather(*, year: Year, definition: Definition) -> Gathered:
    """Return what is known of each LEA of the year. The number of queries is the same however many LEAs there are.

    The LEAs are those of the year's published directory; whatever else says something of another LEA does not make it
    one of the year. Raises NoDirectory.
    """
    _insist_on_directory(year)
    standing = disproportionality_cells.standing(
        year=year.year, settings=definition.disproportionality, uploads=disproportionality_cells.published()
    )
    leas = _leas(year)
    before = determined_before(year) if definition.determinations.categories else {}
    sources = Sources(year, definition, [lea.pk for lea in leas], before, standing)
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in declared_facts():
        for lea, known_fact in fact.known(sources):
            found[lea].append(known_fact)
    levels = dict(OfficialLevel.objects.published(year.year).values_list("lea", "level"))
    determinations = dict(OfficialDetermination.objects.published(year.year).values_list("lea", "determination"))
    uploads = _uploads(year, standing)
    known = [
        Known(
            lea=lea,
            facts={fact.name: fact for fact in found[lea.pk]},
            official=levels.get(lea.pk),
            determination=determinations.get(lea.pk),
            determined_before=before.get(lea.pk, ()),
        )
        for lea in leas
    ]
    return Gathered(known, tuple(upload.pk for upload in uploads), _sha256(uploads, standing, known))


def _directories() -> QuerySet[Upload]:
    """Return the published directories of all years."""
    return Upload.objects.filter(format__in=formats.storing(DirectoryRow), status=Upload.Status.PUBLISHED)


def _insist_on_directory(year: Year) -> None:
    """Insist that a directory of the year is published. Raises NoDirectory."""
    if not _directories().filter(year=year).exists():
        raise NoDirectory(
            _(
                "No directory of LEAs is published for %(year)s, so the portal does not know which LEAs are "
                "in the year. Upload and publish the directory first."
            )
            % {"year": year}
        )


def _uploads(year: Year, standing: Standing | None) -> list[Upload]:
    """Return every upload that levels follow from: the year's, the counts of the years that are looked back on, and the
    directories, without which no code in them is known."""
    earlier = standing.earlier if standing else ()
    directories = Q(pk__in=_directories().filter(year__year__in=[one.year for one in earlier]))
    wanted = (
        Q(year=year, status=Upload.Status.PUBLISHED)
        | Q(pk__in=[upload for one in earlier for upload in one.uploads])
        | directories
    )
    return list(Upload.objects.filter(wanted).select_related("year").order_by("year__year", "format", "pk"))


def _leas(year: Year) -> list[LeaName]:
    """Return the LEAs of the year, under the names that they have in it."""
    rows = LeaYear.objects.filter(year=year).order_by("lea__code")
    return [LeaName(*row) for row in rows.values_list("lea", "lea__code", "name")]


def _sha256(uploads: Sequence[Upload], standing: Standing | None, known: Sequence[Known]) -> str:
    """Return the hash of what levels follow from: the uploads' bytes, how elements were read, what amends what, and of the
    years before the settings and the categories of determination."""
    said: list[object] = [
        [one.year.year, one.format, one.file_id, one.read_as, *([one.part, one.position] if one.amends else ())]
        for one in uploads
    ]
    past = [[one.year, one.settings.model_dump(mode="json")] for one in (standing.earlier if standing else ())]
    before = [[one.lea.code, *one.determined_before] for one in known if one.determined_before]
    return canonical.sha256(canonical.canonical([said, past, before]))
