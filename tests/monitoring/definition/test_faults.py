"""Every way in which the documents of a year are refused: in words, with the place and the line."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from monitoring.definition import SIZE_LIMIT, DefinitionRefused, Fault, StepForms, faults, read_step_forms, read_year
from monitoring.definition.schema import YearDocument
from tests import definitions


def changed(**parts: Any) -> dict[str, Any]:
    """The parts that replace those of 2023's document; None removes one."""
    return parts


def written(parts: dict[str, Any]) -> str:
    """Return the document of 2023 with some of its parts replaced."""
    document = {**definitions.document(2023), **parts}
    return definitions.dumped({name: value for name, value in document.items() if value is not None})


def refused(given: str | dict[str, Any]) -> dict[str, Fault]:
    """Return the faults of a text, or of 2023's with some parts replaced, by their paths."""
    text = given if isinstance(given, str) else written(given)
    is_year = "\nname: " not in f"\n{text}"
    with pytest.raises(DefinitionRefused) as refused:
        read_year(text, forms=definitions.shipped) if is_year else read_step_forms(text)
    return {one.path: one for one in refused.value.problems}


LEVEL = {"code": "T1", "name": "One", "tier": "targeted", "order": 1, "support": "S", "requires": "R"}
SETTINGS = {"threshold": "3", "minimum_cell": 10, "minimum_n": 20, "combine": "or", "years": 3, "assumed": True}
RULE = {"level": "T1", "when": {"fact": "significantly_disproportionate", "equals": True}}
STEP = {"number": 1, "name": "One", "purpose": "First"}
OLD = "A year and its activities are two documents now."
# By what is wrong: the text, the path of the fault, and the sentence about it.
REFUSED = {
    "not yaml": ("year: [", "document", "The bracket or brace that begins here does not end, or a comma is missing in it."),
    "no keys": ("- a list", "document", "The document has no names with values."),
    "neither a year nor step forms": ("title: A", "document", "This is neither the definition of a year"),
    "a key that is there twice": ("year: 2023\nyear: 2024", "document", "'year' is here twice. Remove one of them."),
    "a reference": ("year: &a 2023\ntitle: *a", "document", "Write the part out; a reference (*name) is not read here."),
    "too long": ("#" * (SIZE_LIMIT + 1), "document", "The document is longer than 1,000,000 characters."),
    "nested without end": ("[" * 5000, "document", "The document has too many lists in each other."),
    "a character that no text has": ("year: \x00", "document", "The document has a character that no text has."),
    "a day that no calendar has": ("year: 2023\nletter_date: 2023-02-30", "document", "There is no such day"),
    "no colon": ("year 2023\ntitle: A", "document", "This line has no colon. Write it as name: value."),
    "two colons": ("title: A: B", "document", "There is a second colon in this line. Put the text in quotes."),
    "the shape of before": (
        changed(step_forms=None, activities=[{"slug": "mine"}], vocabularies={"a": ["b"]}), "activities", OLD,
    ),
    "step forms where a year is wanted": ("name: cim\nactivities: []\nyear: 2023\nstep_forms: cim", "year", "'year' is"),
    "step forms of another name": (changed(step_forms="other"), "step_forms", "No step forms are called other. Load them"),
    "a threshold over nothing": (
        changed(disproportionality={**SETTINGS, "threshold": "1/0"}),
        "disproportionality.threshold",
        "Disproportionality: 'threshold' must be a number; write it as 3, 2.5 or '10/3'; it is '1/0'.",
    ),
    "a target set twice": (
        changed(targets=[{"indicator": "1", "operator": ">", "value": value} for value in ("90", "95")]),
        "targets.1",
        "1 is here twice.",
    ),
    "a level that no column holds": (
        changed(levels=[{**LEVEL, "code": "Targeted 1"}]), "levels.0.code", "must be up to 8 letters, digits, - and _",
    ),
    "an unknown key": (changed(color="blue"), "color", "'color' is not known here. Remove it, or correct its spelling."),
    "a missing key": (changed(levels=None), "levels", "'levels' is missing."),
    "a rule for no level": (changed(rules=[{**RULE, "level": "T9"}]), "rules.0.level", "Rule 1: There is no level T9."),
    "no interval": (
        changed(rules=[{"level": "T1", "when": {"fact": "x", "in": "0 to 4"}}]),
        "rules.0.when.in",
        "Rule 1: 'in' must be an interval, written as [0, 4) or (10, 20]; it is '0 to 4'.",
    ),
    "no number, deep in a rule": (
        changed(rules=[*[RULE] * 5, {"level": "T1", "when": {"any": [{"fact": "x", "at_least": "three"}]}}]),
        "rules.5.when.any.0.at_least",
        "Rule 6, first part: 'at least' must be a number; it is 'three'.",
    ),
    "a condition without a test": (
        changed(rules=[{"level": "T1", "when": {"fact": "x"}}]), "rules.0.when", "Rule 1: 'when' must be a fact with one test",
    ),
    "a target of no indicator": (
        changed(targets=[{"indicator": "99", "operator": ">", "value": "90"}]), "targets.99", "There is no indicator",
    ),
    "a number for a text": (changed(title=2023), "title", "'title' must be a text; put it in quotes; it is '2023'."),
    "a fact that no one knows": (
        changed(rules=[{"level": "T1", "when": {"any": [{"fact": "shoe_size", "at_least": 3}]}}]),
        "rules.0.when.any.0.fact",
        "There is no fact shoe_size. The facts are disproportionate_years, intensive_rank,",
    ),
    "a yes or no that is compared with a number": (
        changed(rules=[{"level": "T1", "when": {"fact": "significantly_disproportionate", "at_least": 1}}]),
        "rules.0.when",
        "significantly_disproportionate is yes or no. Write equals: true or equals: false.",
    ),
    "a task of no level": (
        changed(tasks=[{"levels": ["T9"], "title": "Attend"}]), "tasks.0.levels", "Task 1: There is no level T9.",
    ),
    "steps that no one reviews": (
        changed(levels=[{**LEVEL, "steps": [1]}], rules=None), "levels.T1.reviewers", "Level T1: The level has steps",
    ),
    "no step of a level": (changed(steps=[STEP]), "levels.SD.steps", "Level SD: There is no step "),
    "an activity that the step forms do not have": (
        changed(steps=[{**STEP, "activities": [{"activity": "dance"}]}]),
        "steps.0.activities.0.activity",
        "Step 1, Activity dance: The step forms cim have no activity dance.",
    ),
    "an activity twice": (
        changed(steps=[{**STEP, "activities": [{"activity": "cim_team"}, {"activity": "cim_team"}]}]),
        "steps.0.activities.1.activity",
        "cim_team is here twice.",
    ),
    "an activity for no level": (
        changed(steps=[{**STEP, "activities": [{"activity": "cim_team", "required": ["everyone"]}]}]),
        "steps.0.activities.0",
        "There is no level or tier everyone.",
    ),
    "an activity without the one it needs": (
        re.sub(r"\n.*activity: consolidation\b.*", "", definitions.text(2023)),
        "steps.1.activities.1",
        "The activity needs one with the role consolidation, and the year has none.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "path", "words"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_document_is_refused_in_words_with_the_place(
    given: str | dict[str, Any], path: str, words: str
) -> None:
    assert words in str(refused(given)[path])


ACTIVITY = {"slug": "mine", "title": "Mine", "purpose": "To test"}
TEXT = {"key": "a", "label": "A", "kind": "text"}
COLUMN = {"key": "c", "label": "C", "kind": "text"}


def forms(*fields: dict[str, Any], **more: Any) -> str:
    """Step forms with one activity."""
    activities = [{**ACTIVITY, **more, "fields": list(fields)}]
    return definitions.dumped({"name": "mine", "title": "Mine", "activities": activities})


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        (forms({**TEXT, "kind": "choice"}), "activities.mine.a", "“A” offers nothing to choose."),
        (forms({**TEXT, "kind": "choice", "from": "nowhere"}), "activities.mine.a", "“A” takes its choices from nowhere"),
        (forms({**TEXT, "kind": "table"}), "activities.mine.a", "The table has no columns."),
        (forms({**TEXT, "need": {"required_if": "if it rains"}}), "activities.mine.a.need", "is not a condition"),
        (forms({**TEXT, "need": {"required_if": "b == 'yes'"}}), "activities.mine.a.need", "asks for b, which is no field"),
        (forms({**TEXT, "need": "sometimes"}), "activities.0.fields.0.need", "'need' must be required, optional, or a"),
        (forms({"key": "a", "kind": "text"}), "activities.0.fields.0.label", "Activity mine, field “a”: 'label' is missing."),
        (forms({**TEXT, "label": " "}), "activities.0.fields.0.label", "must be the words that a reader sees"),
        (
            forms({**TEXT, "kind": "table", "columns": [{"key": "c", "kind": "text"}]}),
            "activities.0.fields.0.columns.0.label",
            "Activity mine, field “A”, column “c”: 'label' is missing.",
        ),
        (forms(TEXT, role="juggler"), "activities.mine.role", "There is no role juggler. The roles are action_steps,"),
        (forms(TEXT, role="roster"), "activities.mine", "The role roster needs a field with the key members."),
        (
            forms({**TEXT, "key": "members", "kind": "table", "columns": [COLUMN]}, role="roster"),
            "activities.mine.members",
            "The role roster needs a column with the key ",
        ),
        (forms({**TEXT, "kind": "given"}), "activities.mine.a", "the activity has no role that fills it in"),
        (
            forms({**TEXT, "kind": "table", "columns": [{**COLUMN, "kind": "sum"}]}),
            "activities.mine.a.c",
            "the activity has no role that fills it in",
        ),
    ],
)  # fmt: skip
def test_faulty_step_forms_are_refused_in_words_with_the_place(text: str, path: str, words: str) -> None:
    assert words in str(refused(text)[path])


