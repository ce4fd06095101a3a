"""Reads of runs, their results, and the elements that they read: rows in, frozen values out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.together import together
from cim_portal.lib.verdict import Refused
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import IndicatorResult, Upload
from determinations.uploads.queries import decided_each
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.definition import Definition, definition_of, status_in_words, unread
from monitoring.places.models import in_year
from monitoring.places.queries import words_of_lea
from monitoring.years.models import Year

if TYPE_CHECKING:
    from determinations.uploads.queries import Decided


@dataclass(frozen=True)
class Element:
    """One element of a published file. `rate` is a number, or a special value such as NC as it was read.

    `met` is what counts: what the file states, or where the definition has the rate decide (`computed`), what the rate
    against its target comes to; then the target is the definition's. `status` says in words that the element is not
    counted, and `retired` that it is not even shown to the LEA any more. `data_year`, `as_of` (a day, as ISO writes it) and
    `approved_by` say which data it is about, blank where the state has not said so.
    """

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
    computed: bool = False
    status: str = ""
    retired: bool = False
    data_year: str = ""
    as_of: str = ""
    approved_by: str = ""

    @property
    def missed(self) -> bool:
        """Whether its target was missed, and that counts."""
        return self.met == "No" and not self.status

    def as_explained(self) -> dict[str, object]:
        """Return what `explain` prints of the element, and which data it is about, where that is known."""
        said = ("indicator", "rate", "target", "operator", "met", "numerator", "denominator")
        data = ("data_year", "as_of", "approved_by") if self.data_year else ()
        return {name: getattr(self, name) for name in said} | {name: getattr(self, name) or None for name in data}


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
    """An LEA in the table of a run. `official` is None where the state gave no level; blank is no level, and
    `outcome` then what the rules end in besides."""

    code: str
    name: str
    county: str
    selpa: str
    level: str
    outcome: str
    computed: str
    official: str | None
    missing: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the state decided otherwise than the rules compute."""
        return self.official is not None and self.official != self.computed


def elements_of(run: Run, leas: Collection[int]) -> dict[int, list[Element]]:
    """Return the elements that a run read of each of the LEAs, named by their keys, in the order of their files.

    Of an element that two files state, the one counts whose format does not give way.
    """
    return elements_of_each([run], leas)[run.pk]


def elements_of_each(runs: Collection[Run], leas: Collection[int]) -> dict[int, dict[int, list[Element]]]:
    """Return what `elements_of` does of each of the runs, by its key. Three queries, however many runs, and one at least."""
    definitions = {run.pk: definition_of(run.definition) for run in runs}
    uploads: dict[int, set[int]] = {run.pk: set() for run in runs}
    files: dict[int, tuple[str, str]] = {}
    read_by = Run.objects.filter(pk__in=uploads, uploads__isnull=False).order_by()
    for run, upload, form, name in read_by.values_list("pk", "uploads", "uploads__format", "uploads__file_name"):
        uploads[run].add(upload)
        files[upload] = (form, name)
    rows = decided_each(
        [
            (IndicatorResult.objects.of(uploads[key]).filter(lea__in=leas), definition)
            for key, definition in definitions.items()
        ]
    )
    read = list(together(of_run.annotate(run=Value(key)) for key, of_run in zip(definitions, rows, strict=True)))
    read.sort(key=lambda row: (files[row.upload_id][0] != "indicators", row.upload_id, row.row))
    found: dict[int, dict[int, dict[str, Element]]] = {key: {lea: {} for lea in leas} for key in definitions}
    for row in read:
        key: int = row.run
        element = _element(row, definitions[key], file=files[row.upload_id][1])
        found[key][row.lea_id].setdefault(row.element, element)
    return {key: {lea: list(said.values()) for lea, said in of_run.items()} for key, of_run in found.items()}


def names_of_elements(run: Run) -> dict[str, str]:
    """Return the name of each indicator in the definition of a run, by its code."""
    return {indicator.code: indicator.name for indicator in definition_of(run.definition).indicators}


def _element(row: "Decided", definition: Definition, *, file: str) -> Element:
    status, target = definition.status_of(row.element), definition.target_for(row.element)
    computed = target is not None and (target.decides == "computed" or not row.target_met)
    said: JsonObject = {
        "target": None if row.target is None else float(row.target),
        "target_text": row.target_text,
        "operator": row.target_operator,
    }
    if target and computed:
        text = f"{target.operator}{target.value}{'%' if target.unit else ''}"
        said = {"target": float(target.value), "target_text": text, "operator": target.operator}
    data = definition.data_of(row.element)
    return Element(
        **said,
        indicator=row.element,
        label=row.label,
        rate=row.rate_text if row.rate is None else float(row.rate),
        rate_text=row.rate_text,
        met=row.verdict or None,
        numerator=_count(row.numerator),
        denominator=_count(row.denominator),
        file=file,
        row=row.row,
        computed=computed,
        status=status_in_words(status)
        if definition.indicator(row.element)
        else _("not named by the year’s definition"),
        retired=status is not None and status.status == "retired",
        data_year=data.data_year if data else "",
        as_of=data.as_of.isoformat() if data and data.as_of else "",
        approved_by=(data.approved_by or "") if data else "",
    )


