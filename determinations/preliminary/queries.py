"""Reads of preliminary figures: windows, what is contested, who kept silent."""

from dataclasses import asdict, dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from cim_portal.lib.shapes import JsonObject
from determinations.preliminary.models import Contest, Look, Window
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from determinations.runs.words import NO_LEVEL, as_read, element_in_words
from monitoring.definition import definition_of
from monitoring.places.models import Lea
from monitoring.years.models import Year


@dataclass(frozen=True)
class Counts:
    """How far the review of a year is: LEAs that are shown their figures, those of whom no one looked, and contests."""

    leas: int
    silent: int
    undecided: int
    answered: int
    late: int


@dataclass(frozen=True)
class Figures:
    """What an LEA is shown of a window: the level that would follow, its elements, and which of them can be contested."""

    level: str
    elements: list[JsonObject]
    open: list[tuple[str, str]]


def open_window(year: Year) -> Window | None:
    """Return the year's window that is open, or None."""
    windows = Window.objects.filter(year=year, status=Window.Status.OPEN)
    return windows.select_related("year", "run__definition", "run__year", "opened_by").first()


def windows_of(year: Year) -> list[Window]:
    """Return every window of a year, the newest first."""
    return list(Window.objects.filter(year=year).select_related("year", "run__year", "opened_by").order_by("-pk"))


def years_shown(lea: Lea) -> list[int]:
    """Return the years in which the LEA is shown preliminary figures now, or contested some, the newest first."""
    shown = Window.objects.filter(status=Window.Status.OPEN, run__results__lea=lea)
    contested = Window.objects.filter(contests__lea=lea)
    found = (shown.values_list("year__year", flat=True), contested.values_list("year__year", flat=True))
    return sorted({year for years in found for year in years}, reverse=True)


def result_in(window: Window, lea: Lea) -> LevelResult | None:
    """Return the result of an LEA in the run of a window, or None."""
    return window.run.results.filter(lea=lea).first()


def figures(window: Window, result: LevelResult, lea: Lea, *, shows_small: bool) -> Figures:
    """Return what is shown of an LEA, small numbers hidden where `shows_small` says so."""
    definition = definition_of(window.run.definition)
    names = {one.code: one.name for one in definition.indicators}
    elements = runs_queries.elements_of(window.run, [lea.pk])[lea.pk]
    shown = [one for one in elements if not one.retired]
    read = [as_read(asdict(one), shows_small=shows_small) for one in shown]
    contested = set(window.contests.filter(lea=lea).values_list("indicator", flat=True))
    return Figures(
        level=definition.endings.get(result.level or result.outcome, str(NO_LEVEL)),
        elements=[{**one, **element_in_words(one), "name": names.get(one["indicator"], one["label"])} for one in read],
        open=[
            (one.indicator, f"{one.indicator} {names.get(one.indicator, one.label)}")
            for one in shown
            if one.indicator not in contested
        ],
    )


def contests_of(year: Year, *, state: str = "", lea: Lea | None = None) -> QuerySet[Contest]:
    """Return what is contested in a year, the oldest undecided first: of one state, of one LEA. `late` are those that
    were answered after the window ended."""
    found = Contest.objects.filter(window__year=year).select_related(
        "lea", "window__year", "contested_by", "answered_by", "final_run__year"
    )
    if lea:
        found = found.filter(lea=lea)
    if state == "undecided":
        found = found.filter(status=Contest.Status.CONTESTED)
    elif state == "answered":
        found = found.exclude(status=Contest.Status.CONTESTED)
    elif state == "late":
        found = found.filter(answered_at__gte=F("window__ends_at"))
    decided = Case(When(status=Contest.Status.CONTESTED, then=0), default=1)
    return found.order_by("-window", decided, "contested_at", "pk")


def silent(window: Window) -> QuerySet[Lea]:
    """Return the LEAs of whom no one looked at the figures of a window or contested one, by name."""
    looked = Look.objects.filter(window=window, lea=OuterRef("pk"))
    contested = Contest.objects.filter(window=window, lea=OuterRef("pk"))
    found = Lea.objects.filter(level_results__run=window.run_id)
    return found.exclude(Exists(looked)).exclude(Exists(contested)).select_related("selpa").order_by("name", "code")


def counts(window: Window) -> Counts:
    """Return how far the review is."""
    counted = window.contests.aggregate(
        undecided=Count("pk", filter=Q(status=Contest.Status.CONTESTED)),
        answered=Count("pk", filter=~Q(status=Contest.Status.CONTESTED)),
        late=Count("pk", filter=Q(answered_at__gte=window.ends_at)),
    )
    return Counts(leas=window.run.results.count(), silent=silent(window).count(), **counted)


def undecided(year: Year) -> QuerySet[Contest]:
    """Return what is contested in a year and not answered."""
    return contests_of(year, state="undecided")
