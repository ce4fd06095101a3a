"""Reads of letters and their texts: rows in, frozen values out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from determinations.letters import kinds
from determinations.letters.models import Letter, LetterText, Release
from determinations.runs.models import Run
from monitoring.access.who import User
from monitoring.places.models import in_year
from monitoring.places.queries import words_of_lea
from monitoring.work import faults, jobs
from monitoring.work.models import Job
from monitoring.years.models import Year

ISSUE = "determinations.issue_letter"


@dataclass(frozen=True)
class LetterCounts:
    """How far the letters of a year are. Of those that wait, `working` are in a worker's queue; `fault` is the sentence
    of the newest that was refused, blank where none was."""

    leas: int
    issued: int
    embargoed: int
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
class Embargo:
    """How many letters of a year only SELPAs and the state read, how many of them are `held` because another run is
    final, and the release that is to come, or None; `past` are those that were set before, the newest first."""

    letters: int
    held: int
    release: Release | None
    past: list[Release]


@dataclass(frozen=True)
class LetterLine:
    """A letter in the year's list."""

    pk: int
    code: str
    name: str
    selpa: str
    kind: str
    title: str
    says_level: bool
    address: str
    level: str
    status: str
    status_words: str
    issued_at: datetime | None
    issued_by: str
    sha256: str


@dataclass(frozen=True)
class PublishedLevel:
    """What anyone may know of an LEA: the level of its issued letter."""

    name: str
    code: str
    county: str
    selpa: str
    level: str


def letter_counts(year: Year, run: Run | None) -> LetterCounts:
    """Return how many LEAs the final run has, and how many letters are issued, drafted and corrected."""
    counted = Letter.objects.filter(year=year).aggregate(
        issued=Count("pk", filter=Q(status=Letter.Status.ISSUED)),
        embargoed=Count("pk", filter=Q(status=Letter.Status.EMBARGOED)),
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


def next_release(year: Year) -> Release | None:
    """Return the year's release that is still to come, or None."""
    return Release.objects.filter(year=year, status=Release.Status.SET).select_related("year", "set_by").first()


def embargo(year: Year) -> Embargo:
    """Return what of the year's letters is under embargo, and until when."""
    held = Q(status=Letter.Status.EMBARGOED) & ~Q(run__status=Run.Status.FINAL)
    counted = Letter.objects.filter(year=year).aggregate(
        letters=Count("pk", filter=Q(status=Letter.Status.EMBARGOED)), held=Count("pk", filter=held)
    )
    past = Release.objects.filter(year=year).exclude(status=Release.Status.SET).order_by("-pk")
    return Embargo(**counted, release=next_release(year), past=list(past))


def releases_due(at: datetime) -> QuerySet[Release]:
    """Return the releases whose time has come."""
    return Release.objects.filter(status=Release.Status.SET, releases_at__lte=at)


def being_issued(year: Year) -> set[int]:
    """Return the keys of the year's letters that a worker is issuing or will issue."""
    return set(_jobs_of_drafts(year).filter(state__in=jobs.OPEN).values_list("subject_id", flat=True))


def _fault_of_letters(year: Year, *, but: set[int]) -> str:
    failed = _jobs_of_drafts(year).filter(state=Job.State.FAILED).exclude(subject_id__in=but).order_by("-pk").first()
    return faults.in_words(failed.fault) if failed else ""


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
        title=letter.title,
        says_level=kinds.kind(letter.kind).says_level,
        address=letter.get_absolute_url(),
        level=letter.level,
        status=letter.status,
        status_words=letter.get_status_display(),
        issued_at=letter.issued_at,
        issued_by=str(letter.issued_by or _("the command line")) if letter.issued_at else "",
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
    found = found.filter(**{path: code for path, code in wanted.items() if code})
    if level is not None:
        found = found.filter(level=level)
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


def letters_for(user: User, *, code: str, year: int) -> list[Letter]:
    """Return the letters of an LEA in a year that `user` may see, the newest first; at most one of each kind is a draft."""
    return list(
        Letter.objects.visible_to(user)
        .filter(lea__code=code, year__year=year)
        .select_related("lea", "year", "run", "pdf", "release")
        .order_by("-pk")
    )
