"""What a document says of itself that does not fit together: names that point at nothing, and names that stand twice."""

import re
from collections.abc import Iterator

from monitoring.definition.places import Way
from monitoring.definition.schema import Activity, Column, Definition, Field, Need, holds

# Choices that come from the portal itself, not from the document.
LETTER_ELEMENTS, ACTIVITIES, REVIEW_ITEMS = "letter_elements", "activities", "review_items"

Problem = tuple[Way, str]  # the way to it, and a sentence that says what to mend


def dangling(*, definition: Definition) -> Iterator[Problem]:
    """Yield what points at nothing, and what stands twice."""
    levels = {level.code for level in definition.levels}
    for number, rule in enumerate(definition.rules):
        if rule.level not in levels:
            yield ("rules", number, "level"), f"there is no level {rule.level}."
    categories = {category.code for category in definition.determinations.categories}
    for number, given in enumerate(definition.determinations.rules):
        if given.category not in categories:
            yield ("determinations", "rules", number, "category"), f"there is no category {given.category}."
    for target in definition.targets:
        if target.indicator not in {i.code for i in definition.indicators}:
            yield ("targets", target.indicator), "there is no indicator of that code."
    yield from _dangling_in_levels(definition)
    for number, task in enumerate(definition.tasks):
        for code in set(task.levels) - levels:
            yield ("tasks", number, "levels"), f"there is no level {code}."
    yield from _twice(definition)
    for activity in definition.activities:
        yield from _dangling_in_activity(definition, activity, levels)


def _dangling_in_levels(definition: Definition) -> Iterator[Problem]:
    for level in definition.levels:
        for step in set(level.steps) - {s.number for s in definition.steps}:
            yield ("levels", level.code, "steps"), f"there is no step {step}."
        if level.steps and not level.reviewers:
            yield (
                ("levels", level.code, "reviewers"),
                "names nobody, and the level has steps that somebody has to review.",
            )


def _twice(definition: Definition) -> Iterator[Problem]:
    named = {
        "levels": [level.code for level in definition.levels],
        "categories": [category.code for category in definition.determinations.categories],
        "indicators": [indicator.code for indicator in definition.indicators],
        "activities": [activity.slug for activity in definition.activities],
        "steps": [str(step.number) for step in definition.steps],
        "targets": [target.indicator for target in definition.targets],
    }
    for part, names in named.items():
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield (part, name), "stands twice."


def _dangling_in_activity(definition: Definition, activity: Activity, levels: set[str]) -> Iterator[Problem]:
    way: Way = ("activities", activity.slug)
    if activity.step not in {s.number for s in definition.steps}:
        yield (*way, "step"), f"there is no step {activity.step}."
    for code in sorted({*activity.applies, *activity.optional_for} - levels):
        yield (*way, "applies"), f"there is no level {code}."
    keys = [field.key for field in activity.fields]
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        yield (*way, key), "stands twice."
    for field in activity.fields:
        here: Way = (*way, field.key)
        if field.kind == "table" and not field.columns:
            yield here, "is a table without columns."
        if isinstance(field.need, Need):
            yield from _unreadable((*here, "need"), field.need.required_if, keys)
        declared: list[Field | Column] = [field, *field.columns]
        for part in declared:
            yield from _no_choices(definition, here if part is field else (*here, part.key), part)


def _unreadable(way: Way, condition: str, keys: list[str]) -> Iterator[Problem]:
    try:
        holds(condition, level="", value={})
    except ValueError as fault:
        yield way, f"{fault}."
        return
    for name in re.findall(r"(?:^| and )\s*(\w+)", condition):
        if name not in {*keys, "level"}:
            yield way, f"asks for {name}, which is no field of this activity."


def _no_choices(definition: Definition, way: Way, part: Field | Column) -> Iterator[Problem]:
    sources = [part.source] if part.source else []
    if isinstance(part, Field) and part.rows_from:
        sources.append(part.rows_from)
    for source in sources:
        if source in (LETTER_ELEMENTS, ACTIVITIES, REVIEW_ITEMS) or source in definition.vocabularies:
            continue
        slug, _, key = source.partition(".")
        if not any(a.slug == slug and any(f.key == key for f in a.fields) for a in definition.activities):
            yield way, f"takes its choices from {source}, which is neither a vocabulary nor a field."
    if part.kind in ("choice", "choices") and not (part.values or part.source):
        yield way, "offers nothing to choose; give it values, or say where they are from."
