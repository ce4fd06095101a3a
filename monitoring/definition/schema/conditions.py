"""Conditions over facts, and the rules that have them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, StrictBool, model_serializer
from pydantic import Field as Declared

from monitoring.definition.schema.texts import Part, Slug, Text


def _equal(value: object) -> object:
    """Refuse what a fact cannot be."""
    if isinstance(value, bool | int | float | Decimal) or re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", str(value)):
        return value
    raise ValueError("must be a number, true or false")


class Band(Part):
    """An interval of numbers, written as in mathematics: `[0, 4)` holds 0 and not 4."""

    low: Decimal
    high: Decimal
    low_in: bool
    high_in: bool

    @classmethod
    def parse(cls, text: object) -> object:
        """Read an interval from its text. Raises ValueError with how to write one."""
        if isinstance(text, Band):
            return text
        match = re.fullmatch(
            r"([\[(])\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*([\])])", str(text).strip()
        )
        if match is None:
            raise ValueError("must be an interval, written as [0, 4) or (10, 20]")
        return {"low": match[2], "high": match[3], "low_in": match[1] == "[", "high_in": match[4] == "]"}

    def model_post_init(self, context: object) -> None:
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


class Condition(Part):
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

    def model_post_init(self, context: object) -> None:
        tests = [t for t in ("within", "at_least", "at_most", "more_than", "less_than", "equals") if self.test(t)]
        groups = [g for g in (self.any_of, self.all_of) if g is not None]
        if (self.fact is not None) != (len(tests) == 1) or len(groups) + (self.fact is not None) != 1:
            raise ValueError("must be a fact with one test of it, such as at_least, or a list under any or all")

    def test(self, name: str) -> bool:
        """Say whether the test of that name is here."""
        return getattr(self, name) is not None

    def facts(self) -> Iterator[str]:
        """Yield the names of the facts asked for, in the order of the document."""
        if self.fact:
            yield self.fact
        for part in self.any_of or self.all_of or ():
            yield from part.facts()


class Rule(Part):
    """The level of an LEA for which the condition holds, where no rule above it did; or another outcome than a level."""

    level: Text = ""
    outcome: Text = ""
    when: Condition
    note: Text = ""

    def model_post_init(self, context: object) -> None:
        if bool(self.level) == bool(self.outcome):
            raise ValueError("must end in a level or in an outcome, and not in both")

    @property
    def ends_in(self) -> str:
        """The code of the level or of the other outcome."""
        return self.level or self.outcome
