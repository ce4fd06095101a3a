"""Everything that a letter says, as plain values that are frozen with it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cim_portal.lib import suppression
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell
from determinations.letters import wording
from determinations.letters.models import Letter
from determinations.letters.wording import Block
from determinations.levels import outcomes, rules
from determinations.levels.outcomes import NO_LEVEL
from determinations.ratios import categories as ratios_categories
from determinations.runs.models import LevelResult
from determinations.runs.queries import Element
from monitoring.definition import Definition, Level, fact_in_words

_REVIEWERS = {
    ("selpa",): "Your SELPA reviews each step that you submit.",
    ("state",): "The state reviews each step that you submit.",
    ("selpa", "state"): "Your SELPA reviews each step that you submit, and then the state does.",
}


@dataclass(frozen=True)
class LetterElement:
    """One element: what was measured, against what, and whether the state says that it was met."""

    indicator: str
    name: str
    rate: float | str
    rate_text: str
    target: float | None
    target_text: str
    operator: str
    met: str | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True)
class LetterStep:
    """One step that the level asks for."""

    number: int
    name: str
    purpose: str


@dataclass(frozen=True)
class LetterTask:
    """One task with its date: an ISO date, words, or blank where the state has not set it."""

    step: int | None
    title: str
    support: str
    due_on: str
    due: str


@dataclass(frozen=True)
class LetterContact:
    """Whom to write to."""

    name: str
    email: str


@dataclass(frozen=True)
class LetterFinding:
    """A ratio that exceeds its threshold, for how many years in a row, and whether that is significant."""

    area: str
    number: int
    category: str
    group: str
    kind: str
    ratio: str
    threshold: str
    years: int
    significant: bool


@dataclass(frozen=True)
class LetterCalculation:
    """How the ratio of a finding was calculated: the students counted, those compared with, and the arithmetic."""

    number: int
    category: str
    group: str
    counted: str
    compared_with: str
    compared: str
    arithmetic: str


@dataclass(frozen=True, kw_only=True)
class _Context:
    """What a letter of any kind says. `dated` is an ISO date, blank where the state has not set one.

    `texts` are the administrator's, by place. `replaces_issued_on` is the ISO date of the letter that this one corrects,
    blank for a first letter.
    """

    kind: str
    year: int
    title: str
    dated: str
    lea_name: str
    lea_code: str
    county: str
    selpa_name: str
    selpa_code: str
    level: str
    level_name: str
    findings: tuple[LetterFinding, ...]
    contacts: tuple[LetterContact, ...]
    texts: dict[str, tuple[Block, ...]]
    replaces_issued_on: str

    def as_json(self) -> dict[str, Any]:
        """Return the context as plain JSON values, as it is frozen with the letter."""
        values: dict[str, Any] = json.loads(json.dumps(vars(self), default=vars))
        return values


@dataclass(frozen=True, kw_only=True)
class LetterContext(_Context):
    """Everything that an Annual Determination Letter says.

    `determination` is the name of the category, blank where none is set, in which the LEA or a worse one was for
    `determination_years` in a row; `has_determinations` says whether the year has categories at all. `second_letter`
    says that another letter tells what the findings are.
    """

    decided_by_state: bool
    determination: str
    determination_years: int
    consequences: tuple[str, ...]
    has_determinations: bool
    support: str
    requires: str
    review: str
    elements: tuple[LetterElement, ...]
    grounds: tuple[str, ...]
    steps: tuple[LetterStep, ...]
    tasks: tuple[LetterTask, ...]
    second_letter: bool


@dataclass(frozen=True, kw_only=True)
class DisproportionalityContext(_Context):
    """Everything that the second letter of a year says: what exceeds, how it was calculated, and under which settings.

    `years_asked` in a row are significant. `small_numbers` says that a count stands in it, or could be worked out from
    it, that not everybody with a role for the LEA may see.
    """

    calculations: tuple[LetterCalculation, ...]
    years_asked: int
    minimum_cell: int
    minimum_n: int
    combine: str
    reasonable_progress: bool
    assumed: bool
    small_numbers: bool


def gather(
    *,
    result: LevelResult,
    elements: Sequence[Element],
    definition: Definition,
    replaces_issued_on: str,
    exceeding: Sequence[Cell] = (),
    texts: Mapping[str, str] | None = None,
) -> LetterContext:
    """Return what the letter of one LEA says, from its result in a run, the elements and definition that the run used.

    `result` comes with its LEA, the LEA's county and SELPA, and its run's year; nothing is queried. `exceeding` are its
    cells that exceed their threshold, `texts` the administrator's by place.
    """
    level = definition.level(result.level) if result.level else None
    return LetterContext(
        **_of_any_kind(result, definition, exceeding, replaces_issued_on),
        kind=Letter.Kind.DETERMINATION,
        texts=_filled(texts, result, definition, missed=str(sum(one.met == "No" for one in elements))),
        decided_by_state=result.official is not None,
        determination=definition.category(result.determination).name if result.determination else "",
        determination_years=outcomes.years_in_a_row(result, definition),
        consequences=outcomes.consequences(result, definition),
        has_determinations=bool(definition.determinations.categories),
        support=level.support if level else "",
        requires=level.requires if level else "",
        review=_REVIEWERS.get(level.reviewers, "") if level else "",
        elements=_elements(elements, definition),
        grounds=_grounds(result),
        steps=_steps(level, definition),
        tasks=_tasks(level, definition),
        second_letter=bool(exceeding) and definition.disproportionality.own_letter,
    )


def gather_disproportionality(
    *,
    result: LevelResult,
    cells: Sequence[Cell],
    definition: Definition,
    replaces_issued_on: str,
    texts: Mapping[str, str] | None = None,
) -> DisproportionalityContext:
    """Return what the second letter of one LEA says, from all its `cells`; nothing is queried."""
    exceeding, settings = [cell for cell in cells if cell.exceeds], definition.disproportionality
    return DisproportionalityContext(
        **_of_any_kind(result, definition, exceeding, replaces_issued_on),
        kind=Letter.Kind.DISPROPORTIONALITY,
        texts=_filled(texts, result, definition, exceeding=str(len(exceeding))),
        calculations=tuple(map(_calculation, exceeding)),
        years_asked=settings.years,
        minimum_cell=settings.minimum_cell,
        minimum_n=settings.minimum_n,
        combine=settings.combine,
        reasonable_progress=settings.reasonable_progress,
        assumed=settings.assumed,
        small_numbers=_has_small_numbers(cells, {cell.category for cell in exceeding}),
    )


def _of_any_kind(
    result: LevelResult, definition: Definition, exceeding: Iterable[Cell], replaces_issued_on: str
) -> dict[str, Any]:
    level, lea = definition.level(result.level) if result.level else None, result.lea.as_of(result.run.year_id)
    return {
        "year": definition.year,
        "title": definition.title,
        "dated": definition.letter_date.isoformat() if definition.letter_date else "",
        "lea_name": lea.name,
        "lea_code": result.lea.code,
        "county": lea.county.name,
        "selpa_name": lea.selpa_name,
        "selpa_code": lea.selpa.code,
        "level": result.level,
        "level_name": level.name if level else NO_LEVEL,
        "findings": tuple(map(_finding, exceeding)),
        "contacts": _contacts(level, definition),
        "replaces_issued_on": replaces_issued_on,
    }


def _filled(
    texts: Mapping[str, str] | None, result: LevelResult, definition: Definition, **counted: str
) -> dict[str, tuple[Block, ...]]:
    """Return the administrator's texts by place with the words filled in, those that say something."""
    level, lea = definition.level(result.level) if result.level else None, result.lea.as_of(result.run.year_id)
    values = {
        "lea": lea.name,
        "code": result.lea.code,
        "county": lea.county.name,
        "selpa": lea.selpa_name,
        "level": level.name if level else NO_LEVEL,
        "year": str(definition.year),
        "letter_date": wording.in_words(definition.letter_date.isoformat() if definition.letter_date else ""),
        **counted,
    }
    filled = {place: wording.blocks(text, values=values) for place, text in (texts or {}).items()}
    return {place: found for place, found in filled.items() if found}


