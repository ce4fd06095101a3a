"""What an administrator sets each year: dates, targets, the numbers of the rules, the settings of the ratios."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args, get_origin

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from cim_portal.lib import numbers
from cim_portal.lib.shapes import Json, JsonObject
from monitoring.definition.facts import fact_in_words
from monitoring.definition.places import Way
from monitoring.definition.schema import Condition, Definition, Disproportionality
from monitoring.definition.text import opened, written

CATEGORIES = range(1, 15)  # of disproportionality, as the formats of uploads number them
DECIDES = (("stated", gettext_lazy("what the file says")), ("computed", gettext_lazy("the rate against the target")))
WORDS = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no"), "or": gettext_lazy("or"), "and": gettext_lazy("and")}
TESTS = {
    "in": gettext_lazy("in the range"),
    "at_least": numbers.OPERATORS[">="],
    "at_most": numbers.OPERATORS["<="],
    "more_than": numbers.OPERATORS[">"],
    "less_than": numbers.OPERATORS["<"],
    "equals": gettext_lazy("is"),
}
SETTINGS = {
    "threshold": gettext_lazy("Threshold of the risk ratio, to be exceeded"),
    "thresholds": gettext_lazy("Threshold in category"),
    "minimum_cell": gettext_lazy("Smallest cell (students with the outcome)"),
    "minimum_n": gettext_lazy("Smallest group (students in all)"),
    "combine": gettext_lazy("A ratio is not calculated below the smallest cell … the smallest group"),
    "years": gettext_lazy("Years in a row that make it significant"),
    "reasonable_progress": gettext_lazy("Reasonable progress is taken into account"),
    "own_letter": gettext_lazy("What exceeds is named in a second letter"),
    "assumed": gettext_lazy("Assumed: the state has not published these settings"),
}


@dataclass(frozen=True)
class Setting:
    """One value as a form asks for it. `name` leads to it in the document, `rules.6.when.at_least`.

    `group` is the heading it is under, and `of` what it belongs to there: an indicator, a rule, a task. `choices`
    are pairs of value and words; none where it is typed. `kind` says how its text is meant.
    """

    way: Way
    group: str
    of: str
    label: str
    value: str
    kind: Literal["text", "date", "number", "band", "yes"] = "text"
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of the form's field."""
        return ".".join(map(str, self.way))


def settings(definition: Definition) -> list[Setting]:
    """Return what can be set in a document without knowing how it is written, in the order of the form."""
    return [*_dates(definition), *_targets(definition), *_rules(definition), *_ratios(definition.disproportionality)]


def with_settings(*, text: str, asked: Iterable[Setting], typed: Mapping[str, str]) -> str:
    """Return the document's text with what was typed for the settings, by their names; blank takes a value out.

    Comments and order stay. Nothing is checked: `read_definition` says what cannot be so. `text` is that of a version.
    """
    document = opened(text)
    for one in asked:
        if typed[one.name].strip() != one.value:
            _put(document, one, typed[one.name].strip())
    targets = document.get("targets") or []
    for place in reversed(range(len(targets))):
        if not targets[place].keys() - {"indicator", "unit", "decides"}:
            del targets[place]
    return written(document)


def for_another_year(*, text: str, source: str, year: int, title: str, letter_date: date | None) -> str:
    """Return a document's text for another year: the days on which tasks are due are emptied, all else stays.

    `source` says where it was taken over from, in a comment at its beginning.
    """
    document = opened(text)
    document["year"], document["title"] = year, title
    if letter_date:
        document["letter_date"] = letter_date
    else:
        _remove(document, "letter_date")
    for task in document.get("tasks") or []:
        for name in _dated(task):
            _remove(task, name)
    document.yaml_set_start_comment(_("Taken over from %(source)s.") % {"source": source} + "\n\n")
    return written(document)


def not_set(definition: Definition) -> list[str]:
    """Return what a year needs and this document does not say yet, each in a few words."""
    without = [one.code for one in definition.indicators if definition.target_for(one.code) is None]
    undated = [task for task in definition.tasks if not (task.due_date or task.due)]
    targets = _("the targets of %(without)s of %(all)s indicators")
    dates = _("the due dates of %(undated)s of %(all)s tasks")
    found = {
        _("the date of the letters"): definition.letter_date is None,
        _("the rules, so that no level is computed"): not definition.rules,
        targets % {"without": len(without), "all": len(definition.indicators)}: bool(without),
        _("the tasks"): not definition.tasks,
        dates % {"undated": len(undated), "all": len(definition.tasks)}: bool(undated),
        _("the settings of the ratios, which are assumed and not confirmed"): definition.disproportionality.assumed,
        _("whom to write to"): not definition.contacts,
        _("to whom in the LEA the letters are"): not definition.letterhead.addressee,
        _("who signs the letters"): not definition.letterhead.signed_by,
    }
    return [words for words, holds in found.items() if holds]


def _dates(definition: Definition) -> Iterator[Setting]:
    letters = _("Letters")
    yield Setting(
        ("letter_date",), _("Dates"), letters, _("Date of the letters"), _text(definition.letter_date), "date"
    )
    for number, task in enumerate(definition.tasks):
        levels = ", ".join(task.levels)
        of = f"{task.title} ({levels})"
        if task.step:
            of = _("%(task)s (%(levels)s, step %(step)s)") % {"task": task.title, "levels": levels, "step": task.step}
        yield Setting(("tasks", number, "due_date"), _("Tasks"), of, _("Due date"), _text(task.due_date), "date")
        yield Setting(("tasks", number, "due"), _("Tasks"), of, _("Due, in words"), task.due)


