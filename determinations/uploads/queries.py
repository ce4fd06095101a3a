"""Reads of uploads and their problems: rows in, frozen values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, F, Min, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from cim_portal.lib.together import together
from determinations.uploads.elements import resolver
from determinations.uploads.models import IndicatorResult, Problem, Upload
from monitoring.definition import Definition
from monitoring.years.models import Year

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Verdict(TypedDict):
        """What `decided` annotates."""

        element: str
        verdict: str

    Decided = WithAnnotations[IndicatorResult, Verdict]

LOOKUPS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


@dataclass(frozen=True)
class UploadLine:
    """An upload in the year's list."""

    pk: int
    format: str
    part: str
    amends: bool
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
    """The problems of one code in an upload: how many, where the first is, and its sentence."""

    code: str
    severity: str
    count: int
    first_row: int
    message: str


def uploads_of(year: Year) -> list[UploadLine]:
    """Return the year's uploads, the newest first."""
    rows = Upload.objects.filter(year=year).select_related("received_by").order_by("-pk")
    return [
        UploadLine(
            pk=row.pk,
            format=row.format,
            part=row.part,
            amends=row.amends,
            file_name=row.file_name,
            status=row.status,
            status_words=row.get_status_display(),
            rows=row.rows,
            errors=row.errors,
            warnings=row.warnings,
            received_at=row.received_at,
            received_by=str(row.received_by or _("the command line")),
        )
        for row in rows
    ]


def decided(rows: QuerySet[IndicatorResult], definition: Definition) -> "QuerySet[Decided]":
    """Return the elements, each with the code of its `element` in the definition, and with its `verdict`: whether its target
    was met, blank where nothing says so.

    It is what the file states. Where the definition has a target, the rate decides against it: always where the definition
    says so, and where the file states nothing. An element that the definition does not name keeps the name that it was
    read with; one that it names by now has its code.
    """
    return decided_each([(rows, definition)])[0]


def decided_each(several: Sequence[tuple[QuerySet[IndicatorResult], Definition]]) -> "list[QuerySet[Decided]]":
    """Return what `decided` does of each of several rows, each with its definition. One query, of what they were read as."""
    named = _named_since(several)
    return [_decided(*one, since) for one, since in zip(several, named, strict=True)]


def _decided(rows: QuerySet[IndicatorResult], definition: Definition, since: dict[str, str]) -> "QuerySet[Decided]":
    named = [When(indicator=read, then=Value(code)) for read, code in since.items()]
    cases = []
    for target in definition.targets:
        asked = {"element": target.indicator} | ({} if target.decides == "computed" else {"target_met": ""})
        cases += [
            When(Q(**asked, **{f"rate__{LOOKUPS[target.operator]}": target.value}), then=Value("Yes")),
            When(Q(**asked, rate__isnull=False), then=Value("No")),
            When(Q(**asked), then=Value("")),
        ]
    return rows.annotate(element=Case(*named, default=F("indicator")) if named else F("indicator")).annotate(
        verdict=Case(*cases, default=F("target_met")) if cases else F("target_met")
    )


def _named_since(several: Sequence[tuple[QuerySet[IndicatorResult], Definition]]) -> list[dict[str, str]]:
    """Return what the elements were read as that the definition did not name then and names now, each with its code."""
    spelled = together(
        rows.exclude(indicator__in=[one.code for one in definition.indicators])
        .order_by()
        .annotate(at=Value(at))
        .values_list("at", "indicator", "label")
        .distinct()
        for at, (rows, definition) in enumerate(several)
    )
    resolvers = [resolver(definition) for _rows, definition in several]
    found: list[dict[str, str]] = [{} for _one in several]
    for at, read, label in spelled:
        spellings = ((read, ""), (read.removesuffix(label).strip(), label))
        candidates = (resolvers[at](cell, of_label) for cell, of_label in spellings if cell)
        if only := next((one for one in candidates if len(one) == 1), None):
            found[at][read] = only[0]
    return found


def counting_uploads(upload: Upload) -> QuerySet[Upload]:
    """Return what counts now for the year and kind of `upload`, this one left out: a file, and what amends it, in order."""
    return (
        Upload.objects.filter(year=upload.year, format=upload.format, part=upload.part, status=Upload.Status.PUBLISHED)
        .exclude(pk=upload.pk)
        .order_by("position")
    )


def published_upload(upload: Upload) -> Upload | None:
    """Return the upload that counts now for the year and kind of `upload`, which this one would supersede or amend."""
    return counting_uploads(upload).first()


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