def _finding(cell: Cell) -> LetterFinding:
    ratio = cell.ratio or Fraction()  # what exceeds has one
    return LetterFinding(
        area=next(area for area, categories in ratios_categories.AREAS.items() if cell.category in categories),
        number=cell.category,
        category=ratios_categories.CATEGORIES[cell.category],
        group=ratios_categories.GROUPS[cell.group],
        kind=cell.kind.replace("_", " "),
        ratio=disproportionality_cells.decimal(ratio, against=cell.threshold),
        threshold=disproportionality_cells.decimal(cell.threshold, against=ratio),
        years=cell.years,
        significant=cell.significant,
    )


def _calculation(cell: Cell) -> LetterCalculation:
    ratio = cell.ratio or Fraction()  # what exceeds has one
    about = (
        "" if ratio.denominator == 1 else f", about {disproportionality_cells.decimal(ratio, against=cell.threshold)}"
    )
    return LetterCalculation(
        number=cell.category,
        category=ratios_categories.CATEGORIES[cell.category],
        group=ratios_categories.GROUPS[cell.group],
        counted=f"{cell.outcome:,} of {cell.base:,}",
        compared_with="all other groups of the state" if cell.kind == "alternate_risk_ratio" else "all other groups",
        compared=f"{cell.comparison_outcome:,} of {cell.comparison_base:,}",
        arithmetic=disproportionality_cells.arithmetic(cell) + about,
    )


