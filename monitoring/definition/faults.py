"""What is wrong in a document, in the words of its forms: where, what must be there, and what is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.shapes import Json
from monitoring.definition.places import Way

SHOWN = 120  # characters of a line, or of a value, that a fault shows
# What one part of a list is called; those in ORDER by their place, all others by their name.
ONE_OF = {
    "levels": gettext_lazy("Level"),
    "rules": gettext_lazy("Rule"),
    "indicators": gettext_lazy("Indicator"),
    "targets": gettext_lazy("Target of"),
    "snapshot": gettext_lazy("Source"),
    "categories": gettext_lazy("Category"),
    "consequences": gettext_lazy("Consequence"),
    "steps": gettext_lazy("Step"),
    "tasks": gettext_lazy("Task"),
    "contacts": gettext_lazy("Contact"),
    "requirements": gettext_lazy("Requirement"),
    "federal_columns": gettext_lazy("Column"),
    "activities": gettext_lazy("Activity"),
    "fields": "field",
    "columns": "column",
    "any": "part",
    "all": "part",
}
ORDER = ("rules", "tasks", "contacts", "consequences", "federal_columns", "any", "all")
NAMED_BY = ("code", "source", "label", "slug", "activity", "indicator", "number", "name", "key")
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# By pydantic's word for what is wrong: what must be there. A test finds every word that the schema can give.
MUST_BE: dict[str, Callable[[Mapping[str, Json]], str]] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), lambda ctx: _("a whole number")),
    **dict.fromkeys(("decimal_type", "decimal_parsing", "finite_number"), lambda ctx: "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda ctx: _("true or false")),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        lambda ctx: _("a date, written as year-month-day"),
    ),
    "tuple_type": lambda ctx: "a list",
    **dict.fromkeys(("dict_type", "model_type"), lambda ctx: _("names with values")),
    "literal_error": lambda ctx: _("one of %(expected)s") % {"expected": ctx["expected"].replace(chr(39), "")},
    "greater_than_equal": lambda ctx: _("at least %(ge)s") % {"ge": ctx["ge"]},
    "less_than_equal": lambda ctx: _("at most %(le)s") % {"le": ctx["le"]},
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a sentence, the part of the document that it is about, and the line with what is there.

    `path` is the way to it, as the document's own names have it; `place` says it in words, and is blank for the whole.
    """

    path: str
    place: str
    sentence: str
    line: int | None = None
    there: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


def problems_of(errors: list[Json], raw: Mapping[str, Json]) -> list[tuple[Way, str]]:
    """Return what the schema found, each as the way to it and a sentence; several about one place are one."""
    found: dict[Way, str] = {}
    for error in errors:
        way = _way(error["loc"], raw, missing=error["type"] in ("missing", "extra_forbidden"))
        found.setdefault(way, _sentence(error, way, raw))
    return list(found.items())


def place_of(way: Way, raw: Mapping[str, object]) -> str:
    """Return where `way` leads in words, `Rule 6, first part`, without the last name on it."""
    words: list[str] = []
    there: object = raw
    inside = ""
    for step in way if way and isinstance(way[-1], int) else way[:-1]:
        found = _step(there, step)
        if inside in ONE_OF:
            words.append(_called(inside, step, there, found))
            inside = ""
        elif isinstance(step, int):
            words.append(_("entry %(number)s") % {"number": step + 1})
        else:
            inside = step
            if step not in (*ONE_OF, "when"):
                words.append(step.replace("_", " "))
        there = found
    said = ", ".join(words)
    return said[:1].upper() + said[1:]


def subject(way: Way) -> str:
    """Return the last name on the way in quotes, as a form calls it; blank for a part of a list."""
    return f"'{str(way[-1]).replace('_', ' ')}'" if way and isinstance(way[-1], str) else ""


def shown(value: object) -> str:
    """Return what is there, as a person would say it."""
    match value:
        case None | "":
            return "empty"
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "a list"
        case dict():
            return _("names with values")
    text = str(value)
    return f"'{text[: SHOWN - 1]}…'" if len(text) > SHOWN else f"'{text}'"


def _sentence(error: Mapping[str, Json], way: Way, raw: Mapping[str, Json]) -> str:
    kind, about = error["type"], subject(way)
    if kind == "missing":
        return _("%(about)s is missing.") % {"about": about}
    if kind == "extra_forbidden":
        return _("%(about)s is not known here. Remove it, or correct its spelling.") % {"about": about}
    if kind == "value_error":
        must = str(error["ctx"]["error"])
    else:
        must = (
            _("must be %(kind)s") % {"kind": MUST_BE[kind](error.get("ctx", {}))}
            if kind in MUST_BE
            else _("cannot be what it is")
        )
    there = _value(way, raw)
    now = (
        ""
        if isinstance(there, dict | list) and kind == "value_error"
        else _("; it is %(there)s") % {"there": shown(there)}
    )
    return f"{about} {must}{now}.".strip()


def _way(location: tuple[str | int, ...], raw: object, *, missing: bool) -> Way:
    """Return the part of pydantic's location that leads through the document; it names its own alternatives too."""
    way: list[str | int] = []
    there = raw
    for number, step in enumerate(location):
        found = _step(there, step)
        if found is None and not _has(there, step) and not (missing and number == len(location) - 1):
            continue
        way.append(step)
        there = found
    return tuple(way)


def _has(there: object, step: str | int) -> bool:
    if isinstance(there, dict):
        return step in there or any(str(key) == str(step) for key in there)
    return isinstance(there, list) and isinstance(step, int) and step < len(there)


def _step(there: object, step: str | int) -> object:
    """Return what a step leads to: a value by its name, a part of a list by its place or its name; None for nothing."""
    if isinstance(there, dict):
        return next((value for key, value in there.items() if str(key) == str(step)), None)
    if isinstance(there, list) and isinstance(step, int):
        return there[step] if step < len(there) else None
    if isinstance(there, list):
        return next((one for one in there if isinstance(one, dict) and str(step) in map(str, one.values())), None)
    return None


def _value(way: Way, raw: object) -> object:
    for step in way:
        raw = _step(raw, step)
    return raw


def _called(inside: str, step: str | int, there: object, found: object) -> str:
    """Return what a part of the list `inside` is called: `Rule 6`, `first part`, `Field “Target”`."""
    number = there.index(found) if isinstance(step, str) and isinstance(there, list) and found in there else step
    if inside in ("any", "all") and isinstance(number, int):
        return f"{PLACES[number] if number < len(PLACES) else number + 1} part"
    named = found if isinstance(found, dict) else {}
    name = next((named[one] for one in NAMED_BY if isinstance(named.get(one), str | int)), None)
    if inside in ORDER or name is None:
        return f"{ONE_OF[inside]} {number + 1 if isinstance(number, int) else number}"
    quoted = f"“{name}”" if inside in ("fields", "columns") else str(name)
    return f"{ONE_OF[inside]} {quoted}"