def _count(number: Decimal | None) -> float | None:
    """Return a whole number as one, so that JSON says 29 and not 29.0."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def runs_of(year: Year) -> list[RunLine]:
    """Return the year's runs, the newest first."""
    return [
        RunLine(
            number=row.number,
            status=row.status,
            status_words=row.get_status_display(),
            definition=str(row.definition),
            made_at=row.made_at,
            made_by=str(row.made_by or _("the command line")),
        )
        for row in year.runs.select_related("definition", "made_by").order_by("-number")
    ]


def counts_by_ending(run: Run) -> dict[str, int]:
    """Return how many LEAs of the run end in each level and each other outcome; blank for neither."""
    counted = run.results.values("level", "outcome").annotate(count=Count("pk")).order_by()
    return {group["level"] or group["outcome"]: group["count"] for group in counted}


def results_of(
    run: Run, *, ending: str | None = None, words: str = "", only_differing: bool = False
) -> QuerySet[LevelResult]:
    """Return the results of a run by LEA name: those that end in one level or other outcome (blank: in neither), those in
    which the words occur, and those in which the state decided otherwise than the rules compute."""
    found = run.results.select_related("run", "lea__county", "lea__selpa").order_by("lea__name", "lea__code")
    found = found.prefetch_related(in_year(run.year.year))
    if ending is not None:
        found = (
            found.filter(Q(level=ending) | Q(level="", outcome=ending))
            if ending
            else found.filter(level="", outcome="")
        )
    if only_differing:
        found = found.filter(official__isnull=False).exclude(official=F("computed"))
    return found.filter(words_of_lea(words))


def uploads_since(run: Run) -> list[str]:
    """Return the kinds of upload that are published and that the run did not read."""
    later = Upload.objects.filter(year=run.year, status=Upload.Status.PUBLISHED).exclude(
        pk__in=run.uploads.values("pk")
    )
    return [upload.kind for upload in later.order_by("format", "part")]


def level_line(result: LevelResult) -> LevelLine:
    """Return a result as its line in the table."""
    lea = result.lea.as_of(result.run.year_id)
    return LevelLine(
        code=result.lea.code,
        name=lea.name,
        county=lea.county.name,
        selpa=lea.selpa_name,
        level=result.level,
        outcome=result.outcome,
        computed=result.computed,
        official=result.official,
        missing=tuple(result.missing),
    )


# The run that counts, then a draft before there is one, then the one that an LEA's letter is still of.
BY_WHAT_COUNTS = (
    Case(When(run__status=Run.Status.FINAL, then=0), When(run__status=Run.Status.DRAFT, then=1), default=2),
    "-run__number",
)


def result_for(user: User, *, code: str, year: int) -> LevelResult | None:
    """Return the result of an LEA that `user` may see: of the final run, or the newest draft before there is one; for
    those who go by its letter, of the run of that letter where the final one says something else."""
    return (
        LevelResult.objects.visible_to(user)
        .filter(lea__code=code, run__year__year=year)
        .select_related("lea__county", "lea__selpa", "run__year", "run__definition")
        .order_by(*BY_WHAT_COUNTS)
        .first()
    )


def has_letter(user: User, result: LevelResult) -> bool:
    """Say whether there is a letter of the LEA and year that `user` may see."""
    return bool(result.lea.letters.visible_to(user).of_levels().filter(year=result.run.year_id).exists())


class NoRun(Refused):
    """Nothing has been determined for the year, or not for this LEA."""


def final_run(year: int) -> Run | None:
    """Return the run that counts for the year, or None."""
    return Run.objects.filter(year__year=year, status=Run.Status.FINAL).select_related("definition", "year").first()


def final_runs(user: User) -> list[Run]:
    """Return the runs that count, of the years that `user` may see, the newest year first."""
    final = (
        Run.objects.filter(status=Run.Status.FINAL).select_related("year", "definition").defer(*unread("definition"))
    )
    final = final.order_by("-year__year")
    if not scope.is_administrator(user):
        final = final.exclude(year__status=Year.Status.PREPARING)
    return list(final)


def chosen(runs: Sequence[Run], year: str) -> Run | None:
    """Return the run of the year in an address, else the first."""
    return next((run for run in runs if str(run.year) == year), runs[0] if runs else None)


def counting_run(year: int) -> Run | None:
    """Return the final run of the year, or the newest draft before there is one."""
    alive = Run.objects.filter(year__year=year).exclude(status=Run.Status.SUPERSEDED)
    return alive.select_related("definition", "year").order_by("-status", "-number").first()  # final before draft


def result_of(user: User, code: str, year: int) -> LevelResult:
    """Return the result of the address, if `user` may see it. Raises Http404."""
    result = result_for(user, code=code, year=year)
    if result is None:
        raise Http404("Nothing was determined here.")
    return result
