"""The figures of an LEA over the years: its indicators against their targets, and the cells near or over a threshold."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.suppression import HIDDEN
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.disproportionality.hiding import secrets
from determinations.ratios.categories import CATEGORIES, GROUPS
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult
from determinations.runs.queries import Element
from determinations.runs.words import as_read, element_in_words
from monitoring.access.who import User
from monitoring.definition import definition_of
from monitoring.places import reading

YEARS = 4  # that are compared
NEAR = Fraction(4, 5)  # of its threshold: from there on a ratio is close to it


@dataclass(frozen=True)
class Reading:
    """A result of an indicator in a year, in words. `state` is met or refused, and blank where it does not count."""

    rate: str
    target: str
    met: str
    state: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with its results by year, None where a year has none."""

    code: str
    name: str
    readings: tuple[Reading | None, ...]


@dataclass(frozen=True)
class NearCell:
    """A cell that exceeds its threshold, or comes near it."""

    group: str
    category: str
    ratio: str
    threshold: str
    exceeds: bool
    years: int
    significant: bool


def indicators(user: User, results: Sequence[LevelResult]) -> list[IndicatorLine]:
    """Return the indicators of which `results`, the newest year first, read a result; missed ones of the newest year first."""
    shown = results[:YEARS]
    if not shown:
        return []
    read = runs_queries.elements_of_each([result.run for result in shown], {result.lea_id for result in shown})
    by_year = [_readings(user, result, read[result.run_id][result.lea_id]) for result in shown]
    names = {code: name for result in reversed(shown) for code, name in _names(result).items()}
    lines = [
        IndicatorLine(code, names[code], tuple(of_year.get(code) for of_year in by_year))
        for code in names
        if any(code in of_year for of_year in by_year)
    ]
    return sorted(lines, key=lambda line: not (line.readings[0] and line.readings[0].state == "refused"))


def _names(result: LevelResult) -> dict[str, str]:
    return {one.code: one.name for one in definition_of(result.run.definition).indicators}


def _readings(user: User, result: LevelResult, elements: Iterable[Element]) -> dict[str, Reading]:
    shows_small = bool(reading.can_see_small_numbers(user, lea=result.lea, year=result.run.year_id))
    found = {}
    for one in elements:
        if one.retired:
            continue
        said: JsonObject = element_in_words(as_read(asdict(one), shows_small=shows_small))
        state = {"Yes": "met", "No": "refused"}.get(one.met or "", "") if not one.status else ""
        met = one.status or said["met_words"]
        found[one.indicator] = Reading(said["rate_words"], said["target_words"], met, state)
    return found


def near_cells(user: User, result: LevelResult) -> list[NearCell]:
    """Return the cells of the counts that the run of a result read that exceed their threshold, or come near it, the highest
    against its threshold first. One that must not be shown is not said to come near."""
    standing = disproportionality_cells.standing(
        year=result.run.year.year,
        settings=definition_of(result.run.definition).disproportionality,
        uploads=disproportionality_cells.read_by(result.run),
        lea=result.lea,
    )
    if standing is None:
        return []
    found = disproportionality_cells.cells(standing, lea=result.lea_id)
    small = reading.can_see_small_numbers(user, lea=result.lea, year=result.run.year_id)
    hidden = {} if small else secrets(found)
    near = [
        (cell, bool(hidden.get((cell.category, cell.group))))
        for cell in found
        if cell.ratio is not None
        and (cell.exceeds or (cell.ratio >= NEAR * cell.threshold and not hidden.get((cell.category, cell.group))))
    ]
    near.sort(key=lambda one: (not one[0].exceeds, -_share(one[0])))
    return [_shown(cell, is_hidden=is_hidden) for cell, is_hidden in near]


def _share(cell: Cell) -> Fraction:
    return (cell.ratio or Fraction(0)) / cell.threshold if cell.threshold else Fraction(0)


def _shown(cell: Cell, *, is_hidden: bool) -> NearCell:
    ratio = cell.ratio or Fraction(0)
    return NearCell(
        group=str(GROUPS[cell.group]),
        category=str(CATEGORIES[cell.category]),
        ratio=str(HIDDEN) if is_hidden else disproportionality_cells.decimal(ratio, against=cell.threshold),
        threshold=disproportionality_cells.decimal(cell.threshold, against=cell.threshold),
        exceeds=cell.exceeds,
        years=cell.years,
        significant=cell.significant,
    )
