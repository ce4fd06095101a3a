"""The parts of a year's document, each a frozen model: what may stand where, and what one asks of it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictBool, model_serializer
from pydantic import Field as Declared

from monitoring.definition import field_kinds

Tag = Literal["S", "P", "D"]


def _text(value: Any) -> Any:
    """Refuse what YAML made of a bare yes, no or number where a text is meant."""
    if isinstance(value, str):
        return value
    raise ValueError("must be a text; put it in quotes")


def _slug(value: Any) -> Any:
    """Refuse what cannot be a key of the document, or stand in an address."""
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,59}", value):
        return value
    raise ValueError("must be up to 60 small letters, digits and _, beginning with a letter, such as data_drilldown")


def _code(value: Any) -> Any:
    """Refuse what a column of a file or an address cannot hold."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,7}", value):
        return value
    raise ValueError("must be up to 8 letters, digits, - and _, such as T1; put it in quotes if it is a number")


def _indicator_code(value: Any) -> Any:
    """Refuse a code that is blank, longer than files have, or read as a number."""
    if isinstance(value, str) and 0 < len(value) <= 60:
        return value
    raise ValueError("must be a text of up to 60 characters; put it in quotes if it is a number")


def _label(value: Any) -> Any:
    """Refuse a blank where a reader needs a word."""
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError("must be the words that a reader sees")


def _need(value: Any) -> Any:
    """Refuse what neither says that a field is required or optional, nor when."""
    if (
        value in ("required", "optional")
        or isinstance(value, Need)
        or (isinstance(value, dict) and "required_if" in value)
    ):
        return value
    raise ValueError("must be required, optional, or a condition such as {required_if: level == SD}")


def _equal(value: Any) -> Any:
    """Refuse what a fact cannot be."""
    if isinstance(value, bool | int | float | Decimal) or re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", str(value)):
        return value
    raise ValueError("must be a number, true or false")


def _ratio(value: Any) -> Any:
    """Refuse what is no number, or one so long that calculating with it would never end."""
    if re.fullmatch(r"\d{1,6}(\.\d{1,6}|/0*[1-9]\d{0,5})?", str(value)):
        return str(value)
    raise ValueError("must be a number; write it as 3, 2.5 or '10/3'")


def _kind(value: Any) -> Any:
    """Refuse a kind of field that no app has registered."""
    if value in field_kinds.known():
        return value
    raise ValueError(f"must be one of {', '.join(field_kinds.known())}")


