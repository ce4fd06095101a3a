"""What changed between two documents, in words: what an administrator reads before putting another version in force."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from cim_portal.lib import canonical, dates, numbers
from cim_portal.lib.shapes import Json
from monitoring.definition.facts import fact_in_words
from monitoring.definition.places import NAMES
from monitoring.definition.schema import (
    CategoryRule,
    Column,
    Condition,
    Contact,
    Definition,
    FederalColumn,
    Field,
    FormActivity,
    Indicator,
    Level,
    Need,
    OtherOutcome,
    Requirement,
    Rule,
    Snapshot,
    StatusFrom,
    Step,
    StepForms,
    Target,
    Task,
)
from monitoring.definition.words import condition_in_words, need_in_words, target_in_words, test_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONG = 60  # characters from which two values read better one after the other than as "from … to …"
NOT_SET = gettext_lazy("not set")
# What settings are called where the document's own word would not be understood.
WORDS = {
    "letter_date": gettext_lazy("date of the letters"),
    "vocabularies": gettext_lazy("list of choices"),
    "requires": gettext_lazy("what it asks for"),
    "applies": gettext_lazy("levels that must do it"),
    "optional_for": gettext_lazy("levels that may do it"),
    "lag_year": gettext_lazy("data of the year before"),
    "source": gettext_lazy("where the choices come from"),
    "rows_from": gettext_lazy("where the rows come from"),
    "need": gettext_lazy("when it must be filled in"),
    "due_date": gettext_lazy("due date"),
    "role": gettext_lazy("part of its own in the portal"),
    "data_year": gettext_lazy("school year"),
    "data_source": gettext_lazy("source of its data"),
    "snapshot": gettext_lazy("data of the year"),
    "due": gettext_lazy("due, in words"),
    "minimum_cell": gettext_lazy("smallest cell"),
    "minimum_n": gettext_lazy("smallest group"),
    "thresholds": gettext_lazy("threshold of category"),
    "combine": gettext_lazy("smallest cell and smallest group are joined by"),
    "letterhead": gettext_lazy("head and signature of the letters"),
    "signed_by": gettext_lazy("signed by"),
    "signer_title": gettext_lazy("title of who signs"),
    "seal": gettext_lazy("seal"),
    "as_of": gettext_lazy("as of"),
    "approved_by": gettext_lazy("approved by"),
    "seal_text": gettext_lazy("what the seal shows"),
    "own_letter": gettext_lazy("second letter for what exceeds"),
    "assumed": gettext_lazy("assumed, not confirmed"),
    "when": gettext_lazy("condition"),
    "federal_columns": gettext_lazy("columns of the federal files"),
}
# What the statuses of an indicator are called.
STATUS = {
    "counted": gettext_lazy("counted"),
    "shown": gettext_lazy("shown and not counted"),
    "retired": gettext_lazy("retired"),
}
HEADINGS = {
    "step_forms": gettext_lazy("The year"),
    "snapshot": gettext_lazy("Data of the year"),
    **dict.fromkeys(("year", "title", "letter_date", "note"), gettext_lazy("The year")),
    "steps": gettext_lazy("Steps and activities"),
    "activities": gettext_lazy("Steps and activities"),
    "vocabularies": gettext_lazy("Lists of choices"),
}
FORM_HEADINGS = {
    **dict.fromkeys(("name", "title"), gettext_lazy("The step forms")),
    "activities": gettext_lazy("Activities"),
    "vocabularies": gettext_lazy("Lists of choices"),
}
_CODED = {
    Level: gettext_lazy("level %(code)s (%(name)s)"),
    OtherOutcome: gettext_lazy("outcome %(code)s (%(name)s)"),
    Indicator: gettext_lazy("indicator %(code)s (%(name)s)"),
    Requirement: gettext_lazy("requirement %(code)s (%(name)s)"),
}
# The parts of activities and of tables: what the list is called in the document, and one of it in a sentence.
_WITHIN: dict[type, "tuple[str, StrOrPromise]"] = {
    Field: ("fields", gettext_lazy("%(of)s, field “%(label)s”")),
    Column: ("columns", gettext_lazy("%(of)s, column “%(label)s”")),
}


def _data_in_words(data: Snapshot) -> str:
    """Return which data of a source are meant."""
    approved = _("approved by the %(approved_by)s") % {"approved_by": data.approved_by} if data.approved_by else ""
    as_of = _("as of %(day)s") % {"day": dates.in_words(data.as_of)} if data.as_of else ""
    return ", ".join(filter(None, (_("school year %(year)s") % {"year": data.data_year}, as_of, approved)))


_SAID: dict[type, Callable[[Json], str]] = {
    Fraction: numbers.ratio_in_words,
    Condition: condition_in_words,
    Target: target_in_words,
    Need: need_in_words,
    Snapshot: _data_in_words,
}
Document = TypeVar("Document", Definition, StepForms)
# By what two parts of a list without names are the same part, changed.
KIN: dict[object, tuple[str, ...]] = {
    Rule: ("level", "outcome"),
    CategoryRule: ("category",),
    Task: ("title", "levels"),
    Contact: ("name",),
    Snapshot: ("source",),
    StatusFrom: ("since",),
    FederalColumn: ("file", "heading"),
}


@dataclass(frozen=True)
class Change:
    """One difference: the heading of the part that it is in, and a sentence."""

    part: str
    sentence: str


def compare(*, before: Document, after: Document) -> list[Change]:
    """Return every difference between two documents, in the order of the document; none between equal ones."""
    names = {**_names(before), **_names(after)}
    headings = FORM_HEADINGS if isinstance(after, StepForms) else HEADINGS
    return [
        Change(str(headings.get(part, _word(part).capitalize())), sentence[:1].upper() + sentence[1:])
        for part in type(after).model_fields
        for sentence in _changes(_word(part), getattr(before, part), getattr(after, part), names)
    ]


def _changes(label: str, old: Json, new: Json, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs between two values of what `label` names."""
    if _plain(old) == _plain(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from _changes(f"{label} {key}", old.get(key), new.get(key), names)
    elif any(isinstance(part, BaseModel) for value in (old, new) if isinstance(value, tuple) for part in value):
        named = _by_name(old), _by_name(new)
        yield from _sequence(label, old, new, names) if None in named else _named(label, *named, names)  # type: ignore[arg-type]
    elif type(old) is type(new) and isinstance(old, BaseModel) and not isinstance(old, Condition | Target | Need):
        for setting in _settings(old):
            yield from _changes(f"{label}, {_word(setting)}", getattr(old, setting), getattr(new, setting), names)
    elif isinstance(old, Condition) and isinstance(new, Condition) and old.fact and old.fact == new.fact:
        change = _("was %(old)s; is now %(new)s") % {"old": test_in_words(old), "new": test_in_words(new)}
        yield f"{label}, {fact_in_words(old.fact)}: {change}."
    else:
        yield f"{label}: {_change(_in_words(old), _in_words(new))}."


def _named(label: str, old: Mapping[Json, Json], new: Mapping[Json, Json], names: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs between two lists of named parts: what is gone, new, changed, or is elsewhere."""
    for name, part in old.items():
        if name not in new:
            yield _("%(part)s is gone. It was: %(part_2)s.") % {
                "part": _called(part, label, names),
                "part_2": _in_words(part),
            }
    for name, part in new.items():
        if name in old:
            yield from _changes(_called(part, label, names), old[name], part, names)
        else:
            yield _("%(part)s is new: %(part_2)s.") % {"part": _called(part, label, names), "part_2": _in_words(part)}
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield _("%(label)s: the order is now %(new)s.") % {"label": label, "new": ", ".join(str(name) for name in new)}


def _sequence(label: str, old: Sequence[object], new: Sequence[object], names: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs between two lists of parts without names, such as rules, of which the order counts."""
    alike = SequenceMatcher(None, [_kin(one) for one in old], [_kin(one) for one in new], autojunk=False)
    for kind, i, i_end, j, j_end in alike.get_opcodes():
        if kind == "equal":
            for here, (was, is_now) in enumerate(zip(old[i:i_end], new[j:j_end], strict=True), start=j + 1):
                yield from _changes(_called(is_now, label, names, here), was, is_now, names)
            continue
        for here, part in enumerate(old[i:i_end], start=i + 1):
            yield _("%(part)s is gone. It was: %(part_2)s.") % {
                "part": _called(part, label, names, here),
                "part_2": _in_words(part),
            }
        for here, part in enumerate(new[j:j_end], start=j + 1):
            yield _("%(part)s is new: %(part_2)s.") % {
                "part": _called(part, label, names, here),
                "part_2": _in_words(part),
            }


def _by_name(parts: Sequence[object]) -> dict[object, object] | None:
    """Return the parts by their names, or None where they have none or share one."""
    named = {next((getattr(part, name) for name in NAMES if hasattr(part, name)), None): part for part in parts}
    return None if None in named or len(named) < len(parts) else named


def _kin(part: object) -> object:
    if type(part) in KIN:
        return tuple(getattr(part, name) for name in KIN[type(part)])
    return canonical.canonical(_plain(part))


def _names(definition: Definition | StepForms) -> dict[str, str]:
    """Return what the codes of indicators and levels are."""
    if isinstance(definition, StepForms):
        return {}
    indicators = {f"indicator/{one.code}": one.name for one in definition.indicators}
    return {**indicators, **{f"level/{one.code}": one.name for one in definition.levels}}


def _called(part: object, label: str, names: Mapping[str, str], number: int = 0) -> str:
    """Return what a part of a list is called in a sentence; `number` is its place in a list without names."""
    match part:
        case Target():
            return _("target of %(indicator)s (%(name)s)") % {
                "indicator": part.indicator,
                "name": names.get(f"indicator/{part.indicator}", _("no indicator")),
            }
        case Rule():
            return _("rule %(number)s, %(name)s") % {
                "number": number,
                "name": names.get(f"level/{part.level}", part.level),
            }
        case Level() | Indicator() | Requirement():
            return str(_CODED[type(part)]) % {"code": part.code, "name": part.name}
        case FormActivity():
            number_and_title = " ".join(filter(None, (getattr(part, "number", ""), part.title)))
            return _("activity %(activity)s") % {"activity": number_and_title}
        case Field() | Column():
            several, said = _WITHIN[type(part)]
            return str(said) % {"of": label.removesuffix(f", {_word(several)}"), "label": part.label}
        case Step():
            return _("step %(number)s (%(name)s)") % {"number": part.number, "name": part.name}
        case Task():
            return _("task “%(title)s” (%(levels)s)") % {"title": part.title, "levels": ", ".join(part.levels)}
        case Snapshot():
            return _("data of %(source)s") % {"source": part.source}
        case Contact():
            return _("contact %(name)s") % {"name": part.name}
    return f"{label} {number or getattr(part, 'name', '')}".strip()


def _change(old: str, new: str) -> str:
    if old == new:
        return _("is written otherwise and reads the same, %(new)s") % {"new": new}
    if not old:
        return _("was %(not_set)s; is now %(new)s") % {"not_set": NOT_SET, "new": new}
    if not new:
        return _("was %(old)s; is now %(not_set)s") % {"old": old, "not_set": NOT_SET}
    return (
        _("was %(old)s; is now %(new)s") % {"old": old, "new": new}
        if max(len(old), len(new)) > LONG
        else _("from %(old)s to %(new)s") % {"old": old, "new": new}
    )


def _in_words(value: object) -> str:
    """Return a value as people read it; blank for one that is not set."""
    if say := _SAID.get(type(value)):
        return say(value)
    match value:
        case None | "" | ():
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return dates.in_words(value)
        case str() if value.lstrip().startswith("<svg"):
            return _("a drawing of %(count)s characters") % {"count": f"{len(value):,}"}
        case str():
            return f"“{value}”"
        case StatusFrom():
            return _("%(status)s since %(since)s") % {
                "status": STATUS[value.status],
                "since": dates.in_words(value.since),
            }
        case BaseModel() | tuple() | dict():
            return _several_in_words(value)
    return str(value)


def _several_in_words(value: Json) -> str:
    if isinstance(value, BaseModel):
        set_here = ((name, _in_words(getattr(value, name))) for name in _settings(value))
        return ", ".join(f"{_word(name)}: {words}" for name, words in set_here if words)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_in_words(one)}" for key, one in value.items())
    between = "; " if any(isinstance(one, BaseModel) for one in value) else ", "
    return between.join(one if isinstance(one, str) else _in_words(one) for one in value)


def _settings(part: BaseModel) -> list[str]:
    """Return the names of what a part says to its readers; a tag is a note to ourselves."""
    return [name for name in type(part).model_fields if name != "tag"]


def _word(name: str) -> str:
    return str(WORDS.get(name, name.replace("_", " ")))


def _plain(value: Json) -> Json:
    """Return a value as plain JSON, as the document's hash knows it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, bool | int) else str(value)
