"""A year: its levels, rules, dates and tasks, and the steps with their activities."""

import re
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field as Declared

from monitoring.definition.schema.conditions import Rule
from monitoring.definition.schema.forms import Activity, Step, YearStep
from monitoring.definition.schema.measures import (
    Category,
    Determinations,
    Disproportionality,
    Indicator,
    StatusFrom,
    Target,
)
from monitoring.definition.schema.texts import Drawing, Label, LevelCode, Part, Slug, Text


class Level(Part):
    """A monitoring level. `reviewers` are whom a submitted step waits for, in order.

    The tier is the state's own word. Of one that is called `significant` the portal asks a root cause for each element
    that its letter names as missed.
    """

    code: LevelCode
    name: Text
    tier: Text
    order: int
    support: Text
    requires: Text
    selection: Text = ""
    reviewers: tuple[Literal["selpa", "state"], ...] = ()
    steps: tuple[int, ...] = ()
    contact: Text = ""


class OtherOutcome(Part):
    """What a rule may end in besides a level: what is asked of an LEA that is not monitored at one, and has no plan."""

    code: LevelCode
    name: Text
    requires: Text


class Task(Part):
    """A task of a level, with who leads it and when it is due. `due` holds words where there is no plain date."""

    levels: tuple[Text, ...]
    step: int | None = None
    title: Text
    support: Text = ""
    due_date: date | None = None
    due: Text = ""


class Contact(Part):
    """Whom to write to about a level or a tier."""

    name: Text
    email: Text
    levels: tuple[Text, ...] = ()


class Letterhead(Part):
    """How the letters of the year look and are signed. What is empty is not set by the state yet.

    `sender` are the lines above the date, `addressee` whom in the LEA they are to. `seal` is a drawing, the text of an SVG,
    and `seal_text` says what it shows.
    """

    sender: tuple[Text, ...] = ()
    addressee: Text = ""
    signed_by: Text = ""
    signer_title: Text = ""
    seal: Drawing = ""
    seal_text: Text = ""


class Requirement(Part):
    """A requirement of law that an LEA can be found not to meet, with its citation.

    `indicator` is that of the federal report whose table counts its findings, blank for none. `counted` says whether what
    is found in one LEA is one finding, or each instance is one; what a complaint brings up is counted one by one always.
    Findings are drafted from the timelines of `meeting`, where it names one: those that are overdue, not held, and have no
    code of the delay or one of `delay_codes`, which excuse nothing.
    """

    code: LevelCode
    citation: Label
    name: Label
    indicator: Text = ""
    counted: Literal["by_requirement", "by_instance"] = "by_requirement"
    meeting: Text = ""
    delay_codes: tuple[Text, ...] = ()


class FederalColumn(Part):
    """A column of a file for the federal office: of which file it is, its heading, and what it holds."""

    file: Slug
    heading: Label
    value: Slug


class Snapshot(Part):
    """Which data a year is about, by source: the school year, the day as of which they are, and who approved them."""

    source: Label
    data_year: Label
    as_of: date | None = None
    approved_by: Literal["LEA", "LEA and SELPA"] | None = None


class _Year(Part):
    """What a year's document and a definition both say."""

    year: int = Declared(ge=2015, le=2100)
    title: Text
    step_forms: Slug
    letter_date: date | None = None
    note: Text = ""
    levels: tuple[Level, ...]
    outcomes: tuple[OtherOutcome, ...] = ()
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...] = ()
    snapshot: tuple[Snapshot, ...] = ()
    determinations: Determinations = Determinations()
    disproportionality: Disproportionality
    tasks: tuple[Task, ...] = ()
    holidays: tuple[date, ...] = ()
    contacts: tuple[Contact, ...] = ()
    letterhead: Letterhead = Letterhead()
    requirements: tuple[Requirement, ...] = ()
    federal_columns: tuple[FederalColumn, ...] = ()


class YearDocument(_Year):
    """A year as its document has it: `steps` say which activities of the step forms they have, and for whom."""

    steps: tuple[YearStep, ...]