Text = Annotated[str, BeforeValidator(_text)]
KindName = Annotated[str, BeforeValidator(_kind)]
Slug = Annotated[str, BeforeValidator(_slug)]
Label = Annotated[str, BeforeValidator(_label)]
LevelCode = Annotated[str, BeforeValidator(_code)]
Ratio = Annotated[Fraction, BeforeValidator(_ratio)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(_Part):
    """An interval of numbers, written as in mathematics: `[0, 4)` holds 0 and not 4."""

    low: Decimal
    high: Decimal
    low_in: bool
    high_in: bool

    @classmethod
    def parse(cls, text: Any) -> Any:
        """Read an interval from its text. Raises ValueError with how to write one."""
        if isinstance(text, Band):
            return text
        match = re.fullmatch(
            r"([\[(])\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*([\])])", str(text).strip()
        )
        if match is None:
            raise ValueError("must be an interval, written as [0, 4) or (10, 20]")
        return {"low": match[2], "high": match[3], "low_in": match[1] == "[", "high_in": match[4] == "]"}

    def model_post_init(self, context: Any) -> None:
        if self.low > self.high:
            raise ValueError("must begin with its lower end, or no number is in it")

    def __str__(self) -> str:
        return f"{'[('[not self.low_in]}{self.low}, {self.high}{'])'[not self.high_in]}"

    @model_serializer
    def written(self) -> str:
        """Return the interval as documents have it."""
        return str(self)

    def holds(self, number: Decimal) -> bool:
        """Say whether `number` is within."""
        above = number >= self.low if self.low_in else number > self.low
        return above and (number <= self.high if self.high_in else number < self.high)


class Condition(_Part):
    """A plain condition over named facts: one test of a fact, or `any` or `all` of several conditions."""

    fact: Slug | None = None
    within: Annotated[Band, BeforeValidator(Band.parse)] | None = Declared(default=None, alias="in")
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    more_than: Decimal | None = None
    less_than: Decimal | None = None
    equals: Annotated[StrictBool | Decimal | None, BeforeValidator(_equal)] = None
    any_of: tuple["Condition", ...] | None = Declared(default=None, alias="any")
    all_of: tuple["Condition", ...] | None = Declared(default=None, alias="all")

    def model_post_init(self, context: Any) -> None:
        tests = [t for t in ("within", "at_least", "at_most", "more_than", "less_than", "equals") if self.test(t)]
        groups = [g for g in (self.any_of, self.all_of) if g is not None]
        if (self.fact is not None) != (len(tests) == 1) or len(groups) + (self.fact is not None) != 1:
            raise ValueError("must be a fact with one test of it, such as at_least, or a list under any or all")

    def test(self, name: str) -> bool:
        """Say whether the test of that name stands here."""
        return getattr(self, name) is not None

    def facts(self) -> Iterator[str]:
        """Yield the names of the facts asked for, in the order of the document."""
        if self.fact:
            yield self.fact
        for part in self.any_of or self.all_of or ():
            yield from part.facts()


class Rule(_Part):
    """The level of an LEA for which the condition holds, where no rule above it did."""

    level: Text
    when: Condition
    note: Text = ""


class Level(_Part):
    """A monitoring level. `reviewers` are whom a submitted step waits on, in order.

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


class Indicator(_Part):
    """An indicator of the State Performance Plan. `aliases` are other ways in which files spell it.

    `number` is the one that it shares with others of its kind, `3` of 3A-ELA, where that is not how its code begins.
    """

    code: Annotated[str, BeforeValidator(_indicator_code)]
    number: Text = ""
    name: Text
    direction: Literal["higher", "lower", "none"]
    type: Literal["performance", "compliance", "state only"]
    aliases: tuple[Text, ...] = ()
    lag_year: bool = False
    text: Text = ""

    @property
    def shared_number(self) -> str:
        """The number that it shares with others of its kind."""
        opening = re.match(r"\d+|[A-Za-z]+", self.code)
        return self.number or (opening[0] if opening else self.code)


class Target(_Part):
    """What an indicator's rate is held against: operator and value, never one without the other."""

    indicator: Text
    operator: Literal[">", ">=", "<", "<="]
    value: Decimal
    unit: Literal["percent", ""] = "percent"


class Disproportionality(_Part):
    """The settings of the ratios. `assumed` says that the state has not published them.

    `own_letter` says that what exceeds stands in a second letter, as in 2022, and not in the one that says the level.
    """

    threshold: Ratio
    thresholds: dict[int, Ratio] = {}
    minimum_cell: int
    minimum_n: int
    combine: Literal["or", "and"]
    years: int
    reasonable_progress: bool = False
    own_letter: bool = False
    assumed: bool


class Consequence(_Part):
    """What follows where an LEA was in a category, or a worse one, for so many consecutive years."""

    years: int = Declared(default=1, ge=1)
    text: Text


class Category(_Part):
    """A category of the yearly determination. The larger its `order`, the worse it is."""

    code: Slug
    name: Text
    order: int
    consequences: tuple[Consequence, ...] = ()


class CategoryRule(_Part):
    """The category of an LEA for which the condition holds, where no rule above it did."""

    category: Slug
    when: Condition
    note: Text = ""


class Determinations(_Part):
    """The categories of the yearly determination, and the ordered rules that give them. Without rules they are uploaded."""

    categories: tuple[Category, ...] = ()
    rules: tuple[CategoryRule, ...] = ()
    note: Text = ""


class Need(_Part):
    """When a field must be filled in: by a condition on the level, or on another field of the activity."""

    required_if: Text


class Column(_Part):
    """A column of a table. `source` names a vocabulary, or rows elsewhere as activity.field."""

    key: Slug
    label: Label
    kind: KindName
    need: Literal["required", "optional"] = "optional"
    values: tuple[Text, ...] = ()
    source: Text = Declared(default="", alias="from")
    unit: Text = ""


class Field(_Part):
    """A field of an activity."""

    key: Slug
    label: Label
    kind: KindName
    need: Annotated[Literal["required", "optional"] | Need, BeforeValidator(_need)] = "optional"
    help: Text = ""
    values: tuple[Text, ...] = ()
    source: Text = Declared(default="", alias="from")
    rows_from: Text = ""
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    unit: Text = ""
    tag: Tag = "D"

    def required(self, *, level: str, value: dict[str, Any]) -> bool:
        """Say whether the field must be filled in at `level`, where the activity stands as `value`."""
        if isinstance(self.need, Need):
            return holds(self.need.required_if, level=level, value=value)
        return self.need == "required"


class FormActivity(_Part):
    """Something an LEA does in a step, as step forms have it. `role` names the part of its own that it has, if any.

    `repeat` says whether it is done once, or for each element of the letter or each chosen weakness.
    """

    slug: Slug
    role: Text = ""
    title: Label
    purpose: Text
    who: Text = ""
    note: Text = ""
    repeat: Literal["once", "element", "weakness"] = "once"
    fields: tuple[Field, ...]
    tag: Tag = "D"

    def field(self, key: str) -> Field:
        """Return the field of that key. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


class StepForms(_Part):
    """The activities that years choose from, and the lists of choices that their fields offer."""

    name: Slug
    title: Text
    vocabularies: dict[Slug, tuple[Text, ...]] = {}
    activities: tuple[FormActivity, ...]

    def canonical(self) -> dict[str, Any]:
        """Return the document as plain JSON values; equal documents give equal values."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Activity(FormActivity):
    """An activity of a year: a level in `applies` must do it, one in `optional_for` may."""

    step: int
    number: Text
    alternate_titles: dict[str, Text] = {}
    applies: tuple[Text, ...] = ()
    optional_for: tuple[Text, ...] = ()

    def title_for(self, level: str) -> str:
        """Return the title that the activity has at `level`."""
        return self.alternate_titles.get(level, self.title)


class Step(_Part):
    """One of the steps of the year."""

    number: int
    name: Text
    purpose: Text


class Use(_Part):
    """An activity of the step forms in a step of a year. Levels are named by code, or all of a tier by the tier's word.

    The levels of `required` must do it, those of `optional` may. `titles` are other titles that it has at some levels.
    """

    activity: Slug
    required: tuple[Text, ...] = ()
    optional: tuple[Text, ...] = ()
    titles: dict[str, Text] = {}


class YearStep(Step):
    """A step with the activities that it has, in their order."""

    activities: tuple[Use, ...] = ()


class Task(_Part):
    """A task of a level, with who leads it and when it is due. `due` holds words where there is no plain date."""

    levels: tuple[Text, ...]
    step: int | None = None
    title: Text
    support: Text = ""
    due_date: date | None = None
    due: Text = ""


class Contact(_Part):
    """Whom to write to about a level or a tier."""

    name: Text
    email: Text
    levels: tuple[Text, ...] = ()


class Snapshot(_Part):
    """Which data a year is about, by source: the school year, the day as of which they are, and who approved them."""

    source: Label
    data_year: Label
    as_of: date | None = None
    approved_by: Literal["LEA", "LEA and SELPA"] | None = None


class _Year(_Part):
    """What a year's document and a definition both say."""

    year: int = Declared(ge=2015, le=2100)
    title: Text
    step_forms: Slug
    letter_date: date | None = None
    note: Text = ""
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...] = ()
    snapshot: tuple[Snapshot, ...] = ()
    determinations: Determinations = Determinations()
    disproportionality: Disproportionality
    tasks: tuple[Task, ...] = ()
    contacts: tuple[Contact, ...] = ()


