"""What changed between two documents, in words."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.definition import Definition
from monitoring.definition.comparison import compare
from tests import definitions

DOCUMENT: dict[str, Any] = definitions.read(2023).canonical()
DOCUMENT["targets"] = [
    {"indicator": "3A-ELA", "operator": ">", "value": "95"},
    {"indicator": "5A", "operator": ">=", "value": "60"},
]
RULES, LEVELS, ACTIVITIES, TASKS = (DOCUMENT[part] for part in ("rules", "levels", "activities", "tasks"))
NEW_LEVEL = {"code": "T9", "name": "Targeted Level 9", "tier": "targeted", "order": 1, "support": "S", "requires": "R"}


def made(**parts: Any) -> Definition:
    """The document of 2023 with two targets and some of its parts replaced."""
    return Definition.model_validate({**DOCUMENT, **parts})


def said(**parts: Any) -> list[str]:
    """What the document with those parts says otherwise."""
    return [change.sentence for change in compare(before=made(), after=made(**parts))]


def with_rule(number: int, **parts: Any) -> list[Any]:
    return [*RULES[:number], {**RULES[number], **parts}, *RULES[number + 1 :]]


def with_field(**parts: Any) -> list[Any]:
    """The activities, with the second field of the first one changed."""
    first = ACTIVITIES[0]
    fields = [first["fields"][0], {**first["fields"][1], **parts}, *first["fields"][2:]]
    return [{**first, "fields": fields}, *ACTIVITIES[1:]]


@pytest.mark.parametrize(
    ("parts", "sentences"),
    [
        (
            {"targets": [{"indicator": "3A-ELA", "operator": ">", "value": "90"}, DOCUMENT["targets"][1]]},
            ["Target of 3A-ELA (ELA participation): from more than 95% to more than 90%."],
        ),
        (
            {"targets": DOCUMENT["targets"][:1]},
            ["Target of 5A (Regular class, 80 percent of the day or more) is gone. It was: at least 60%."],
        ),
        (
            {"rules": with_rule(6, when={"fact": "missed_elements", "at_least": 4})},
            [
                "Rule 7, Targeted Level 2, condition, Elements whose target was missed: was at least 3; is now at least 4."
            ],
        ),
        (
            {"rules": [RULES[1], *RULES]},
            [
                "Rule 1, Cyclical Monitoring for Small LEAs is new: level: “SL”, condition: Students with disabilities"
                " on census day: at most 100, note: “Small LEAs are not selected on indicators.”."
            ],
        ),
        (
            {"rules": RULES[:7]},
            [
                "Rule 8, Targeted Level 1 is gone. It was: level: “T1”, condition: Elements whose target was missed: at least 1."
            ],
        ),
        ({"letter_date": "2023-04-03"}, ["Date of the letters: from March 20, 2023 to April 3, 2023."]),
        ({"letter_date": None}, ["Date of the letters: was March 20, 2023; is now not set."]),
        (
            {"levels": [*LEVELS, NEW_LEVEL]},
            [
                "Level T9 (Targeted Level 9) is new: code: “T9”, name: “Targeted Level 9”, tier: “targeted”, order: 1,"
                " support: “S”, what it asks for: “R”."
            ],
        ),
        (
            {"levels": [{**LEVELS[0], "name": "Significant"}, *LEVELS[1:]]},
            ["Level SD (Significant), name: from “Significant Disproportionality” to “Significant”."],
        ),
        ({"levels": [LEVELS[1], LEVELS[0], *LEVELS[2:]]}, ["Levels: the order is now I3, SD, I2, I1, T3, T2, T1, SL."]),
        (
            {"tasks": [{**TASKS[0], "due_date": "2023-05-01"}]},
            ["Task “Attend or view the instructional webinar” (I1), due date: was not set; is now May 1, 2023."],
        ),
        (
            {"activities": with_field(label="We have read it")},
            [
                "Activity 1.1 Assurances and prerequisites, field “We have read it”, label: from “We have read the letter"
                " and the data behind it” to “We have read it”."
            ],
        ),
        (
            {"activities": with_field(need={"required_if": "level == SD"})},
            [
                "Activity 1.1 Assurances and prerequisites, field “We have read the letter and the data behind it”, when it"
                " must be filled in: from “required” to required if level is SD."
            ],
        ),
        (
            {"disproportionality": {**DOCUMENT["disproportionality"], "threshold": "7/2", "assumed": False}},
            [
                "Disproportionality, threshold: from 3 to 3.50.",
                "Disproportionality, assumed, not confirmed: from yes to no.",
            ],
        ),
        (
            {"vocabularies": {**DOCUMENT["vocabularies"], "finding": ["none", "some"]}},
            ["List of choices finding: from findings recorded, reviewed and none found, does not apply to none, some."],
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_change_is_said_in_words(parts: dict[str, Any], sentences: list[str]) -> None:
    assert said(**parts) == sentences


def test_the_rules_and_categories_of_the_yearly_determination_are_compared_too() -> None:
    categories = DOCUMENT["determinations"]["categories"]
    rule = {"category": categories[0]["code"], "when": {"fact": "missed_elements", "at_most": 0}}
    first, second = said(determinations={"categories": categories[1:], "rules": [rule]})
    assert first.startswith("Determinations, categories Meets Requirements is gone.")
    assert second.startswith("Determinations, rules 1 is new: category: “meets_requirements”, condition: Elements")


def test_changes_stand_under_the_heading_of_their_part() -> None:
    changes = compare(before=made(), after=made(title="Another", targets=[], steps=[*DOCUMENT["steps"], STEP_9]))
    assert [change.part for change in changes] == ["The year", "Targets", "Targets", "Steps and activities"]


STEP_9 = {"number": 9, "name": "Rest", "purpose": "To rest"}


@pytest.mark.parametrize("year", definitions.YEARS)
def test_equal_documents_differ_in_nothing(year: int) -> None:
    read = definitions.read(year)
    assert compare(before=read, after=Definition.model_validate(read.canonical())) == []


SMALL = {part: value[:3] if isinstance(value, list) else value for part, value in DOCUMENT.items()}
NO_CHANGE = ("tag", "required_if")  # a note to ourselves; and a condition, which is refused where it cannot be read
LEAVES = st.sampled_from(["text", "T9", "2023-01-02", 7, 3.5, True, None, "[0, 4)", "3", ["T1"], []])


@st.composite
def documents(draw: st.DrawFn) -> Definition:
    """The document with a few of its places changed, dropped, doubled or moved, as far as the schema lets it be."""
    document = deepcopy(SMALL)
    for _ in range(draw(st.integers(0, 4))):
        _disturb(document, draw)
    try:
        return Definition.model_validate(document)
    except ValueError:
        return Definition.model_validate(SMALL)


def _disturb(part: Any, draw: st.DrawFn) -> None:
    """Go down to a place at random, and change it there."""
    while True:
        places = [one for one in part if one not in NO_CHANGE] if isinstance(part, dict) else list(range(len(part)))
        if not places:
            return
        place = draw(st.sampled_from(places))
        if isinstance(part[place], dict | list) and draw(st.integers(0, 9)):
            part = part[place]
            continue
        way = draw(st.sampled_from(["change", "drop", "double", "move"]))
        if way == "drop":
            del part[place]
        elif way == "change" or isinstance(part, dict):
            part[place] = deepcopy(draw(LEAVES))
        else:
            part.insert(draw(st.sampled_from(places)), part[place] if way == "double" else part.pop(place))
        return


@settings(max_examples=300)
@given(documents(), documents())
def test_every_difference_appears_and_nothing_else(before: Definition, after: Definition) -> None:
    changes = compare(before=before, after=after)
    assert bool(changes) == (before.canonical() != after.canonical())
    for part in Definition.model_fields:
        alone = before.model_copy(update={part: getattr(after, part)})
        assert bool(compare(before=before, after=alone)) == (before.canonical() != alone.canonical())


def test_what_counts_is_compared_in_words() -> None:
    computed = [{**DOCUMENT["targets"][0], "decides": "computed"}, DOCUMENT["targets"][1]]
    assert said(targets=computed) == [
        "Target of 3A-ELA (ELA participation): from more than 95% to more than 95%, calculated from the rate."
    ]
    first = {**DOCUMENT["indicators"][0], "status": [{"since": "2023-07-01", "status": "shown"}]}
    assert said(indicators=[first, *DOCUMENT["indicators"][1:]]) == [
        "Indicator 1 (Graduation), status 1 is new: shown and not counted since July 1, 2023."
    ]


def test_a_tag_is_a_note_to_ourselves_and_no_change_that_anyone_reads() -> None:
    assert said(activities=with_field(tag="P")) == []
    new = {"key": "fresh", "label": "Fresh", "kind": "text", "tag": "P"}
    first = {**ACTIVITIES[0], "fields": [*ACTIVITIES[0]["fields"], new]}
    assert "tag" not in " ".join(said(activities=[first, *ACTIVITIES[1:]]))
