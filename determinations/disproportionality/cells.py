"""The cells of a year, for how many years in a row, and what is significant."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from cim_portal.lib import suppression
from determinations.disproportionality import counts
from determinations.disproportionality.counts import GROUP_CODES
from determinations.ratios import arithmetic as ratios_arithmetic
from determinations.ratios.arithmetic import Kind, Numbers, Ratios, Reason
from determinations.ratios.categories import CATEGORIES
from determinations.runs.models import Run
from determinations.uploads import formats
from determinations.uploads.models import DisproportionalityCount, Upload
from monitoring.definition import Disproportionality, definition_of, unread
from monitoring.definition.models import DefinitionVersion
from monitoring.places.models import Lea
from monitoring.years.models import Year

Place = tuple[int, int, int]  # of an LEA, a category and a group in the arrays of a year
_KINDS = {int(kind): kind.name.lower() for kind in Kind}
_KIND_WORDS = {
    "not_calculated": gettext_lazy("not calculated"),
    "risk_ratio": gettext_lazy("risk ratio"),
    "alternate_risk_ratio": gettext_lazy("alternate risk ratio"),
}


@dataclass(frozen=True)
class Counted:
    """The cells of one year. Each array is shaped (LEAs, 14, 7), those of the state (14, 7); `leas` holds the LEAs' keys,
    ascending.

    `row` is the row of the file, 0 where it has none for the cell, and `upload` the upload that the row is of. `file` is the
    name of the year's file, `amended` those of its amendments.
    """

    year: int
    file: str
    uploads: tuple[int, ...]
    amended: Mapping[int, str]
    settings: Disproportionality
    leas: NDArray[np.int64]
    row: Numbers
    upload: Numbers
    outcome: Numbers
    base: Numbers
    state_outcome: Numbers
    state_base: Numbers
    ratios: Ratios

    @cached_property
    def _totals(self) -> tuple[Numbers, Numbers]:
        """All groups of each LEA and category together: outcomes and bases."""
        return self.outcome.sum(axis=2), self.base.sum(axis=2)

    @cached_property
    def _state_totals(self) -> tuple[Numbers, Numbers]:
        return self.state_outcome.sum(axis=1), self.state_base.sum(axis=1)

    def comparison(self, place: Place) -> tuple[int, int]:
        """Return outcome and base of what a cell is held against: the other groups of its LEA, or of the state where those
        are too few."""
        of_lea, of_state = place[:2], place[1:]
        if self.ratios.kind[place] == Kind.RISK_RATIO or self.ratios.reason[place] == Reason.SMALL_GROUP:
            outcome, base = self._totals
            return int(outcome[of_lea] - self.outcome[place]), int(base[of_lea] - self.base[place])
        outcome, base = self._state_totals
        return int(outcome[place[1]] - self.state_outcome[of_state]), int(base[place[1]] - self.state_base[of_state])

    @cached_property
    def _state_hidden(self) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
        """Which groups of each category are hidden on the public page of the state's counts: outcomes and bases."""
        return (
            [suppression.hidden(of.tolist()) for of in self.state_outcome],
            [suppression.hidden(of.tolist()) for of in self.state_base],
        )

    def hides_of_state(self, place: Place) -> tuple[bool, bool]:
        """Say whether what the state has without a group would give away what is hidden of it: outcome and base."""
        outcomes, bases = self._state_hidden
        return place[2] in outcomes[place[1]], place[2] in bases[place[1]]

    def place_of(self, lea: int, category: int, group: int) -> Place | None:
        """Return where the cell of an LEA is in this year, or None where the LEA has no counts."""
        at = int(np.searchsorted(self.leas, lea))
        return (at, category, group) if at < len(self.leas) and self.leas[at] == lea else None