def test_a_role_that_two_activities_have_is_refused() -> None:
    text = definitions.FORMS.read_text().replace(
        "  - slug: cim_team\n    role: roster", "  - slug: cim_team\n    role: budget"
    )
    assert "The role budget is here twice." in str(refused(text)["activities.cim_team.role"])


def test_a_part_that_lost_its_role_is_refused() -> None:
    """Without its role the checks of an activity would be silent."""
    text = definitions.FORMS.read_text().replace("    role: budget\n", "")
    assert "no role that fills it in" in str(refused(text)["activities.cceis_budget.reserve"])


WRONG: tuple[object, ...] = (
    None,
    "three",
    "",
    3.5,
    -1,
    10**400,
    True,
    [],
    {},
    "2023-02-30",
    "2023-01-02T03:04:05",
    float("nan"),
    ["x"],
    {"x": 1},
)


def _places(part: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value of a document."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part):
        yield (*way, name)
        if isinstance(value, dict | list):
            yield from _places(value, (*way, name))


def _cut(part: Any) -> Any:
    """Return a document with two parts of each list."""
    if isinstance(part, dict):
        return {name: _cut(value) for name, value in part.items()}
    return [_cut(one) for one in part[:2]] if isinstance(part, list) else part


def _with(document: Any, way: tuple[str | int, ...], value: object) -> Any:
    copy: Any = dict(document) if isinstance(document, dict) else list(document)
    copy[way[0]] = _with(copy[way[0]], way[1:], value) if len(way) > 1 else value
    return copy


FULL = {
    "targets": [{"indicator": "1", "operator": ">", "value": 90.5, "unit": "percent"}],
    "disproportionality": {**SETTINGS, "thresholds": {4: "2.5"}, "reasonable_progress": True, "own_letter": False},
    "snapshot": [{"source": "CALPADS", "data_year": "2021-22", "as_of": "2022-10-05", "approved_by": "LEA"}],
    "determinations": {
        "categories": [{"code": "a", "name": "A", "order": 1, "consequences": [{"years": 2, "text": "T"}]}],
        "rules": [{"category": "a", "when": {"all": [{"fact": "x", "more_than": 1}, {"fact": "y", "less_than": 2}]}}],
    },
}


@pytest.mark.parametrize("model", [YearDocument, StepForms])
def test_whatever_is_wrong_is_said_in_our_words(model: type[BaseModel]) -> None:
    """Every kind of value in every place: each word that the schema has for a fault is one of ours."""
    kinds: set[str] = set()
    is_year = model is YearDocument
    text = definitions.text(2022) if is_year else definitions.FORMS.read_text()
    document = _cut({**definitions.values(text), **(FULL if is_year else {})})
    for way in _places(document):
        for value in WRONG:
            raw = _with(document, way, value)
            try:
                model.model_validate(raw)
            except ValidationError as found:
                kinds |= {one["type"] for one in found.errors()}
                for problem_way, sentence in faults.problems_of(found.errors(), raw):
                    assert "Input should" not in sentence
                    assert "valid" not in sentence
                    assert faults.place_of(problem_way, raw) is not None
    assert kinds - {"missing", "extra_forbidden", "value_error"} <= faults.MUST_BE.keys()
    assert {"missing", "extra_forbidden", "value_error", "tuple_type", "model_type", "literal_error"} & kinds


def test_a_fault_without_a_word_of_ours_is_said_plainly_too() -> None:
    for kind in list_all_errors():
        error = {
            "type": kind["type"],
            "loc": ("year",),
            "ctx": {**(kind.get("example_context") or {}), "error": "must be so"},
        }
        ((way, sentence),) = faults.problems_of([error], {"year": 1})
        assert way == ("year",)
        assert kind["example_message_python"] not in sentence


LINES = {
    "what is misspelt": ("year: 2023\ntitle: A year\nlevls: []\n", "levls", 3),
    "what is missing, where its part begins": ("year: 2023\ntitle: A year\n", "levels", 1),
    "in a list, by its number": (
        "year: 2023\nrules:\n  - {level: T1, when: {}}\n  - level: T2\n    when: 3\n",
        "rules.1.when",
        5,
    ),
    "a key that is there twice": ("year: 2023\ntitle: A\ntitle: B\n", "document", 3),
    "a list that does not end": ("title: A\nyear: [2023\nnote: B\n", "document", 2),
    "a text whose quotes do not end": ("title: A\nnote: 'B\nyear: 2023\n", "document", 2),
    "a day that no calendar has": ("year: 2023\n\nletter_date: 2023-02-30\n", "document", 3),
}


@pytest.mark.parametrize(("text", "path", "line"), LINES.values(), ids=LINES)
def test_a_fault_names_its_line(text: str, path: str, line: int) -> None:
    assert refused(text)[path].line == line


@pytest.mark.parametrize("line", [22, 45, 120])
@pytest.mark.parametrize("broken", ["  no colon here", "    title: 'no end", "  a: b: c", "levels: [a, b"])
def test_a_broken_line_is_named_and_not_the_one_after_it(line: int, broken: str) -> None:
    lines = [f"name{number}: text" for number in range(1, 200)]
    lines[line - 1] = broken.strip()
    fault = refused("\n".join(["year: 2023", *lines[1:]]))["document"]
    assert (fault.line, fault.there) == (line, broken.strip())


@pytest.mark.parametrize(
    "name", ["    tier: significant", "    reviewers: [state]", "  minimum_n: 20", "    name: Dropout"]
)
def test_a_line_of_a_year_that_lost_its_colon_is_named(name: str) -> None:
    text = definitions.text(2023)
    line = text.splitlines().index(name) + 1
    fault = refused(text.replace(f"\n{name}\n", f"\n{name.replace(':', '')}\n", 1))["document"]
    assert (fault.line, fault.sentence) == (line, "This line has no colon. Write it as name: value.")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("reviewers: [state]", "reviewers: []", "levels.SD.reviewers"),
        ("{level: T1, when", "{level: T9, when", "rules.7.level"),
        ("{activity: cim_team,", "{activity: cim_teem,", "steps.0.activities.1.activity"),
    ],
)
def test_what_points_at_nothing_names_its_line(old: str, new: str, path: str) -> None:
    text = definitions.text(2023)
    assert old in text
    broken = text.replace(old, new, 1)
    line = refused(broken)[path].line
    assert new in broken.splitlines()[(line or 0) - 1]


