"""Reads shared by this app's pages: rows in, frozen values out, so that a template starts no query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.db.models.fields.json import KeyTextTransform

from determinations.models import (
    DisproportionalityCount,
    IndicatorResult,
    Letter,
    LetterText,
    LevelResult,
    Problem,
    Run,
    Upload,
)
from monitoring import jobs
from monitoring.models import Job, Year, in_year

ISSUE = "determinations.issue_letter"


@dataclass(frozen=True)
class Element:
    """One element as a published file states it. `rate` is a number, or a special value such as NC as it was read."""

    indicator: str
    label: str
    rate: float | str
    rate_text: str
    target: float | None
    target_text: str
    operator: str
    met: str | None
    numerator: float | None
    denominator: float | None
    file: str
    row: int

    def as_explained(self) -> dict[str, Any]:
        """Return what `explain` prints of the element."""
        said = ("indicator", "rate", "target", "operator", "met", "numerator", "denominator")
        return {name: getattr(self, name) for name in said}


@dataclass(frozen=True)
class UploadLine:
    """An upload in the year's list."""

    pk: int
    kind: str
    file_name: str
    status: str
    status_words: str
    rows: int
    errors: int
    warnings: int
    received_at: datetime
    received_by: str


@dataclass(frozen=True)
class ProblemGroup:
    """The problems of one code in an upload: how many, where the first stands, and its sentence."""

    code: str
    severity: str
    count: int
    first_row: int
    message: str


@dataclass(frozen=True)
class RunLine:
    """A run in the year's list."""

    number: int
    status: str
    status_words: str
    definition: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class LevelLine:
    """An LEA in the table of a run. `official` is None where the state gave no level; blank is no level."""

    code: str
    name: str
    county: str
    selpa: str
    level: str
    computed: str
    official: str | None
    missing: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the state decided otherwise than the rules compute."""
        return self.official is not None and self.official != self.computed


@dataclass(frozen=True)
class LetterCounts:
    """How far the letters of a year are. Of those that wait, `working` are in a worker's queue; `fault` is the sentence
    of the newest that was refused, blank where none was."""

    leas: int
    issued: int
    waiting: int
    corrected: int
    working: int
    fault: str

    @property
    def stopped(self) -> int:
        """How many letters are drafted and no worker has them."""
        return self.waiting - self.working


@dataclass(frozen=True)
class Batch:
    """The letters that workers are issuing: `done` of `total`, and about how many `seconds` the rest takes at the pace so
    far; None before the first is done."""

    done: int
    total: int
    seconds: int | None


@dataclass(frozen=True)
class LetterLine:
    """A letter in the year's list."""

    pk: int
    code: str
    name: str
    selpa: str
    kind: str
    address: str
    level: str
    status: str
    status_words: str
    issued_at: datetime | None
    issued_by: str
    sha256: str


@dataclass(frozen=True)
class PublishedLevel:
    """What anybody may know of an LEA: the level of its issued letter."""

    name: str
    code: str
    county: str
    selpa: str
    level: str


def elements_of(run: Run, leas: Collection[int]) -> dict[int, list[Element]]:
    """Return the elements that a run read of each of the LEAs, named by their keys, in the order of their files.

    An element that two files state is the one of the state's own file of indicators.
    """
    read = IndicatorResult.objects.filter(upload__runs=run, lea__in=leas).select_related("upload")
    read = read.defer("upload__left_out", "upload__read_as")  # JSON, read anew for every row
    found: dict[int, dict[str, Element]] = {lea: {} for lea in leas}
    for row in read.order_by(Case(When(upload__format="indicators", then=0), default=1), "upload", "row"):
        found[row.lea_id].setdefault(row.indicator, _element(row))
    return {lea: list(elements.values()) for lea, elements in found.items()}