@dataclass(frozen=True)
class Standing:
    """A year with the years before it that are looked back on, the nearest first.

    `years` says for how many years in a row, this one included, each cell exceeds its threshold. `significant` says
    which do for as many as the definition asks, less those that are excused by reasonable progress.
    """

    counted: Counted
    earlier: tuple[Counted, ...]
    years: Numbers
    significant: NDArray[np.bool_]

    @cached_property
    def index(self) -> dict[int, int]:
        """Where each LEA is in the arrays, by its key."""
        return {int(lea): at for at, lea in enumerate(self.counted.leas)}


@dataclass(frozen=True)
class Cell:
    """One cell in plain values; `years` in a row, `row` of the file, `threshold` that the ratio would have to exceed.

    `file` names the amendment that the row is of, where it is not of the year's file itself. `state_hides` says whether
    outcome and base of its group are among the counts of the state that no one is shown.
    """

    category: int
    group: str
    row: int
    outcome: int
    base: int
    comparison_outcome: int
    comparison_base: int
    kind: str
    ratio: Fraction | None
    threshold: Fraction
    reason: str
    exceeds: bool
    years: int
    significant: bool
    file: str = ""
    state_hides: tuple[bool, bool] = (False, False)

    def as_json(self) -> dict[str, object]:
        """Return the cell as `disproportionality` prints it: the ratio is the text of an exact fraction."""
        return {
            "category": self.category,
            "group": self.group,
            "outcome": self.outcome,
            "base": self.base,
            "comparison_outcome": self.comparison_outcome,
            "comparison_base": self.comparison_base,
            "ratio": None if self.ratio is None else str(self.ratio),
            "kind": self.kind,
            "reason": self.reason or None,
            "exceeds": self.exceeds,
            "years": self.years,
        }


Uploads = tuple[Upload, ...]  # the counts of a year: a file, and what amends it, in order


def published() -> dict[int, Uploads]:
    """Return the published counts of every year that has some, by year."""
    counts = Upload.objects.filter(format__in=formats.storing(DisproportionalityCount), status=Upload.Status.PUBLISHED)
    return _by_year(counts)


def read_by(run: Run) -> dict[int, Uploads]:
    """Return the counts that a run read, by year."""
    counts = run.uploads.filter(format__in=formats.storing(DisproportionalityCount))
    return _by_year(counts)


def _by_year(counts: QuerySet[Upload]) -> dict[int, Uploads]:
    in_order = counts.select_related("year__definition").defer(*unread("year__definition"))
    in_order = in_order.order_by("year__year", "position")
    return {year: tuple(of_year) for year, of_year in groupby(in_order, key=lambda one: one.year.year)}


def standing(
    *, year: int, settings: Disproportionality, uploads: Mapping[int, Uploads], lea: Lea | None = None
) -> Standing | None:
    """Return where the LEAs are in the year under `settings`, or one LEA alone; None where the year has no counts.

    `uploads` are the counts by year. Each earlier year is looked at under its own definition, as far back as some cell
    exceeds its threshold without a break.
    """
    if year not in uploads:
        return None
    this = _counted(uploads[year], settings, lea)
    earlier: list[Counted] = []
    years = this.ratios.exceeds.astype(np.int64)
    while (years > len(earlier)).any() and (upload := uploads.get(year - len(earlier) - 1)):
        before = _counted(upload, settings_of(upload[0].year), lea)
        years += (years > len(earlier)) & _of_the_same(this, before)
        earlier.append(before)
    significant = (years >= settings.years) & (years > 0)
    if settings.reasonable_progress:
        for place in _places(significant):
            significant[place] = not _progress(place, this, earlier)
    return Standing(this, tuple(earlier), years, significant)


def of_year(year: Year, *, lea: Lea | None = None) -> Standing | None:
    """Return what `standing` does of the published counts of a year under the definition that counts for it."""
    return standing(year=year.year, settings=settings_of(year), uploads=published(), lea=lea)


def version_of(year: Year) -> DefinitionVersion:
    """Return the definition that counts for a year: of its final run, or the one in force before there is one."""
    return versions_of([year])[year.pk]


