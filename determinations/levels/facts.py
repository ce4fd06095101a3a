"""What a rule may ask about an LEA for a year, each fact with where it came from: file, row and column."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Any, NamedTuple

from django.db.models import Count, Q

from cim_portal.lib import canonical
from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell, Standing
from determinations.ratios.categories import GROUPS
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import (
    DirectoryRow,
    IndicatorResult,
    OfficialDetermination,
    OfficialLevel,
    Rank,
    Upload,
)
from monitoring.definition import YEARS_BEFORE, Definition
from monitoring.places.models import LeaYear
from monitoring.years.models import Year

Value = Decimal | int | bool


class NoDirectory(Refused):
    """Nobody knows yet which LEAs are in the year."""


class Fact(NamedTuple):
    """What is known of an LEA: a value, and where it came from (file, row, column, and what was counted)."""

    name: str
    value: Value
    source: str


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
    directory = _directory(year)
    standing = disproportionality_cells.standing(
        year=year.year, settings=definition.disproportionality, uploads=disproportionality_cells.published()
    )
    leas = _leas(year)
    found: dict[int, list[Fact]] = defaultdict(list)
    for facts in (_counted(directory), _missed(year), _ranked(year), _disproportionate(standing)):
        for lea, fact in facts:
            found[lea].append(fact)
    before = determined_before(year) if definition.determinations.categories else {}
    for lea, fact in _determined(leas, before, definition, year):
        found[lea].append(fact)
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


def determined_before(year: Year) -> dict[int, tuple[str, ...]]:
    """Return each LEA's categories of determination in the years before, the nearest first, up to the first without one.

    A year's categories are those of its final run, or, where it has none, the state's own as they are published.
    """
    official = OfficialDetermination.objects.filter(
        upload__status=Upload.Status.PUBLISHED, upload__year__year__lt=year.year
    ).values_list("upload__year__year", "lea", "determination")
    final = LevelResult.objects.filter(run__status=Run.Status.FINAL, run__year__year__lt=year.year).exclude(
        determination=""
    )
    results = list(final.values_list("run__year__year", "lea", "determination"))
    of_final = set(Run.objects.filter(status=Run.Status.FINAL).values_list("year__year", flat=True))
    by_year: dict[int, dict[int, str]] = defaultdict(dict)
    for number, lea, category in (*(one for one in official if one[0] not in of_final), *results):
        by_year[number][lea] = category
    before: dict[int, tuple[str, ...]] = {}
    for lea, category in by_year.get(year.year - 1, {}).items():
        number = year.year - 1
        while category:
            before[lea] = (*before.get(lea, ()), category)
            number -= 1
            category = by_year.get(number, {}).get(lea, "")
    return before


def years_in(category: str, *, before: Sequence[str], definition: Definition) -> int:
    """Return for how many of the years before, without a break, an LEA was in `category` or a worse one."""
    order = {one.code: one.order for one in definition.determinations.categories}
    years = takewhile(lambda code: order.get(code, 0) >= order[category], before)
    return sum(1 for _ in years)


def _directory(year: Year) -> Upload:
    """Return the published directory of the year. Raises NoDirectory."""
    published = Upload.objects.filter(year=year, format="leas", status=Upload.Status.PUBLISHED).first()
    if published is None:
        raise NoDirectory(
            f"No directory of LEAs is published for {year}, so the portal does not know which LEAs are in the year. "
            "Upload and publish the directory first."
        )
    return published


def _uploads(year: Year, standing: Standing | None) -> list[Upload]:
    """Return every upload that levels follow from: the year's, the counts of the years that are looked back on, and the
    directories, without which no code in them is known."""
    earlier = standing.earlier if standing else ()
    directories = Q(format="leas", status=Upload.Status.PUBLISHED, year__year__in=[one.year for one in earlier])
    wanted = Q(year=year, status=Upload.Status.PUBLISHED) | Q(pk__in=[one.upload for one in earlier]) | directories
    return list(Upload.objects.filter(wanted).select_related("year").order_by("year__year", "format", "pk"))


def _leas(year: Year) -> list[LeaName]:
    """Return the LEAs of the year, under the names that they have in it."""
    rows = LeaYear.objects.filter(year=year).order_by("lea__code")
    return [LeaName(*row) for row in rows.values_list("lea", "lea__code", "name")]


def _sha256(uploads: Sequence[Upload], standing: Standing | None, known: Sequence[Known]) -> str:
    """Return the hash of what levels follow from: the uploads' bytes, how elements were read, and of the years before the
    settings and the categories of determination."""
    said: list[Any] = [[one.year.year, one.format, one.file_id, one.read_as] for one in uploads]
    past = [[one.year, one.settings.model_dump(mode="json")] for one in (standing.earlier if standing else ())]
    before = [[one.lea.code, *one.determined_before] for one in known if one.determined_before]
    return canonical.sha256(canonical.canonical([said, past, before]))


def _counted(directory: Upload) -> Iterable[tuple[int, Fact]]:
    """Give the number of students with disabilities, which only the year's own directory knows."""
    rows = DirectoryRow.objects.filter(upload=directory, swd_count__isnull=False)
    for lea, swd_count, row in rows.values_list("lea", "swd_count", "row"):
        yield lea, Fact("swd_count", swd_count, f"{directory.file_name}, row {row}, swd_count")


