"""The year's document: what it says, and every way in which it is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.definition import SIZE_LIMIT, Definition, DefinitionRefused, holds, read_definition

FOLDER = Path("fixtures/definitions")
YEARS = sorted(FOLDER.glob("*.yaml"))


def read(year: int) -> Definition:
    return read_definition((FOLDER / f"{year}.yaml").read_text())


def changed(**parts: Any) -> str:
    """The document of 2023 with some of its parts replaced."""
    document = yaml.safe_load((FOLDER / "2023.yaml").read_text())
    return yaml.safe_dump({**document, **parts})


@pytest.mark.parametrize("path", YEARS, ids=lambda p: p.stem)
def test_each_year_that_comes_with_the_portal_is_sound(path: Path) -> None:
    assert read_definition(path.read_text()).year == int(path.stem)


def test_a_document_read_from_its_canonical_form_is_the_same() -> None:
    once = read(2023)
    assert read_definition(yaml.safe_dump(once.canonical())).canonical() == once.canonical()


def test_levels_mean_what_they_meant_in_their_year() -> None:
    assert "T1" not in {level.code for level in read(2022).levels}
    assert list(read(2023).level("T3").reviewers) == ["selpa", "state"]
    assert list(read(2023).level("T1").reviewers) == ["selpa"]
    required = [a.slug for a, must in read(2022).activities_for("T3", 1) if must]
    assert required == ["ppp_review"]


def test_what_the_state_has_not_published_is_not_there() -> None:
    assert read(2024).rules == ()
    assert read(2023).targets == ()
    assert read(2024).letter_date is None
    assert read(2023).disproportionality.assumed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "1"),
        ("3 ELA participation", "3A-ELA"),
        ("Assessment: ELA Participation", "3A-ELA"),
        ("4 Year Cohort Graduation Rate*", "1"),
        ("Discipline (>10 days) Rate *", "4A"),
        ("4a", "4A"),
    ],
)
def test_an_indicator_is_known_by_its_names_in_files(text: str, code: str) -> None:
    found = read(2023).indicator_for(text)
    assert found is not None
    assert found.code == code


def test_a_number_that_stands_for_several_elements_is_none_of_them() -> None:
    assert read(2023).indicator_for("3") is None


LEVEL = {"code": "T1", "name": "One", "tier": "targeted", "order": 1, "support": "S", "requires": "R"}
SETTINGS = {"threshold": "3", "minimum_cell": 10, "minimum_n": 20, "combine": "or", "years": 3, "assumed": True}
REFUSED = {
    "not yaml": ("year: [", "document"),
    "no keys": ("- a list", "document"),
    "a key that stands twice": ("year: 2023\nyear: 2024", "document"),
    "an alias": ("year: &a 2023\ntitle: *a", "document"),
    "too long": ("#" * (SIZE_LIMIT + 1), "document"),
    "nested without end": ("[" * 5000, "document"),
    "a day that no calendar has": ("year: 2023\nletter_date: 2023-02-30", "document"),
    "a threshold over nothing": (
        changed(disproportionality={**SETTINGS, "threshold": "1/0"}),
        "disproportionality.threshold",
    ),
    "a target set twice": (
        changed(targets=[{"indicator": "1", "operator": ">", "value": value} for value in ("90", "95")]),
        "targets.1",
    ),
    "a level that no column holds": (changed(levels=[{**LEVEL, "code": "Targeted 1"}]), "levels.0.code"),
    "an unknown key": (changed(colour="blue"), "colour"),
    "a missing key": (changed(levels=None), "levels"),
    "a rule for no level": (changed(rules=[{"level": "T9", "when": {"fact": "x", "equals": True}}]), "rules.0.level"),
    "no interval": (changed(rules=[{"level": "T1", "when": {"fact": "x", "in": "0 to 4"}}]), "rules.0.when.in"),
    "a condition without a test": (changed(rules=[{"level": "T1", "when": {"fact": "x"}}]), "rules.0.when"),
    "a target of no indicator": (
        changed(targets=[{"indicator": "99", "operator": ">", "value": "90"}]),
        "targets.99",
    ),
    "a bare yes": (changed(vocabularies={"answers": [True, False]}), "vocabularies.answers.0"),
    "a task of no level": (changed(tasks=[{"levels": ["T9"], "title": "Attend"}]), "tasks.0.levels"),
    "steps that nobody reviews": (
        changed(levels=[{**LEVEL, "steps": [1]}]),
        "levels.T1.reviewers",
    ),
    "no step of a level": (changed(steps=[{"number": 1, "name": "One", "purpose": "First"}]), "levels.SD.steps"),
}
ACTIVITY = {"slug": "mine", "step": 1, "number": "1.1", "title": "Mine", "purpose": "To test"}


@pytest.mark.parametrize(("text", "path"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_document_is_refused_with_the_place(text: str, path: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(text)
    assert path in [one.path for one in refused.value.problems]


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ({"key": "a", "label": "A", "kind": "choice"}, "activities.mine.a"),
        ({"key": "a", "label": "A", "kind": "choice", "from": "nowhere"}, "activities.mine.a"),
        ({"key": "a", "label": "A", "kind": "table"}, "activities.mine.a"),
        ({"key": "a", "label": "A", "kind": "text", "need": {"required_if": "if it rains"}}, "activities.mine.a.need"),
        ({"key": "a", "label": "A", "kind": "text", "need": {"required_if": "b == 'yes'"}}, "activities.mine.a.need"),
    ],
)
def test_a_faulty_field_is_refused_with_the_place(field: dict[str, Any], path: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(changed(activities=[{**ACTIVITY, "fields": [field]}]))
    assert path in [one.path for one in refused.value.problems]


@pytest.mark.parametrize(
    ("condition", "level", "value", "expected"),
    [
        ("level == SD", "SD", {}, True),
        ("level == SD", "T1", {}, False),
        ("level in [SD, I1]", "I1", {}, True),
        ("revised != 'no'", "T1", {"revised": "yes"}, True),
        ("type starts with addendum", "SD", {"type": "addendum, continuing LEA"}, True),
        ("level == SD and revised == 'yes'", "SD", {"revised": "no"}, False),
    ],
)
def test_a_need_follows_from_level_and_other_fields(
    condition: str, level: str, value: dict[str, Any], expected: bool
) -> None:
    assert holds(condition, level=level, value=value) is expected


LINES = {
    "what is misspelt": ("year: 2023\ntitle: A year\nlevls: []\n", "levls", 3),
    "what is missing, where its part begins": ("year: 2023\ntitle: A year\n", "levels", 1),
    "in a list, by its number": (
        "year: 2023\nrules:\n  - {level: T1, when: {}}\n  - level: T2\n    when: 3\n",
        "rules.1.when",
        5,
    ),
    "a key that stands twice": ("year: 2023\ntitle: A\ntitle: B\n", "document", 3),
    "a list that does not end": ("year: [2023\ntitle: A\n", "document", 2),
    "a day that no calendar has": ("year: 2023\n\nletter_date: 2023-02-30\n", "document", 3),
}


@pytest.mark.parametrize(("text", "path", "line"), LINES.values(), ids=LINES)
def test_a_fault_names_its_line(text: str, path: str, line: int) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(text)
    assert (path, line) in [(one.path, one.line) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("from: measurable_outcomes.outcomes}", "from: nowhere}", "activities.measurable_outcomes.benchmarks.outcome"),
        ("reviewers: [state]", "reviewers: []", "levels.SD.reviewers"),
        ("{level: T1, when", "{level: T9, when", "rules.7.level"),
    ],
)
def test_what_points_at_nothing_names_its_line(old: str, new: str, path: str) -> None:
    text = (FOLDER / "2023.yaml").read_text()
    assert old in text
    broken = text.replace(old, new, 1)
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(broken)
    lines = {one.path: one.line for one in refused.value.problems}
    assert new in broken.splitlines()[(lines[path] or 0) - 1]
