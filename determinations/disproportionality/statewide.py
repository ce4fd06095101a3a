"""The cells of all LEAs of a run at once: which of them exceed, for how long, and which one more year would make significant."""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Place, Standing
from determinations.ratios import arithmetic
from determinations.ratios.arithmetic import Kind
from determinations.ratios.categories import CATEGORIES
from determinations.runs.models import Run
from monitoring.definition import definition_of

Marks = NDArray[np.bool_]  # of cells, shaped (LEAs, 14, 7)


def of_run(run: Run) -> Standing | None:
    """Return where all LEAs are in the counts that a run read, without the years before; None where it read none.

    It is calculated once a process, as long as neither what the run read changes nor a definition of the years before.
    """
    uploads = disproportionality_cells.read_by(run)
    years = [files[0].year for files in uploads.values()]
    finals = (
        Run.objects.filter(status=Run.Status.FINAL, year__in=years).order_by("year").values_list("year", "definition")
    )
    files = tuple(upload.pk for of_year in uploads.values() for upload in of_year)
    return _standing(run, run.inputs_sha256, files, (*finals, *((year.pk, year.definition_id) for year in years)))


@lru_cache(maxsize=4)
def _standing(
    run: Run, _inputs: str, _files: tuple[int, ...], _definitions: tuple[tuple[int, int], ...]
) -> Standing | None:
    found = disproportionality_cells.standing(
        year=run.year.year,
        settings=definition_of(run.definition).disproportionality,
        uploads=disproportionality_cells.read_by(run),
    )
    return None if found is None else replace(found, earlier=())


def marks(of: Standing, kind: str) -> Marks:
    """Return which cells are of a kind: `exceeding` their threshold, `significant`, `next` where one more year would make
    them so, or `calculated`."""
    exceeds = of.counted.ratios.exceeds
    if kind == "significant":
        return of.significant
    if kind == "next":
        return np.asarray(exceeds & ~of.significant & (of.years + 1 >= of.counted.settings.years), dtype=bool)
    return exceeds if kind == "exceeding" else np.asarray(of.counted.ratios.kind != Kind.NOT_CALCULATED, dtype=bool)


def of_leas(of: Standing, leas: Collection[int]) -> Marks:
    """Return which LEAs of the arrays are among these keys, shaped (LEAs, 1, 1)."""
    return np.isin(of.counted.leas, np.fromiter(leas, dtype=np.int64, count=len(leas)))[:, np.newaxis, np.newaxis]


def sorted_places(of: Standing, marked: Marks, *, leas: Collection[int], by: str) -> list[Place]:
    """Return the places of the cells that are marked: by LEA in the order of `leas`, by the `ratio` against its threshold,
    the highest first, or by `years` in a row, the most first. What is equal goes by LEA, category and group."""
    places = np.argwhere(marked)
    rank = {lea: at for at, lea in enumerate(leas)}
    order = np.array([rank.get(int(lea), 0) for lea in of.counted.leas], dtype=np.int64)[places[:, 0]]
    keys: list[NDArray[Any]] = [places[:, 2], places[:, 1], order]  # whole numbers, and shares
    if by == "years":
        keys.append(-of.years[tuple(places.T)])
    if by == "ratio":
        keys.append(-_against_threshold(of, places))
    return [(lea, category, group) for lea, category, group in places[np.lexsort(keys)].tolist()]


def _against_threshold(of: Standing, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each ratio as a share of what it has to exceed."""
    at, found = tuple(places.T), of.counted.ratios
    thresholds = np.array([float(arithmetic.threshold_of(of.counted.settings, one)) for one in CATEGORIES])
    under = found.denominator[at].astype(np.float64) * thresholds[places[:, 1]]
    return np.asarray(found.numerator[at].astype(np.float64) / np.maximum(under, 1e-9), dtype=np.float64)