def _missed(year: Year) -> Iterable[tuple[int, Fact]]:
    """Count the elements that are stated as missed; where no file states anything, the fact is missing."""
    published = IndicatorResult.objects.published(year.year)
    words: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in published.filter(target_met="No").order_by("lea", "upload", "row").values_list(*_OF_MISSED):
        words[row[0]][row[1]].append(_missed_in_words(*row[2:]))
    counts = published.exclude(target_met="").values("lea").order_by()
    counts = counts.annotate(stated=Count("row"), missed=Count("row", filter=Q(target_met="No")))
    for lea, stated, missed in counts.values_list("lea", "stated", "missed"):
        files = [f"{file}, target_met: {'; '.join(elements)}" for file, elements in words[lea].items()]
        source = "; ".join(files) or f"target_met: none missed of {stated} stated"
        yield lea, Fact("missed_elements", missed, source)


_OF_MISSED = (
    "lea", "upload__file_name", "row", "indicator", "rate_text", "target_text", "numerator", "denominator",
)  # fmt: skip


def _missed_in_words(
    row: int, indicator: str, rate: str, target: str, numerator: Decimal | None, denominator: Decimal | None
) -> str:
    """Return a missed element with its numbers: `3A-ELA 93.55% against >95.0% (29 of 31, row 4)`."""
    counts = (
        f"{numerator.normalize():f} of {denominator.normalize():f}, " if numerator is not None and denominator else ""
    )
    return f"{indicator} {rate} against {target or 'no target'} ({counts}row {row})"


def _ranked(year: Year) -> Iterable[tuple[int, Fact]]:
    ranks = Rank.objects.published(year.year)
    for lea, evaluation, rank, row, file in ranks.values_list(
        "lea", "evaluation", "percent_rank", "row", "upload__file_name"
    ):
        yield lea, Fact(f"{evaluation}_rank", rank.normalize() + 0, f"{file}, row {row}, percent_rank")


def _disproportionate(standing: Standing | None) -> Iterable[tuple[int, Fact]]:
    """Give for how many years in a row an LEA is disproportionate, and whether significantly; from its cells."""
    if standing is None:
        return
    most = standing.years.max(axis=(1, 2), initial=0)
    telling = disproportionality_cells.telling(standing)
    for at, lea in enumerate(map(int, standing.counted.leas)):
        cells = telling.get(lea, ())
        longest = [cell for cell in cells if cell.years == most[at]]
        yield lea, Fact("disproportionate_years", int(most[at]), _cells_in_words(standing, longest))
        held = [cell for cell in cells if cell.significant]
        yield lea, Fact("significantly_disproportionate", bool(held), _cells_in_words(standing, held))


def _cells_in_words(standing: Standing, cells: Sequence[Cell]) -> str:
    """Return the cells with their rows and ratios; never a count, which might tell of a single student."""
    counted = standing.counted
    said = "; ".join(
        f"{GROUPS[cell.group]}, category {cell.category}, {disproportionality_cells.ratio_in_words(cell)}, row {cell.row}"
        for cell in cells
    )
    back = counted.year - len(standing.earlier)
    looked_at = f"{counted.year}" if back == counted.year else f"{back} to {counted.year}"
    return f"{counted.file}, counts of {looked_at}: {said or 'no such cell'}"


def _determined(
    leas: Sequence[LeaName], before: Mapping[int, Sequence[str]], definition: Definition, year: Year
) -> Iterable[tuple[int, Fact]]:
    """Give for each category for how many years in a row before this one an LEA was in it, or in a worse one."""
    if not before:
        return
    for lea in (one.pk for one in leas):
        categories = before.get(lea, ())
        told = ", ".join(f"{year.year - back} {code}" for back, code in enumerate(categories, start=1))
        for category in definition.determinations.categories:
            years = years_in(category.code, before=categories, definition=definition)
            yield lea, Fact(YEARS_BEFORE + category.code, years, told or f"no determination in {year.year - 1}")