def _element(row: IndicatorResult) -> Element:
    return Element(
        indicator=row.indicator,
        label=row.label,
        rate=row.rate_text if row.rate is None else float(row.rate),
        rate_text=row.rate_text,
        target=None if row.target is None else float(row.target),
        target_text=row.target_text,
        operator=row.target_operator,
        met=row.target_met or None,
        numerator=_count(row.numerator),
        denominator=_count(row.denominator),
        file=row.upload.file_name,
        row=row.row,
    )


def _count(number: Decimal | None) -> float | None:
    """Return a whole number as one, so that JSON says 29 and not 29.0."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def uploads_of(year: Year) -> list[UploadLine]:
    """Return the year's uploads, the newest first."""
    rows = Upload.objects.filter(year=year).select_related("received_by").order_by("-pk")
    return [
        UploadLine(
            pk=row.pk,
            kind=row.kind,
            file_name=row.file_name,
            status=row.status,
            status_words=row.get_status_display(),
            rows=row.rows,
            errors=row.errors,
            warnings=row.warnings,
            received_at=row.received_at,
            received_by=str(row.received_by or "the command line"),
        )
        for row in rows
    ]


def published_upload(upload: Upload) -> Upload | None:
    """Return the upload that counts now for the year and kind of `upload`, which this one would supersede."""
    return (
        Upload.objects.filter(year=upload.year, format=upload.format, part=upload.part, status=Upload.Status.PUBLISHED)
        .exclude(pk=upload.pk)
        .first()
    )


def problem_groups(upload: Upload) -> list[ProblemGroup]:
    """Return the upload's problems counted by code, errors first, the most frequent first."""
    counted = list(
        upload.problems.values("code", "severity").annotate(rows=Sum("count"), first=Min("pk")).order_by("-rows")
    )
    firsts = Problem.objects.in_bulk([group["first"] for group in counted])
    groups = [
        ProblemGroup(
            code=group["code"],
            severity=group["severity"],
            count=group["rows"],
            first_row=firsts[group["first"]].row,
            message=firsts[group["first"]].message,
        )
        for group in counted
    ]
    return sorted(groups, key=lambda group: group.severity)  # "error" before "warning"


def problems_of(upload: Upload, *, code: str = "") -> QuerySet[Problem]:
    """Return the upload's problems by row, all of them or those of one code."""
    found = upload.problems.order_by("row", "pk")
    return found.filter(code=code) if code else found


def runs_of(year: Year) -> list[RunLine]:
    """Return the year's runs, the newest first."""
    return [
        RunLine(
            number=row.number,
            status=row.status,
            status_words=row.get_status_display(),
            definition=str(row.definition),
            made_at=row.made_at,
            made_by=str(row.made_by or "the command line"),
        )
        for row in year.runs.select_related("definition", "made_by").order_by("-number")
    ]


def counts_by_level(run: Run) -> dict[str, int]:
    """Return how many LEAs each level has in the run; blank for no level."""
    counted = run.results.values("level").annotate(count=Count("pk")).order_by()
    return {group["level"]: group["count"] for group in counted}


def results_of(
    run: Run, *, level: str | None = None, words: str = "", only_differing: bool = False
) -> QuerySet[LevelResult]:
    """Return the results of a run by LEA name: of one level (blank: of none), those in which the words occur, and those
    in which the state decided otherwise than the rules compute."""
    found = run.results.select_related("run", "lea__county", "lea__selpa").order_by("lea__name", "lea__code")
    found = found.prefetch_related(in_year(run.year.year))
    if level is not None:
        found = found.filter(level=level)
    if only_differing:
        found = found.filter(official__isnull=False).exclude(official=F("computed"))
    return found.filter(words_of_lea(words))


def uploads_since(run: Run) -> list[str]:
    """Return the kinds of upload that were published after the run was made, so that it does not know them."""
    later = Upload.objects.filter(year=run.year, status=Upload.Status.PUBLISHED, published_at__gt=run.made_at)
    return [upload.kind for upload in later.order_by("format", "part")]


