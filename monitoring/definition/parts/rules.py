"""The rules: in what each ends, and the tests that must hold for it, line by line."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from cim_portal.lib import numbers
from cim_portal.lib.shapes import Json
from monitoring.definition import facts
from monitoring.definition.parts import arranging
from monitoring.definition.parts.arranging import Edit
from monitoring.definition.parts.declaring import Cell, Part, Row, Typed, said
from monitoring.definition.parts.writing import Stays
from monitoring.definition.places import Way
from monitoring.definition.schema import Condition, Definition
from monitoring.definition.words import condition_in_words

SPARE = 2  # lines for tests that a rule does not have yet
JOINED = (("all", gettext_lazy("all of these hold")), ("any", gettext_lazy("any of these holds")))
KEPT = "kept"  # a part that has tests within itself stays, or is removed
REMOVED = "removed"
TESTS = {
    "in": gettext_lazy("in the range"),
    "at_least": numbers.OPERATORS[">="],
    "at_most": numbers.OPERATORS["<="],
    "more_than": numbers.OPERATORS[">"],
    "less_than": numbers.OPERATORS["<"],
    "equals": gettext_lazy("is"),
}


def parts(definition: Definition) -> Iterator[Part]:
    """Yield the rules for levels and other outcomes, and those for the categories of the yearly determination."""
    yield Part(
        slug="rules",
        title=gettext_lazy("Rules"),
        hint=gettext_lazy(
            "Tried from the top; the first that holds gives the level. A number that is missing never holds."
        ),
        way=("rules",),
        rows=tuple(
            _row(number, _ends(definition, rule.ends_in), rule.when, rule.note, definition)
            for number, rule in enumerate(definition.rules)
        ),
        blank=(_ends(definition, ""), *_tests(None, definition), _note("")),
        write=partial(_write, ending=partial(_put_ending, definition)),
        ordered=True,
        in_a_line=True,
        place=_place,
    )
    if definition.determinations.categories:
        yield _of_categories(definition)


def _of_categories(definition: Definition) -> Part:
    given = definition.determinations.rules
    return Part(
        slug="determination-rules",
        title=gettext_lazy("Rules of the yearly determination"),
        hint=gettext_lazy("The first that holds gives the category, where the state does not upload its own."),
        way=("determinations", "rules"),
        rows=tuple(
            _row(number, _category(definition, rule.category), rule.when, rule.note, definition)
            for number, rule in enumerate(given)
        ),
        blank=(_category(definition, ""), *_tests(None, definition), _note("")),
        write=partial(_write, ending=_put_category),
        ordered=True,
        in_a_line=True,
        place=_place,
    )


def _row(number: int, ending: Cell, when: Condition, note: str, definition: Definition) -> Row:
    cells = (ending, *_tests(when, definition), _note(note))
    return Row(number, _("Rule %(number)s") % {"number": number + 1}, cells)


def _ends(definition: Definition, value: str) -> Cell:
    choices = (("", _("– choose –")), *definition.endings.items())
    return Cell(("ends_in",), gettext_lazy("Ends in"), value, choices=choices)


def _category(definition: Definition, value: str) -> Cell:
    named = ((one.code, one.name) for one in definition.determinations.categories)
    return Cell(("ends_in",), gettext_lazy("Category"), value, choices=(("", _("– choose –")), *named))


def _note(value: str) -> Cell:
    return Cell(("note",), gettext_lazy("Note"), value, "long")


def _tests(when: Condition | None, definition: Definition) -> Iterator[Cell]:
    """Yield how the tests of a rule are joined, then a fact, a comparison and a value for each, and for some more."""
    tests = _lines(when)
    yield Cell(("join",), gettext_lazy("It holds when"), "any" if when and when.any_of else "all", choices=JOINED)
    codes = tuple(category.code for category in definition.determinations.categories)
    named = sorted(((name, facts.fact_in_words(name)) for name in facts.known(codes)), key=lambda one: str(one[1]))
    known = (("", _("– nothing –")), *named)
    for number in range(len(tests) + SPARE):
        test = tests[number] if number < len(tests) else None
        yield from _test(number, test, known)


def _lines(when: Condition | None) -> tuple[Condition, ...]:
    if when is None:
        return ()
    return (when,) if when.fact else when.any_of or when.all_of or ()


def _test(number: int, test: Condition | None, known: tuple[tuple[str, str], ...]) -> Iterator[Cell]:
    if test is not None and test.fact is None:
        kept = ((KEPT, condition_in_words(test)), (REMOVED, _("Remove this part")))
        yield Cell(("tests", number, "part"), _("Part %(number)s") % {"number": number + 1}, KEPT, choices=kept)
        return
    how = _how(test)
    labels = {"number": number + 1}
    yield Cell(("tests", number, "fact"), _("Test %(number)s") % labels, test.fact or "" if test else "", choices=known)
    yield Cell(("tests", number, "test"), _("Comparison %(number)s") % labels, how, choices=tuple(TESTS.items()))
    yield Cell(("tests", number, "value"), _("Value %(number)s") % labels, _value(test, how))


def _how(test: Condition | None) -> str:
    if test is None:
        return "at_least"
    return next(name for name in TESTS if test.test("within" if name == "in" else name))


def _value(test: Condition | None, how: str) -> str:
    value = getattr(test, "within" if how == "in" else how) if test else None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _write(text: str, part: Part, stays: Stays, *, ending: Json) -> str:
    edits = [Edit(row.was, partial(_put, row=row, typed=typed, ending=ending)) for row, typed in stays]
    return arranging.with_list(text=text, way=part.way, edits=edits, in_a_line=part.in_a_line)


def _put(item: CommentedMap, *, row: Row, typed: Typed, ending: Json) -> None:
    """Write a rule: what it ends in, what it asks for, and its note, each only where it was changed."""
    changed = {str(cell.way[0]) for cell in (row.changed(typed) if row.was is not None else row.cells)}
    if "ends_in" in changed:
        ending(item, str(typed["ends_in"]))
    if changed & {"join", "tests"}:
        when = _when(item.get("when"), row, typed)
        if when is None:
            item.pop("when", None)  # reading says that it is missing
        else:
            item["when"] = when
    note = next(cell for cell in row.cells if cell.way == ("note",))
    if said(note, typed["note"]):
        item["note"] = said(note, typed["note"])
    elif "note" in item.ca.items:
        item["note"] = ""
    else:
        item.pop("note", None)


def _put_ending(definition: Definition, item: CommentedMap, code: str) -> None:
    item.pop("level", None)
    item.pop("outcome", None)
    item.insert(0, "outcome" if code in {one.code for one in definition.outcomes} else "level", code)


def _put_category(item: CommentedMap, code: str) -> None:
    item["category"] = code


def _when(there: Json, row: Row, typed: Typed) -> CommentedMap | None:
    """Return the condition that was typed, or None where nothing was. A part with tests within itself is as it was."""
    old = _old(there)
    count = 1 + max((int(cell.way[1]) for cell in row.cells if cell.way[0] == "tests"), default=-1)
    tests = [one for number in range(count) if (one := _typed_test(number, typed, old)) is not None]
    if len(tests) < 2:
        return tests[0] if tests else None
    joined = CommentedMap({str(typed["join"]): CommentedSeq(tests)})
    joined.fa.set_flow_style()
    if isinstance(there, CommentedMap) and not there.fa.flow_style():
        joined.fa.set_block_style()
    return joined


def _old(there: Json) -> list[CommentedMap]:
    if not isinstance(there, CommentedMap):
        return []
    return [there] if "fact" in there else list(there.get("any") or there.get("all") or ())


def _typed_test(number: int, typed: Typed, old: list[CommentedMap]) -> CommentedMap | None:
    name = f"tests.{number}"
    if f"{name}.part" in typed:
        return old[number] if typed[f"{name}.part"] == KEPT else None
    fact, how = str(typed[f"{name}.fact"]), str(typed[f"{name}.test"])
    if not fact:
        return None
    test = CommentedMap({"fact": fact, how: _meant(str(typed[f"{name}.value"]).strip(), how)})
    test.fa.set_flow_style()
    return test


def _meant(value: str, how: str) -> Json:
    """Return what was typed for a test: yes or no, a whole number, or else the text, which reading refuses or takes."""
    words = {_("yes").casefold(): True, _("no").casefold(): False, "true": True, "false": False}
    if how == "equals" and value.casefold() in words:
        return words[value.casefold()]
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 and how != "in" else value


def _place(steps: list[str]) -> str:
    """Turn the way to a part of a condition, `when.any.1.in`, into the name of its cell, `tests.1.value`."""
    if not steps or steps[0] in ("level", "outcome", "category"):
        return "ends_in"
    if steps[0] != "when":
        return steps[0]
    inside: Way = tuple(steps[2:]) if len(steps) > 2 and steps[1] in ("any", "all") else ("0", *steps[1:])
    if not inside or not str(inside[0]).isdecimal():
        return "tests.0.fact"
    last = inside[1] if len(inside) > 1 else ""
    return f"tests.{inside[0]}.{'fact' if last in ('', 'fact') else 'value'}"