def versions_of(years: Collection[Year]) -> dict[int, DefinitionVersion]:
    """Return what `version_of` does of each of the years, by its key. One query."""
    finals = Run.objects.filter(year__in=years, status=Run.Status.FINAL).select_related("definition")
    of_runs = {run.year_id: run.definition for run in finals.defer(*unread("definition"))}
    return {year.pk: of_runs.get(year.pk) or year.definition for year in years}


def settings_of(year: Year) -> Disproportionality:
    """Return the settings of the definition that counts for a year."""
    return definition_of(version_of(year)).disproportionality


def cells(of: Standing, *, lea: int, categories: Container[int] = CATEGORIES) -> list[Cell]:
    """Return the cells of an LEA that its file has, or those of some categories, by category and group."""
    at = of.index.get(lea)
    if at is None:
        return []
    there = _places(of.counted.row[at] > 0)
    return [cell_at(of, (at, *place)) for place in there if place[0] + 1 in categories]


def by_code(of: Standing) -> Iterator[tuple[str, Cell]]:
    """Yield the cells that the file has, each with the code of its LEA, by code, category and group."""
    for key, code in Lea.objects.filter(pk__in=of.index).order_by("code").values_list("pk", "code"):
        for cell in cells(of, lea=key):
            yield code, cell


def decisive(of: Standing) -> dict[int, list[Cell]]:
    """Return by the LEA's key the cells that matter most: those that exceed for the most years in a row, and those
    that are significant."""
    most = of.years.max(axis=(1, 2), keepdims=True, initial=0)
    return _by_lea(of, of.counted.ratios.exceeds & (of.years == most) | of.significant)


def exceeding(of: Standing) -> dict[int, list[Cell]]:
    """Return every cell that exceeds its threshold, by the LEA's key, in the order of categories and groups."""
    return _by_lea(of, of.counted.ratios.exceeds)