class Definition(_Year):
    """A monitoring year as data, with its activities. What the state has not published is empty, and pages say so."""

    steps: tuple[Step, ...]
    vocabularies: dict[Slug, tuple[Text, ...]] = {}
    activities: tuple[Activity, ...]

    def canonical(self) -> dict[str, object]:
        """Return the document as plain JSON values; equal documents give equal values."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def level(self, code: str) -> Level:
        """Return the level of that code. Raises KeyError."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(code)

    def outcome(self, code: str) -> OtherOutcome:
        """Return the other outcome of that code. Raises KeyError."""
        for outcome in self.outcomes:
            if outcome.code == code:
                return outcome
        raise KeyError(code)

    @property
    def endings(self) -> dict[str, str]:
        """The names of the levels, the strictest first, then of the other outcomes, by code: what rules may end in."""
        levels = {one.code: one.name for one in sorted(self.levels, key=lambda level: -level.order)}
        return levels | {one.code: one.name for one in self.outcomes}

    def requirement(self, code: str) -> Requirement | None:
        """Return the requirement of that code, or None where the definition does not name one."""
        return next((one for one in self.requirements if one.code == code), None)

    def category(self, code: str) -> Category:
        """Return the category of determination of that code. Raises KeyError."""
        for category in self.determinations.categories:
            if category.code == code:
                return category
        raise KeyError(code)

    def steps_for(self, level: str) -> list[Step]:
        """Return the steps that an LEA of `level` goes through, in order."""
        wanted = self.level(level).steps
        return [step for step in self.steps if step.number in wanted]

    def activities_for(self, level: str, step: int) -> list[tuple[Activity, bool]]:
        """Return the activities of a step for a level, each with whether it must be done."""
        return [
            (activity, level in activity.applies)
            for activity in self.activities
            if activity.step == step and level in (*activity.applies, *activity.optional_for)
        ]

    def activity(self, slug: str) -> Activity:
        """Return the activity of that slug. Raises KeyError."""
        for activity in self.activities:
            if activity.slug == slug:
                return activity
        raise KeyError(slug)

    def indicator_for(self, text: str) -> Indicator | None:
        """Return the indicator that a file means by `text`: its code, or one of its aliases; or None."""
        return self._indicators.get(normal(text))

    def target_for(self, indicator: str) -> Target | None:
        """Return the target of an indicator, or None where the state has not set it."""
        return next((t for t in self.targets if t.indicator == indicator), None)

    def data_of(self, indicator: str) -> Snapshot | None:
        """Return which data an indicator is about, or None where the state has not said so."""
        found = self.indicator(indicator)
        return next((one for one in self.snapshot if found and one.source == found.data_source), None)

    @property
    def day(self) -> date:
        """The day as of which the status of an indicator is asked: that of the letters, or the last of the year."""
        return self.letter_date or date(self.year, 12, 31)

    def status_of(self, indicator: str) -> StatusFrom | None:
        """Return since when an indicator has which status, or None where it has none, and is counted."""
        return self._statuses.get(indicator)

    def counted(self) -> list[str]:
        """Return the codes of the indicators that are counted; not of those that are shown alone, or retired."""
        others = {code for code, status in self._statuses.items() if status.status != "counted"}
        return [one.code for one in self.indicators if one.code not in others]

    def indicator(self, code: str) -> Indicator | None:
        """Return the indicator of that code, or None where the definition does not name one."""
        return self._by_code.get(code)

    def tasks_for(self, level: str) -> list[Task]:
        """Return the tasks of a level, in the order of the document."""
        return [task for task in self.tasks if level in task.levels]

    @cached_property
    def _statuses(self) -> dict[str, StatusFrom]:
        found = ((one.code, one.status_on(self.day)) for one in self.indicators)
        return {code: status for code, status in found if status}

    @cached_property
    def _by_code(self) -> dict[str, Indicator]:
        return {one.code: one for one in self.indicators}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {normal(name): i for i in self.indicators for name in (*i.aliases, i.name, i.code)}


def normal(text: str) -> str:
    """Return `text` as two spellings of one name agree: lower case, no footnote mark, single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"[*†:]", " ", text)).strip().casefold()