def _has_small_numbers(cells: Sequence[Cell], categories: Iterable[int]) -> bool:
    """Say whether the categories have counts that are hidden from those who may not see small numbers."""
    return any(
        suppression.hidden([getattr(cell, count) for cell in cells if cell.category == category])
        for category in categories
        for count in ("outcome", "base")
    )


def what_follows(level: Level | None) -> str:
    """Return the letter's own sentences on what a level asks for, which stand where an administrator wrote none."""
    if level is None:
        return "Nothing beyond what every LEA does each year. No improvement plan is asked for."
    requires = level.requires or "Not set by the state yet."
    return " ".join(filter(None, (requires, level.support, _REVIEWERS.get(level.reviewers, ""))))


def _elements(elements: Sequence[Element], definition: Definition) -> tuple[LetterElement, ...]:
    names = {indicator.code: indicator.name for indicator in definition.indicators}
    return tuple(
        LetterElement(
            indicator=one.indicator,
            name=names.get(one.indicator, one.label),
            rate=one.rate,
            rate_text=one.rate_text,
            target=one.target,
            target_text=one.target_text,
            operator=one.operator,
            met=one.met,
            numerator=one.numerator,
            denominator=one.denominator,
        )
        for one in elements
    )


def _grounds(result: LevelResult) -> tuple[str, ...]:
    """Return, for the rule that matched, each fact that it asked for with its value, for the LEA to check."""
    if result.rule is None or result.official not in (None, result.computed):
        return ()
    facts = rules.told(result.explanation)[result.rule]["facts"]
    return tuple(f"{fact_in_words(one['name'])}: {_said(one['value'])}" for one in facts if one["value"] is not None)


def _said(value: Any) -> Any:
    """Return the value of a fact as a letter says it."""
    return ("no", "yes")[value] if isinstance(value, bool) else value


def _steps(level: Level | None, definition: Definition) -> tuple[LetterStep, ...]:
    if level is None:
        return ()
    return tuple(LetterStep(step.number, step.name, step.purpose) for step in definition.steps_for(level.code))


def _tasks(level: Level | None, definition: Definition) -> tuple[LetterTask, ...]:
    if level is None:
        return ()
    return tuple(
        LetterTask(
            step=task.step,
            title=task.title,
            support=task.support,
            due_on=task.due_date.isoformat() if task.due_date else "",
            due=task.due,
        )
        for task in definition.tasks_for(level.code)
    )


def _contacts(level: Level | None, definition: Definition) -> tuple[LetterContact, ...]:
    """Return the contacts of the level, or all of them where there is no level."""
    return tuple(
        LetterContact(contact.name, contact.email)
        for contact in definition.contacts
        if level is None or not contact.levels or level.code in contact.levels
    )