def _by_lea(of: Standing, wanted: NDArray[np.bool_]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = defaultdict(list)
    for place in _places(wanted):
        found[int(of.counted.leas[place[0]])].append(cell_at(of, place))
    return found


def arithmetic(cell: Cell) -> str:
    """Return a ratio written out: `(18 × 880) ÷ (120 × 44) = 15,840 ÷ 5,280 = 3`."""
    over, under = cell.outcome * cell.comparison_base, cell.base * cell.comparison_outcome
    return (
        f"({cell.outcome:,} × {cell.comparison_base:,}) ÷ ({cell.base:,} × {cell.comparison_outcome:,})"
        f" = {over:,} ÷ {under:,} = {_fraction(cell.ratio)}"
    )


def _fraction(ratio: Fraction | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio.numerator:,}" if ratio.denominator == 1 else f"{ratio.numerator:,}/{ratio.denominator:,}"


def kind_in_words(cell: Cell) -> str:
    """Return which ratio a cell has."""
    return str(_KIND_WORDS[cell.kind])


def ratio_in_words(cell: Cell) -> str:
    """Return the ratio of a cell next to its threshold: `risk ratio 3.33, threshold 3`; with as many digits as it takes
    to tell the two apart."""
    if cell.ratio is None:
        return _("not calculated")
    return _("%(kind)s %(ratio)s, threshold %(threshold)s") % {
        "kind": kind_in_words(cell),
        "ratio": decimal(cell.ratio, against=cell.threshold),
        "threshold": decimal(cell.threshold, against=cell.ratio),
    }


def in_short(cell: Cell) -> str:
    """Return the ratio of a cell alone, with as many digits as tell it from its threshold; blank where it has none."""
    return "" if cell.ratio is None else decimal(cell.ratio, against=cell.threshold)


@lru_cache(maxsize=4096)
def decimal(number: Fraction, *, against: Fraction) -> str:
    """Return a number with two digits, or as many as tell it from another that it does not equal."""
    if number.denominator == 1:
        return str(number.numerator)
    digits = 2
    while number != against and digits < 9 and round(number, digits) == round(against, digits):
        digits += 1
    return f"{float(number):.{digits}f}"


def cell_at(of: Standing, place: Place) -> Cell:
    """Return one cell in plain values."""
    counted, found = of.counted, of.counted.ratios
    category, (comparison_outcome, comparison_base) = place[1] + 1, counted.comparison(place)
    return Cell(
        category=category,
        group=GROUP_CODES[place[2]],
        row=int(counted.row[place]),
        outcome=int(counted.outcome[place]),
        base=int(counted.base[place]),
        comparison_outcome=comparison_outcome,
        comparison_base=comparison_base,
        kind=_KINDS[int(found.kind[place])],
        ratio=found.ratio(place),
        threshold=ratios_arithmetic.threshold_of(counted.settings, category),
        reason=_reason(int(found.reason[place]), counted.settings),
        exceeds=bool(found.exceeds[place]),
        years=int(of.years[place]),
        significant=bool(of.significant[place]),
        file=counted.amended.get(int(counted.upload[place]), ""),
        state_hides=counted.hides_of_state(place),
    )


def _counted(uploads: Uploads, settings: Disproportionality, lea: Lea | None) -> Counted:
    """Return the cells of a year, of all LEAs or of one, held against the whole state either way."""
    keys = [one.pk for one in uploads]
    leas, row, upload, outcome, base = counts.of_leas(keys, lea)
    state_outcome, state_base = counts.of_state(uploads) if lea else (outcome.sum(axis=0), base.sum(axis=0))
    compared = ratios_arithmetic.compare(
        outcome=outcome, base=base, state_outcome=state_outcome, state_base=state_base, settings=settings
    )
    return Counted(
        year=uploads[0].year.year,
        file=uploads[0].file_name,
        uploads=tuple(keys),
        amended={one.pk: one.file_name for one in uploads[1:]},
        settings=settings,
        leas=leas,
        row=row,
        upload=upload,
        outcome=outcome,
        base=base,
        state_outcome=state_outcome,
        state_base=state_base,
        ratios=compared,
    )


def _of_the_same(this: Counted, before: Counted) -> NDArray[np.bool_]:
    """Return which cells exceeded in the year before, in the order of this year's LEAs."""
    exceeded = np.zeros(this.ratios.exceeds.shape, dtype=bool)
    _, here, there = np.intersect1d(this.leas, before.leas, assume_unique=True, return_indices=True)
    exceeded[here] = before.ratios.exceeds[there]
    return exceeded


def _places(cells: NDArray[np.bool_]) -> list[Any]:  # numpy does not say what a list of its rows holds
    """Return the places of the cells that are marked, as tuples of their places along each axis."""
    return [tuple(place) for place in np.argwhere(cells).tolist()]


def _progress(place: Place, this: Counted, earlier: Sequence[Counted]) -> bool:
    """Say whether the ratio of a cell was lowered in each of the last two years, exactly (34 CFR 300.647(d)(2))."""
    lea, (_, category, group) = int(this.leas[place[0]]), place
    series = []
    for counted in (this, *earlier[:2]):
        there = counted.place_of(lea, category, group)
        series.append(counted.ratios.ratio(there) if there else None)
    known = [ratio for ratio in series if ratio is not None]
    return len(known) == 3 and known[0] < known[1] < known[2]


def _reason(reason: int, settings: Disproportionality) -> str:
    if reason == Reason.NONE:
        return ""
    small = _("under %(minimum_cell)s with the outcome %(combine)s under %(minimum_n)s in all") % {
        "minimum_cell": settings.minimum_cell,
        "combine": _("or") if settings.combine == "or" else _("and"),
        "minimum_n": settings.minimum_n,
    }
    if reason == Reason.SMALL_GROUP:
        return _("the group is too small: %(small)s") % {"small": small}
    return (
        _("all other groups, in the LEA and in the state, are too few to compare with or none has the outcome: ")
        + small
    )
