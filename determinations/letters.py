"""The Annual Determination Letter: everything it says as plain values, and its drawing."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cim_portal.lib import canonical, pdf
from determinations import rules
from determinations.models import LevelResult
from determinations.queries import Element
from monitoring.process import Level, Process, fact_in_words

NO_LEVEL = "No monitoring level"
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
class LetterContext:
    """Everything that a letter says. `dated` is an ISO date, blank where the state has not set one.

    `determination` is the name of the category, blank where none is set, in which the LEA or a worse one was for
    `determination_years` in a row; `has_determinations` says whether the year has categories at all.
    `replaces_issued_on` is the ISO date of the letter that this one corrects, blank for a first letter.
    """

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
    contacts: tuple[LetterContact, ...]
    replaces_issued_on: str

    def as_json(self) -> dict[str, Any]:
        """Return the context as plain JSON values, as it is frozen with the letter."""
        values: dict[str, Any] = json.loads(canonical.canonical(asdict(self)))
        return values


def gather(
    *, result: LevelResult, elements: Sequence[Element], definition: Process, replaces_issued_on: str
) -> LetterContext:
    """Return what the letter of one LEA says, from its result in a run, the elements and definition that the run used.

    `result` comes with its LEA, the LEA's county and SELPA, and its run's year; nothing is queried.
    """
    level = definition.level(result.level) if result.level else None
    lea = result.lea
    return LetterContext(
        year=definition.year,
        title=definition.title,
        dated=definition.letter_date.isoformat() if definition.letter_date else "",
        lea_name=lea.name,
        lea_code=lea.code,
        county=lea.county.name,
        selpa_name=str(lea.selpa),
        selpa_code=lea.selpa.code,
        level=result.level,
        level_name=level.name if level else NO_LEVEL,
        decided_by_state=result.official is not None,
        determination=definition.category(result.determination).name if result.determination else "",
        determination_years=result.determination_years,
        consequences=consequences(result, definition),
        has_determinations=bool(definition.determinations.categories),
        support=level.support if level else "",
        requires=level.requires if level else "",
        review=_REVIEWERS.get(level.reviewers, "") if level else "",
        elements=_elements(elements, definition),
        grounds=_grounds(result),
        steps=_steps(level, definition),
        tasks=_tasks(level, definition),
        contacts=_contacts(level, definition),
        replaces_issued_on=replaces_issued_on,
    )


def consequences(result: LevelResult, definition: Process) -> tuple[str, ...]:
    """Return what follows from an LEA's category of determination after so many years in a row."""
    if not result.determination:
        return ()
    category = definition.category(result.determination)
    return tuple(one.text for one in category.consequences if result.determination_years >= one.years)


def draw(context: dict[str, Any]) -> bytes:
    """Return the PDF of a letter that says `context`, tagged as pdf/ua-1; the same context gives the same bytes."""
    return pdf.draw(
        template="letters/letter.html",
        context=shown(context),
        title=f"{context['year']} Annual Determination Letter: {context['lea_name']}",
        on=date.fromisoformat(context["dated"] or f"{context['year']}-01-01"),
        subject=context["level_name"],
    )


def shown(context: dict[str, Any]) -> dict[str, Any]:
    """Return what a template needs to show a letter: its context, what was missed, and the dates in words."""
    return {
        "letter": context,
        "missed": missed(context),
        "dated": in_words(context["dated"]),
        "replaces_issued_on": in_words(context["replaces_issued_on"]),
        "tasks": [{**task, "due": in_words(task["due_on"] or task["due"])} for task in context["tasks"]],
    }


def in_words(day: str) -> str:
    """Return an ISO date as it is written in a letter, other words as they are, and for nothing that it is not set."""
    if not day:
        return "not set by the state yet"
    try:
        return f"{date.fromisoformat(day):%B %-d, %Y}"
    except ValueError:
        return day


def missed(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements of a letter that are stated as missed."""
    return [element for element in context["elements"] if element["met"] == "No"]


def _elements(elements: Sequence[Element], definition: Process) -> tuple[LetterElement, ...]:
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
    return tuple(f"{fact_in_words(one['name'])}: {one['value']}" for one in facts if one["value"] is not None)


def _steps(level: Level | None, definition: Process) -> tuple[LetterStep, ...]:
    if level is None:
        return ()
    return tuple(LetterStep(step.number, step.name, step.purpose) for step in definition.steps_for(level.code))


def _tasks(level: Level | None, definition: Process) -> tuple[LetterTask, ...]:
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


def _contacts(level: Level | None, definition: Process) -> tuple[LetterContact, ...]:
    """Return the contacts of the level, or all of them where there is no level."""
    return tuple(
        LetterContact(contact.name, contact.email)
        for contact in definition.contacts
        if level is None or not contact.levels or level.code in contact.levels
    )