def test_a_fault_of_step_forms_names_its_line() -> None:
    text = definitions.FORMS.read_text()
    broken = text.replace("from: measurable_outcomes.outcomes}", "from: nowhere}", 1)
    line = refused(broken)["activities.measurable_outcomes.benchmarks.outcome"].line
    assert "from: nowhere}" in broken.splitlines()[(line or 0) - 1]


@pytest.mark.parametrize(
    "condition", ["level == XX", "level != XX", "'level in [SD, XX]'", "'level == SD and level != XX'"]
)
def test_a_field_that_is_asked_for_at_a_level_that_the_year_lacks_is_refused(condition: str) -> None:
    text = definitions.FORMS.read_text()
    assert "required_if: level == SD" in text
    changed_forms = read_step_forms(text.replace("required_if: level == SD", f"required_if: {condition}", 1))
    with pytest.raises(DefinitionRefused) as met:
        read_year(definitions.text(2023), forms=lambda name: changed_forms)
    assert "is asked for at the level XX, and there is no such level." in str(met.value)


def test_the_statuses_of_an_indicator_are_in_the_order_of_their_days() -> None:
    days = [{"since": "2024-07-01", "status": "counted"}, {"since": "2023-07-01", "status": "shown"}]
    document = definitions.document(2023)
    document["indicators"][0]["status"] = days
    with pytest.raises(DefinitionRefused, match="must have its statuses in the order of their days, one a day"):
        read_year(definitions.dumped(document), forms=definitions.shipped)