def words_of_lea(words: str, *, path: str = "lea__") -> Q:
    """Return the condition that the words stand in the LEA's name, or in its SELPA's, or begin its code."""
    words = words.replace("\0", "").strip()
    if not words:
        return Q()
    wanted = {"name__icontains": words, "code__startswith": words, "selpa__name__icontains": words}
    return Q(*((f"{path}{field}", value) for field, value in wanted.items()), _connector=Q.OR)


def level_line(result: LevelResult) -> LevelLine:
    """Return a result as its line in the table."""
    lea = result.lea.as_of(result.run.year_id)
    return LevelLine(
        code=result.lea.code,
        name=lea.name,
        county=lea.county.name,
        selpa=lea.selpa_name,
        level=result.level,
        computed=result.computed,
        official=result.official,
        missing=tuple(result.missing),
    )


def letter_counts(year: Year, run: Run | None) -> LetterCounts:
    """Return how many LEAs the final run has, and how many letters are issued, drafted and corrected."""
    counted = Letter.objects.filter(year=year).aggregate(
        issued=Count("pk", filter=Q(status=Letter.Status.ISSUED)),
        waiting=Count("pk", filter=Q(status=Letter.Status.DRAFT)),
        corrected=Count("pk", filter=Q(status=Letter.Status.CORRECTED)),
    )
    begun = being_issued(year)
    return LetterCounts(
        leas=run.results.count() if run else 0,
        working=len(begun),
        fault=_fault_of_letters(year, but=begun) if counted["waiting"] > len(begun) else "",
        **counted,
    )


def batch_of_letters(year: Year, *, at: datetime) -> Batch | None:
    """Return how far the workers are with the letters they were last asked for, or None where they have none."""
    begun = _jobs_of_letters(year).filter(state__in=jobs.OPEN).aggregate(at=Min("asked_at"))["at"]
    if begun is None:
        return None
    asked = _jobs_of_letters(year).filter(asked_at__gte=begun)
    counted = asked.aggregate(total=Count("pk"), ended=Count("pk", filter=~Q(state__in=jobs.OPEN)))
    total, ended = counted["total"], counted["ended"]
    passed = (at - begun).total_seconds()
    return Batch(ended, total, round(passed / ended * (total - ended)) if ended else None)


def being_issued(year: Year) -> set[int]:
    """Return the keys of the year's letters that a worker is issuing or will issue."""
    return set(_jobs_of_drafts(year).filter(state__in=jobs.OPEN).values_list("subject_id", flat=True))


def _fault_of_letters(year: Year, *, but: set[int]) -> str:
    failed = _jobs_of_drafts(year).filter(state=Job.State.FAILED).exclude(subject_id__in=but).order_by("-pk").first()
    return failed.fault if failed else ""


def _jobs_of_drafts(year: Year) -> QuerySet[Job]:
    return _jobs_of_letters(year, status=Letter.Status.DRAFT)


def _jobs_of_letters(year: Year, **which: Any) -> QuerySet[Job]:
    of_letters = Job.objects.filter(kind=ISSUE, subject_type=ContentType.objects.get_for_model(Letter))
    return of_letters.filter(subject_id__in=Letter.objects.filter(year=year, **which).values("pk"))


def letters_of(
    year: Year, *, level: str | None = None, status: str = "", kind: str = "", words: str = ""
) -> QuerySet[Letter]:
    """Return the year's letters by LEA name, the newest of an LEA first: of one level (blank: of none), of one state, of
    one kind, and those in which the words occur."""
    found = Letter.objects.filter(year=year).select_related("lea__selpa", "year", "issued_by")
    found = found.defer("context").order_by("lea__name", "lea__code", "-pk").prefetch_related(in_year(year.year))
    if level is not None:
        found = found.filter(level=level)
    if status:
        found = found.filter(status=status)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(words_of_lea(words))


