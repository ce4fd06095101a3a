"""One class a kind of field: how it is read from a form, shown, printed, and when something is missing.

A value is stored as it was typed, so that a draft may be anything: text for most kinds, a list of texts for
`choices`, a list of rows for `table`. Whether it is a date or a number is asked when the step is submitted.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from cim_portal.lib import dates
from monitoring.definition import Column, Field

NOTHING = "No information"
_STUDENT_IDENTIFIER = re.compile(r"(?<!\d)\d{10}(?!\d)")
_NUMBER = re.compile(r"([+-]?)\s*\$?\s*([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?\s*%?", re.ASCII)
_MOST_DIGITS, _MOST_DECIMALS = 15, 6  # what sums and rates can be calculated from without loss
_DAY = r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
_DATE_OF_BIRTH = re.compile(rf"\b(?i:dob|d\.o\.b\.|born|birth(day|date)?)\b[^\n]{{0,20}}?{_DAY}")


Options = Iterable[tuple[str, str]]  # what is stored, and what is shown


class Kind:
    """A line of text; the other kinds say what is different about them."""

    widget = "text"
    typed = True

    def read(self, data: QueryDict, name: str) -> Any:
        """Return what the form holds under `name`."""
        return _as_kept(data.get(name, "")).replace("\r\n", "\n").strip()

    def is_blank(self, value: Any) -> bool:
        """Say whether nothing was entered."""
        return value in (None, "", [], False)

    def fault(self, value: Any) -> str:
        """Return what is wrong with an entered value, as the rest of a sentence that begins with its label."""
        if _STUDENT_IDENTIFIER.search(str(value)):
            return "holds ten digits in a row, which looks like a student identifier. Take it out"
        if _DATE_OF_BIRTH.search(str(value)):
            return "holds what looks like a date of birth. Take it out"
        return ""

    def shown(self, value: Any, options: Options = ()) -> str:
        """Return the value in words."""
        return NOTHING if self.is_blank(value) else str(value)


class Person(Kind):
    """A person's name; a public document leaves it out."""

    widget = "person"


class Prose(Kind):
    """Several lines."""

    widget = "prose"


class RichList(Kind):
    """Several points, one a line."""

    widget = "list"


class Date(Kind):
    """A day, as the browser's date field sends it: 2026-06-30."""

    widget = "date"

    def fault(self, value: Any) -> str:
        return "" if parse_date(value) else "is not a date. Write it as 2026-06-30"

    def shown(self, value: Any, options: Options = ()) -> str:
        day = parse_date(value)
        return dates.in_words(day) if day else super().shown(value)


class Number(Kind):
    """A decimal number."""

    widget = "number"

    def fault(self, value: Any) -> str:
        if parse_number(value) is not None:
            return ""
        if _NUMBER.fullmatch(str(value).strip()) and any(digit.isdigit() for digit in str(value)):
            return (
                f"has too many digits to calculate with. Write at most {_MOST_DIGITS} before the decimal point and"
                f" {_MOST_DECIMALS} after it"
            )
        return "is not a number. Write digits, such as 1234.5"

    def shown(self, value: Any, options: Options = ()) -> str:
        number = parse_number(value)
        return f"{number:,}" if number is not None else super().shown(value)


class Choice(Kind):
    """One of several."""

    widget = "choice"

    def fault(self, value: Any) -> str:
        return ""

    def shown(self, value: Any, options: Options = ()) -> str:
        if self.is_blank(value):
            return NOTHING
        return dict(options).get(str(value), str(value))


class Choices(Kind):
    """Any of several."""

    widget = "choices"

    def read(self, data: QueryDict, name: str) -> Any:
        return [kept for v in data.getlist(name) if (kept := _as_kept(v))]

    def fault(self, value: Any) -> str:
        return ""

    def shown(self, value: Any, options: Options = ()) -> str:
        if self.is_blank(value):
            return NOTHING
        labels = dict(options)
        return "; ".join(labels.get(v, v) for v in value)


class Assurance(Kind):
    """A statement that is ticked."""

    widget = "assurance"

    def read(self, data: QueryDict, name: str) -> Any:
        return bool(data.get(name, ""))

    def fault(self, value: Any) -> str:
        return ""

    def shown(self, value: Any, options: Options = ()) -> str:
        return "Assured" if value else "Not assured yet"


class Given(Kind):
    """Shown and never typed, so that it cannot disagree with its source."""

    widget = "given"
    typed = False

    def read(self, data: QueryDict, name: str) -> Any:
        return None


class File(Given):
    """Files are attachments; the value itself is empty."""

    widget = "file"


class Table(Kind):
    """Rows of cells. Each row has an `_id` that stays, so that other rows can point at it."""

    widget = "table"

    def fault(self, value: Any) -> str:
        return ""


KINDS: Mapping[str, Kind] = {
    "text": Kind(),
    "person": Person(),
    "prose": Prose(),
    "rich_list": RichList(),
    "date": Date(),
    "number": Number(),
    "choice": Choice(),
    "choices": Choices(),
    "assurance": Assurance(),
    "given": Given(),
    "sum": Given(),
    "file": File(),
    "table": Table(),
}


def kind(field: Field | Column) -> Kind:
    """Return the kind of a declared field or column."""
    return KINDS[field.kind]


def read(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """Return what a form holds for the `fields` that can be typed, those left out of it as well."""
    return {
        f.key: read_table(f, data) if f.kind == "table" else kind(f).read(data, f.key) for f in fields if kind(f).typed
    }


def read_table(field: Field, data: QueryDict) -> list[dict[str, Any]]:
    """Return the rows of a table, in the order of the form; a row of which nothing was entered is left out."""
    typed = [c for c in field.columns if kind(c).typed]
    rows = []
    for row_id in dict.fromkeys(_as_kept(r) for r in data.getlist(f"{field.key}-rows")):
        cells = {c.key: kind(c).read(data, f"{field.key}-{row_id}-{c.key}") for c in typed}
        if not all(kind(c).is_blank(cells[c.key]) for c in typed):
            rows.append({"_id": row_id, **cells})
    return rows


def as_text(field: Field, value: Any) -> str:
    """Return a stored value as a text to read and copy from: a table row by row, each cell under its heading."""
    if field.kind != "table":
        return kind(field).shown(value) if value else ""
    rows = [
        "; ".join(f"{c.label}: {kind(c).shown(row[c.key])}" for c in field.columns if row.get(c.key))
        for row in value or []
    ]
    return "\n".join(rows)


def parse_date(value: Any) -> date | None:
    """Return the day that was typed, or None."""
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def parse_number(value: Any) -> Decimal | None:
    """Return the number that was typed, thousands separated by commas or not, or None.

    A number is plain digits, few enough to calculate with exactly; what was typed otherwise is kept and counts as none.
    """
    match = _NUMBER.fullmatch(str(value).strip())
    if match is None or (match[1] and match[2]):
        return None
    whole, decimals = (match[3] or "").replace(",", ""), match[4] or ""
    if not whole + decimals or len(whole) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        return None
    return Decimal((match[1] or match[2]) + (f"{whole}.{decimals}" if decimals else whole))


def _as_kept(typed: Any) -> str:
    """Return a text as the database can keep it: without NUL."""
    return str(typed).replace("\0", "")
