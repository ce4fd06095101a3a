"""The Annual Determination Letter: it says the level, and plans go by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.letters import notices, wording
from determinations.letters.context import Context, Material, filled, of_any_kind
from determinations.letters.declaring import LetterKind
from determinations.levels import outcomes, rules
from determinations.runs.models import LevelResult
from determinations.runs.queries import Element
from monitoring.definition import Definition, Level, fact_in_words, is_small_fact, value_in_words
from monitoring.places import reading

_REVIEWERS = {
    ("selpa",): _("Your SELPA reviews each step that you submit."),
    ("state",): _("The state reviews each step that you submit."),
    ("selpa", "state"): _("Your SELPA reviews each step that you submit, and then the state does."),
}


NAME = "determination"


@dataclass(frozen=True)
class LetterElement:
    """One element: what was measured, against what, and whether it was met; None also where that is not counted.

    `data_year`, `as_of` and `approved_by` say which data it is about, blank where the state has not said so.
    """

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
    data_year: str
    as_of: str
    approved_by: str


@dataclass(frozen=True)
class LetterGround:
    """A fact that the level is based on. `small_numbers` says that not everyone with a role for the LEA may see it."""

    fact: str
    value: str
    small_numbers: bool


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


@dataclass(frozen=True, kw_only=True)
class LetterContext(Context):
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
    grounds: tuple[LetterGround, ...]
    steps: tuple[LetterStep, ...]
    tasks: tuple[LetterTask, ...]
    second_letter: bool


def gather(material: Material, texts: Mapping[str, str]) -> LetterContext:
    """Return what the letter of one LEA says; `texts` are the administrator's, by place."""
    result, definition, level = material.result, material.definition, material.level
    return LetterContext(
        **of_any_kind(material, exceeding=material.exceeding),
        kind=NAME,
        texts=filled(texts, material, missed=str(sum(one.missed for one in material.elements))),
        decided_by_state=result.official is not None,
        determination=definition.category(result.determination).name if result.determination else "",
        determination_years=outcomes.years_in_a_row(result, definition),
        consequences=outcomes.consequences(result, definition),
        has_determinations=bool(definition.determinations.categories),
        support=level.support if level else "",
        requires=level.requires if level else _of_other(result, definition),
        review=str(_REVIEWERS.get(level.reviewers, "")) if level else "",
        elements=_elements(material.elements, definition),
        grounds=_grounds(result),
        steps=_steps(level, definition),
        tasks=_tasks(level, definition),
        second_letter=bool(material.exceeding) and definition.disproportionality.own_letter,
    )


def what_follows(level: Level | None) -> str:
    """Return the letter's own sentences on what a level asks for, used where an administrator wrote none."""
    if level is None:
        return gettext("Nothing beyond what every LEA does each year. No improvement plan is asked for.")
    requires = level.requires or gettext("Not set by the state yet.")
    return " ".join(filter(None, (requires, level.support, str(_REVIEWERS.get(level.reviewers, "")))))


def _of_other(result: LevelResult, definition: Definition) -> str:
    """Return what is asked of an LEA without a level by the other outcome that the rules end in, where they do."""
    return definition.outcome(result.outcome).requires if result.outcome else ""


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
            met=None if one.status else one.met,
            numerator=one.numerator,
            denominator=one.denominator,
            data_year=one.data_year,
            as_of=one.as_of,
            approved_by=one.approved_by,
        )
        for one in elements
        if not one.retired
    )


def _grounds(result: LevelResult) -> tuple[LetterGround, ...]:
    """Return, for the rule that matched, each fact that it asked for with its value, for the LEA to check."""
    if result.rule is None or result.official not in (None, result.computed):
        return ()
    facts = rules.described(result.explanation)[result.rule]["facts"]
    return tuple(
        LetterGround(fact_in_words(one["name"]), value_in_words(one["value"]), is_small_fact(one["name"], one["value"]))
        for one in facts
        if one["value"] is not None
    )


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


def _hints(level: Level | None) -> dict[str, str]:
    """Return where each text is in the letter, and what the letter says there without one."""
    return {
        "opening": gettext("Above the level. Without a text, nothing is there."),
        "what_follows": gettext(
            "Under “What the level asks for”, above the steps. Without a text, the letter says: “%(words)s”"
        )
        % {"words": what_follows(level)},
        "closing": gettext("At the end. Without a text, nothing is there."),
    }


KIND = LetterKind(
    title=_("Annual Determination Letter"),
    template="determinations/letters/print/letter.html",
    says="determinations/letters/print/_annual.html",
    says_level=True,
    words=wording.PLACEHOLDERS | wording.MISSED,
    hints=_hints,
    context=gather,
    is_in=lambda definition: True,
    is_due=lambda material, had_one: True,
    may_read=lambda user, letter: reading.can_read_year(user, lea=letter.lea, year=letter.year_id),
    issued=notices.LETTER_ISSUED,
    corrected=notices.LETTER_CORRECTED,
)
