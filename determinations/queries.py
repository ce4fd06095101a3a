"""Reads shared by this app's pages: rows in, frozen values out, so that a template starts no query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from determinations.models import Letter, LevelResult, Problem, Run, Upload
from monitoring.models import Year


@dataclass(frozen=True)
class UploadLine:
    """An upload in the year's list."""

    pk: int
    format: str
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
    process: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class LevelLine:
    """An LEA in the table of a run."""

    code: str
    name: str
    selpa: str
    level: str
    computed: str
    official: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class LetterCounts:
    """How far the letters of a year are."""

    leas: int
    issued: int
    waiting: int
    corrected: int


def uploads_of(year: Year) -> list[UploadLine]:
    """Return the year's uploads, the newest first."""
    rows = Upload.objects.filter(year=year).select_related("received_by").order_by("-pk")
    return [
        UploadLine(
            pk=row.pk,
            format=row.format,
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


def problem_groups(upload: Upload) -> list[ProblemGroup]:
    """Return the upload's problems counted by code, errors first, the most frequent first."""
    counted = list(
        upload.problems.values("code", "severity").annotate(count=Count("pk"), first=Min("pk")).order_by("-count")
    )
    firsts = Problem.objects.in_bulk([group["first"] for group in counted])
    groups = [
        ProblemGroup(
            code=group["code"],
            severity=group["severity"],
            count=group["count"],
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
            process=str(row.process),
            made_at=row.made_at,
            made_by=str(row.made_by or "the command line"),
        )
        for row in year.runs.select_related("process", "made_by").order_by("-number")
    ]


def counts_by_level(run: Run) -> dict[str, int]:
    """Return how many LEAs each level has in the run; blank for no level."""
    counted = run.results.values("level").annotate(count=Count("pk")).order_by()
    return {group["level"]: group["count"] for group in counted}


def results_of(run: Run, *, level: str | None = None, words: str = "") -> QuerySet[LevelResult]:
    """Return the results of a run by LEA name: of one level (blank: of none), and those in which the words occur."""
    found = run.results.select_related("lea__selpa").order_by("lea__name", "lea__code")
    if level is not None:
        found = found.filter(level=level)
    if words:
        found = found.filter(
            Q(lea__name__icontains=words) | Q(lea__code__startswith=words) | Q(lea__selpa__name__icontains=words)
        )
    return found


def level_line(result: LevelResult) -> LevelLine:
    """Return a result as its line in the table."""
    return LevelLine(
        code=result.lea.code,
        name=result.lea.name,
        selpa=str(result.lea.selpa),
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
    return LetterCounts(leas=run.results.count() if run else 0, **counted)


def result_for(user: Any, *, code: str, year: int) -> LevelResult | None:
    """Return the result of an LEA that `user` may see: of the final run, or the newest draft before there is one."""
    return (
        LevelResult.objects.visible_to(user)
        .filter(lea__code=code, run__year__year=year)
        .exclude(run__status=Run.Status.SUPERSEDED)
        .select_related("lea__county", "lea__selpa", "run__year", "run__process")
        .order_by("-run__status", "-run__number")  # final before draft
        .first()
    )


def letters_for(user: Any, *, code: str, year: int) -> list[Letter]:
    """Return the letters of an LEA in a year that `user` may see, the newest first; at most one is a draft."""
    return list(
        Letter.objects.visible_to(user)
        .filter(lea__code=code, year__year=year)
        .select_related("lea", "year", "run", "pdf")
        .defer("pdf__content")
        .order_by("-pk")
    )