class YearDocument(_Year):
    """A year as its document has it: `steps` say which activities of the step forms they have, and for whom."""

    steps: tuple[YearStep, ...]


class Definition(_Year):
    """A monitoring year as data, with its activities. What the state has not published is empty, and pages say so."""

    steps: tuple[Step, ...]
    vocabularies: dict[Slug, tuple[Text, ...]] = {}
    activities: tuple[Activity, ...]

    def canonical(self) -> dict[str, Any]:
        """Return the document as plain JSON values; equal documents give equal values."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def level(self, code: str) -> Level:
        """Return the level of that code. Raises KeyError."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(code)

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

    def tasks_for(self, level: str) -> list[Task]:
        """Return the tasks of a level, in the order of the document."""
        return [task for task in self.tasks if level in task.levels]

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {normal(name): i for i in self.indicators for name in (*i.aliases, i.name, i.code)}


def normal(text: str) -> str:
    """Return `text` as two spellings of one name agree: lower case, no footnote mark, single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"[*†:]", " ", text)).strip().casefold()


def holds(condition: str, *, level: str, value: dict[str, Any]) -> bool:
    """Say whether a `required_if` holds: clauses of one test each, joined by `and`.

    A test is `name == text`, `name != text`, `name in [A, B]` or `name starts with text`; the name is `level` or the
    key of a field of the same activity. Raises ValueError for anything else.
    """
    return all(_holds(clause, level, value) for clause in condition.split(" and "))


def _holds(clause: str, level: str, value: dict[str, Any]) -> bool:
    match = re.fullmatch(r"\s*(\w+)\s*(==|!=|in|starts with)\s*(.+?)\s*", clause)
    if match is None:
        raise ValueError(f"{clause!r} is not a condition; write it as level == SD, or revised != 'no'")
    name, operator, wanted = match.groups()
    there = level if name == "level" else str(value.get(name) or "")
    if operator == "in":
        return there in [w.strip(" '\"") for w in wanted.strip("[]").split(",")]
    wanted = wanted.strip("'\"")
    if operator == "starts with":
        return there.startswith(wanted)
    return (there == wanted) == (operator == "==")
