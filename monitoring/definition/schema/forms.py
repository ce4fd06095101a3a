"""Step forms: activities with their fields, and when a field must be filled in."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Declared

from monitoring.definition import field_kinds
from monitoring.definition.schema.texts import Label, Part, Slug, Text

Tag = Literal["S", "P", "D"]


def _need(value: object) -> object:
    """Refuse what neither says that a field is required or optional, nor when."""
    if (
        value in ("required", "optional")
        or isinstance(value, Need)
        or (isinstance(value, dict) and "required_if" in value)
    ):
        return value
    raise ValueError("must be required, optional, or a condition such as {required_if: level == SD}")


def _kind(value: object) -> object:
    """Refuse a kind of field that no app has registered."""
    if value in field_kinds.known():
        return value
    raise ValueError(f"must be one of {', '.join(field_kinds.known())}")


KindName = Annotated[str, BeforeValidator(_kind)]


class Need(Part):
    """When a field must be filled in: by a condition on the level, or on another field of the activity."""

    required_if: Text


class Column(Part):
    """A column of a table. `source` names a vocabulary, or rows elsewhere as activity.field.

    `within` is the column of which this number is a part, so that it cannot be more. What is `once` is in one row alone.
    What is entered is `among` what a column of another table of the activity has: table.column. What is `gathered` is
    what a row found.
    """

    key: Slug
    label: Label
    kind: KindName
    need: Literal["required", "optional"] = "optional"
    values: tuple[Text, ...] = ()
    source: Text = Declared(default="", alias="from")
    unit: Text = ""
    within: Text = ""
    once: bool = False
    among: Text = ""
    gathered: bool = False


class Field(Part):
    """A field of an activity. The rows of a table that is `carried` can be taken over into the plan of the next year.

    An assurance that is `signed_by` people with one of these roles is no tick: whoever is named for it signs the step.
    What is `gathered` is what the activity found, as later ones show it; of a table it is what its gathered columns say, in
    the rows for which the condition `gathered_if` holds.
    """

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
    carried: bool = False
    unit: Text = ""
    signed_by: tuple[Text, ...] = ()
    gathered: bool = False
    gathered_if: Text = ""
    tag: Tag = "D"

    def required(self, *, level: str, value: dict[str, object]) -> bool:
        """Say whether the field must be filled in at `level`, where the activity holds `value`."""
        if isinstance(self.need, Need):
            return holds(self.need.required_if, level=level, value=value)
        return self.need == "required"


class FormActivity(Part):
    """Something an LEA does in a step, as step forms have it. `role` names the part of its own that it has, if any.

    `repeat` says whether it is done once, or for each element of the letter or each chosen weakness. `prompts` are what
    reviewers ask themselves when they read it.
    """

    slug: Slug
    role: Text = ""
    title: Label
    purpose: Text
    who: Text = ""
    note: Text = ""
    prompts: tuple[Text, ...] = ()
    repeat: Literal["once", "element", "weakness"] = "once"
    fields: tuple[Field, ...]
    tag: Tag = "D"

    def field(self, key: str) -> Field:
        """Return the field of that key. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


class StepForms(Part):
    """The activities that years choose from, and the lists of choices that their fields offer."""

    name: Slug
    title: Text
    vocabularies: dict[Slug, tuple[Text, ...]] = {}
    activities: tuple[FormActivity, ...]

    def canonical(self) -> dict[str, object]:
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


class Step(Part):
    """One of the steps of the year."""

    number: int
    name: Text
    purpose: Text


class Use(Part):
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


def holds(condition: str, *, level: str, value: dict[str, object]) -> bool:
    """Say whether a `required_if` holds: clauses of one test each, joined by `and`.

    A test is `name == text`, `name != text`, `name in [A, B]` or `name starts with text`; the name is `level`, the key of
    a field of the same activity, or table.column, which holds where some row of it does. Raises ValueError for anything else.
    """
    return all(_holds(clause, level, value) for clause in condition.split(" and "))


def tests_of(condition: str) -> list[tuple[str, str, list[str]]]:
    """Return each test of a `required_if`: of what, how it compares, and with which texts. Raises ValueError."""
    return [_test(clause) for clause in condition.split(" and ")]


def levels_of(condition: str) -> list[str]:
    """Return the codes of the levels that a `required_if` names whole. Raises ValueError for what is no condition."""
    return [
        code for name, how, wanted in tests_of(condition) if name == "level" and how != "starts with" for code in wanted
    ]


def _test(clause: str) -> tuple[str, str, list[str]]:
    """Return what a clause asks for, how it compares, and the texts that it compares with."""
    match = re.fullmatch(r"(\w+(?:\.\w+)?)\s*(==|!=|in|starts with)\s*(\S.*)", clause.strip())
    if match is None:
        raise ValueError(f"{clause!r} is not a condition; write it as level == SD, or revised != 'no'")
    name, operator, wanted = match.groups()
    words = wanted.strip("[]").split(",") if operator == "in" else [wanted]
    return name, operator, [word.strip(" '\"") for word in words]


def _holds(clause: str, level: str, value: dict[str, object]) -> bool:
    name, operator, wanted = _test(clause)
    table, _, column = name.partition(".")
    if column:
        rows = value.get(table)
        return any(
            _holds(clause.replace(name, column, 1), level, row) for row in (rows if isinstance(rows, list) else [])
        )
    there = level if name == "level" else str(value.get(name) or "")
    if operator == "starts with":
        return there.startswith(wanted[0])
    return (there in wanted) == (operator != "!=")