def letter_line(letter: Letter) -> LetterLine:
    """Return a letter as its line in the year's list."""
    lea = letter.lea.as_of(letter.year_id)
    return LetterLine(
        pk=letter.pk,
        code=letter.lea.code,
        name=lea.name,
        selpa=lea.selpa_name,
        kind=letter.kind,
        address=letter.get_absolute_url(),
        level=letter.level,
        status=letter.status,
        status_words=letter.get_status_display(),
        issued_at=letter.issued_at,
        issued_by=str(letter.issued_by or "the command line") if letter.issued_at else "",
        sha256=letter.pdf_id or "",
    )


def letter_texts(year: Year) -> dict[tuple[str, str, str], LetterText]:
    """Return the texts of a year that count, by kind of letter, level and place; those without words say nothing."""
    rows = LetterText.objects.filter(year=year).select_related("changed_by").order_by("pk")
    newest = {(row.kind, row.level, row.place): row for row in rows.select_related("year")}
    return {key: row for key, row in newest.items() if row.text}


def years_with_letters() -> list[int]:
    """Return the years of which a letter is issued, the newest first."""
    issued = Letter.objects.of_levels().filter(status=Letter.Status.ISSUED)
    return list(issued.order_by("-year__year").values_list("year__year", flat=True).distinct())


def published_levels(
    year: int, *, words: str = "", county: str = "", selpa: str = "", level: str | None = None
) -> QuerySet[Letter]:
    """Return the issued letters of a year by LEA name: those in which the words occur, of a county by its code, of a
    SELPA by its code, and of a level by its code (blank: of none)."""
    found = Letter.objects.of_levels().filter(year__year=year, status=Letter.Status.ISSUED)
    wanted = {"lea__county__code": county, "lea__selpa__code": selpa}
    found = found.filter(**{path: code.replace("\0", "") for path, code in wanted.items() if code})
    if level is not None:
        found = found.filter(level=level.replace("\0", ""))
    found = found.filter(words_of_lea(words)).annotate(level_name=KeyTextTransform("level_name", "context"))
    found = found.select_related("lea__county", "lea__selpa").prefetch_related(in_year(year))
    return found.defer("context").order_by("lea__name", "lea__code")


def published_level(letter: Letter) -> PublishedLevel:
    """Return the public line of a letter of `published_levels`."""
    lea = letter.lea.as_of(letter.year_id)
    return PublishedLevel(
        name=lea.name,
        code=letter.lea.code,
        county=lea.county.name,
        selpa=lea.selpa_name,
        level=letter.level_name,  # type: ignore[attr-defined]
    )


def result_for(user: Any, *, code: str, year: int) -> LevelResult | None:
    """Return the result of an LEA that `user` may see: of the final run, or the newest draft before there is one."""
    return (
        LevelResult.objects.visible_to(user)
        .filter(lea__code=code, run__year__year=year)
        .exclude(run__status=Run.Status.SUPERSEDED)
        .select_related("lea__county", "lea__selpa", "run__year", "run__definition")
        .order_by("-run__status", "-run__number")  # final before draft
        .first()
    )


def has_letter(user: Any, result: LevelResult) -> bool:
    """Say whether there is a letter of the LEA and year that `user` may see."""
    return bool(result.lea.letters.visible_to(user).of_levels().filter(year=result.run.year_id).exists())


def has_cells(result: LevelResult) -> bool:
    """Say whether the run of a result read counts for disproportionality of its LEA."""
    return DisproportionalityCount.objects.filter(
        upload__runs=result.run_id, upload__year=result.run.year_id, lea=result.lea_id
    ).exists()


def letters_for(user: Any, *, code: str, year: int) -> list[Letter]:
    """Return the letters of an LEA in a year that `user` may see, the newest first; at most one of each kind is a draft."""
    return list(
        Letter.objects.visible_to(user)
        .filter(lea__code=code, year__year=year)
        .select_related("lea", "year", "run", "pdf")
        .defer("pdf__content")
        .order_by("-pk")
    )
