"""What is measured: indicators with their targets, ratios, and the categories of the yearly determination."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Declared

from monitoring.definition.schema.conditions import Condition
from monitoring.definition.schema.texts import IndicatorCode, Part, Slug, Text


def _ratio(value: object) -> object:
    """Refuse what is no number, or one so long that calculating with it would never end."""
    if re.fullmatch(r"\d{1,6}(\.\d{1,6}|/0*[1-9]\d{0,5})?", str(value)):
        return str(value)
    raise ValueError("must be a number; write it as 3, 2.5 or '10/3'")


Ratio = Annotated[Fraction, BeforeValidator(_ratio)]


Status = Literal["counted", "shown", "retired"]


class StatusFrom(Part):
    """From which day on an indicator is counted, shown without being counted, or retired."""

    since: date
    status: Status


class Indicator(Part):
    """An indicator of the State Performance Plan. `aliases` are other ways in which files spell it.

    It is counted, unless one of `status` says otherwise from a day on. `number` is the one that it shares with others of
    its kind, `3` of 3A-ELA, where that is not how its code begins. `data_source` is where its data are from, as the year's
    `snapshot` calls it.
    """

    code: IndicatorCode
    number: Text = ""
    name: Text
    direction: Literal["higher", "lower", "none"]
    type: Literal["performance", "compliance", "state only"]
    aliases: tuple[Text, ...] = ()
    lag_year: bool = False
    text: Text = ""
    data_source: Text = ""
    status: tuple[StatusFrom, ...] = ()

    def model_post_init(self, context: object) -> None:
        days = [one.since for one in self.status]
        if days != sorted(set(days)):
            raise ValueError("must have its statuses in the order of their days, one a day")

    def status_on(self, day: date) -> StatusFrom | None:
        """Return the last status that it got by that day, or None where it got none, and is counted."""
        return next((one for one in reversed(self.status) if one.since <= day), None)

    @property
    def shared_number(self) -> str:
        """The number that it shares with others of its kind."""
        opening = re.match(r"\d+|[A-Za-z]+", self.code)
        return self.number or (opening[0] if opening else self.code)


class Target(Part):
    """What an indicator's rate is held against: operator and value, never one without the other.

    `decides` says what counts: what the file states, or what the rate against this target comes to.
    """

    indicator: Text
    operator: Literal[">", ">=", "<", "<="]
    value: Decimal
    unit: Literal["percent", ""] = "percent"
    decides: Literal["stated", "computed"] = "stated"


class Disproportionality(Part):
    """The settings of the ratios. `assumed` says that the state has not published them.

    `own_letter` says that what exceeds is in a second letter, as in 2022, and not in the one that says the level.
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


class Consequence(Part):
    """What follows where an LEA was in a category, or a worse one, for so many consecutive years."""

    years: int = Declared(default=1, ge=1)
    text: Text


class Category(Part):
    """A category of the yearly determination. The larger its `order`, the worse it is."""

    code: Slug
    name: Text
    order: int
    consequences: tuple[Consequence, ...] = ()


class CategoryRule(Part):
    """The category of an LEA for which the condition holds, where no rule above it did."""

    category: Slug
    when: Condition
    note: Text = ""


class Determinations(Part):
    """The categories of the yearly determination, and the ordered rules that give them. Without rules they are uploaded."""

    categories: tuple[Category, ...] = ()
    rules: tuple[CategoryRule, ...] = ()
    note: Text = ""