def _targets(definition: Definition) -> Iterator[Setting]:
    operators = (("", _("not set")), *((sign, str(words)) for sign, words in numbers.OPERATORS.items()))
    for indicator in definition.indicators:
        target = definition.target_for(indicator.code)
        way, of = ("targets", indicator.code), f"{indicator.code} {indicator.name}"
        operator, value, unit = (target.operator, str(target.value), target.unit) if target else ("", "", "percent")
        decides = target.decides if target else "stated"
        yield Setting((*way, "operator"), _("Targets"), of, _("Must be"), operator, choices=operators)
        yield Setting((*way, "value"), _("Targets"), of, _("Value"), value, "number")
        yield Setting(
            (*way, "unit"), _("Targets"), of, _("Unit"), unit, choices=(("percent", _("percent")), ("", _("none")))
        )
        yield Setting(
            (*way, "decides"),
            _("Targets"),
            of,
            _("What decides"),
            decides,
            choices=tuple((key, str(words)) for key, words in DECIDES),
        )


def _rules(definition: Definition) -> Iterator[Setting]:
    for number, rule in enumerate(definition.rules):
        of = _("Rule %(number)s: %(name)s") % {"number": number + 1, "name": definition.endings[rule.ends_in]}
        yield from _of_rule(("rules", number, "when"), _("Rules"), of, rule.when)
    for number, given in enumerate(definition.determinations.rules):
        of = _("Rule %(number)s: %(name)s") % {"number": number + 1, "name": definition.category(given.category).name}
        yield from _of_rule(("determinations", "rules", number, "when"), _("Yearly determination"), of, given.when)


def _of_rule(way: Way, group: str, of: str, when: Condition) -> Iterator[Setting]:
    """Yield a setting for each test of a fact that a rule makes."""
    for place, condition in _tests(way, when):
        test = next(name for name in TESTS if condition.test("within" if name == "in" else name))
        yield _test((*place, test), group, of, condition, test)


def _tests(way: Way, condition: Condition) -> Iterator[tuple[Way, Condition]]:
    """Yield each test of a fact within the condition, with the way to it."""
    if condition.fact is not None:
        yield way, condition
    for word, parts in (("any", condition.any_of), ("all", condition.all_of)):
        for number, part in enumerate(parts or ()):
            yield from _tests((*way, word, number), part)


def _test(way: Way, group: str, of: str, condition: Condition, test: str) -> Setting:
    label = f"{fact_in_words(condition.fact or '')}: {TESTS[test]}"
    if condition.within is not None:
        return Setting(way, group, of, label, str(condition.within), "band")
    value = getattr(condition, test)
    if isinstance(value, bool):
        return Setting(way, group, of, label, _text(value), "yes", _choices("yes", "no"))
    return Setting(way, group, of, label, str(value), "number")


def _ratios(these: Disproportionality) -> Iterator[Setting]:
    group, of = _("Disproportionality"), _("Ratios")
    for name, field in type(these).model_fields.items():
        value, label, way = getattr(these, name), str(SETTINGS.get(name, name)), ("disproportionality", name)
        if isinstance(value, dict):
            for number in CATEGORIES:
                yield Setting((*way, number), group, of, f"{label} {number}", _text(value.get(number)), "number")
        elif isinstance(value, bool):
            yield Setting(way, group, of, label, _text(value), "yes", _choices("yes", "no"))
        elif get_origin(field.annotation) is Literal:
            yield Setting(way, group, of, label, str(value), choices=_choices(*get_args(field.annotation)))
        else:
            yield Setting(way, group, of, label, _text(value), "number")


def _choices(*words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, str(WORDS.get(word, word))) for word in words)


def _put(document: JsonObject, setting: Setting, typed: str) -> None:
    """Write what was typed where the setting leads; what is not there yet is made."""
    place: Json = document
    for step in setting.way[:-1]:
        place = _inside(place, step)
    key = next((key for key in place if str(key) == str(setting.way[-1])), setting.way[-1])
    if typed or key == "unit":  # a target without a unit says so
        place[key] = _value(setting.kind, typed)
    else:
        _remove(place, key)


def _remove(place: CommentedMap, key: Json) -> None:
    """Remove a value; where a comment follows it, it stays there empty, so that the comment does too."""
    if key in place and key in place.ca.items:
        place[key] = None
    else:
        place.pop(key, None)


def _inside(place: Json, step: str | int) -> Json:
    if isinstance(place, dict):
        if place.get(step) is None:
            place[step] = CommentedSeq() if step == "targets" else CommentedMap()
        if step == "targets":
            place[step].fa.set_block_style()
        return place[step]
    if isinstance(step, int):
        return place[step]
    found = next((one for one in place if one["indicator"] == step), None)
    if found is None:
        found = CommentedMap(indicator=step)
        found.fa.set_flow_style()
        place.append(found)
    return found


def _value(kind: str, typed: str) -> Json:
    """Return the typed text as YAML holds it; what is not of its kind stays a text, and is refused on reading."""
    if kind == "yes":
        return typed == "yes"
    if kind == "number" and re.fullmatch(r"-?\d{1,9}", typed):
        return int(typed)
    if kind == "date":
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return typed
    return typed


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _dated(task: CommentedMap) -> list[str]:
    """Return what of a task belongs to its year: the day, and words about when that name a year."""
    return ["due_date", *(["due"] if re.search(r"\b20\d\d\b", str(task.get("due", ""))) else [])]
