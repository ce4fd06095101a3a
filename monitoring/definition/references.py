"""What a document says of itself that does not fit together: names that point at nothing, and names that are there twice."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from monitoring.access.roles import ROLES
from monitoring.definition import facts, federal, field_kinds, roles
from monitoring.definition.merging import levels_of
from monitoring.definition.places import Way
from monitoring.definition.schema import (
    Activity,
    Column,
    Condition,
    Definition,
    Field,
    FormActivity,
    Need,
    StepForms,
    YearDocument,
    holds,
)
from monitoring.definition.schema.forms import levels_of as levels_asked

# Choices that come from the portal itself, not from the document.
LETTER_ELEMENTS, ACTIVITIES, REVIEW_ITEMS = "letter_elements", "activities", "review_items"
KEPT_CAUSES = "kept_causes"

Problem = tuple[Way, str]  # the way to it, and a sentence that says what to correct


def of_forms(forms: StepForms) -> Iterator[Problem]:
    """Yield what does not fit together in step forms."""
    yield from _twice({"activities": [activity.slug for activity in forms.activities]})
    yield from _of_choices(forms)
    named = [activity.role for activity in forms.activities if activity.role]
    for activity in forms.activities:
        way: Way = ("activities", activity.slug)
        if activity.role and named.count(activity.role) > 1:
            yield (
                (*way, "role"),
                _("The role %(role)s is here twice. Only one activity can have it.") % {"role": activity.role},
            )
        yield from _of_role(way, activity)
        yield from _in_activity(way, activity)
        for field, part, here in _parts(way, activity):
            yield from _no_choices(here, field, part, forms.vocabularies, forms.activities)


def _of_choices(forms: StepForms) -> Iterator[Problem]:
    """Yield lists of choices without a choice, and choices that are in one twice."""
    for name, values in forms.vocabularies.items():
        if not values:
            yield ("vocabularies", name), _("The list has nothing to choose from.")
        for value in sorted({one for one in values if values.count(one) > 1}):
            yield ("vocabularies", name), _("“%(value)s” is here twice.") % {"value": value}


def of_year(year: YearDocument, forms: StepForms) -> Iterator[Problem]:
    """Yield what a year's document names that is neither in it nor in its step forms."""
    levels, outcomes = {level.code for level in year.levels}, {outcome.code for outcome in year.outcomes}
    for number, rule in enumerate(year.rules):
        if rule.level and rule.level not in levels:
            yield ("rules", number, "level"), _("There is no level %(level)s.") % {"level": rule.level}
        if rule.outcome and rule.outcome not in outcomes:
            yield ("rules", number, "outcome"), _("There is no outcome %(outcome)s.") % {"outcome": rule.outcome}
        yield from _asked(("rules", number, "when"), rule.when, year)
    categories = {category.code for category in year.determinations.categories}
    for number, given in enumerate(year.determinations.rules):
        if given.category not in categories:
            yield (
                ("determinations", "rules", number, "category"),
                _("There is no category %(category)s.") % {"category": given.category},
            )
        yield from _asked(("determinations", "rules", number, "when"), given.when, year)
    yield from _in_measures(year)
    yield from _in_levels(year)
    for number, task in enumerate(year.tasks):
        for code in sorted(set(task.levels) - levels):
            yield ("tasks", number, "levels"), _("There is no level %(code)s.") % {"code": code}
    yield from _in_federal_files(year)
    yield from _in_steps(year, forms)
    yield from _twice(
        {
            "levels": [level.code for level in year.levels],
            "outcomes": [*levels, *(outcome.code for outcome in year.outcomes)],
            "categories": [category.code for category in year.determinations.categories],
            "indicators": [indicator.code for indicator in year.indicators],
            "steps": [str(step.number) for step in year.steps],
            "targets": [target.indicator for target in year.targets],
            "snapshot": [one.source for one in year.snapshot],
            "requirements": [one.code for one in year.requirements],
        }
    )


def _in_federal_files(year: YearDocument) -> Iterator[Problem]:
    for number, one in enumerate(year.federal_columns):
        way: Way = ("federal_columns", number)
        known = federal.VALUES.get(one.file)
        if known is None:
            yield (
                (*way, "file"),
                _("There is no federal file %(file)s. The files are %(files)s.")
                % {"file": one.file, "files": ", ".join(federal.FILES)},
            )
        elif one.value not in known:
            yield (
                (*way, "value"),
                _("There is no value %(value)s. The values of %(file)s are %(values)s.")
                % {"value": one.value, "file": one.file, "values": ", ".join(known)},
            )
        before = [other.heading for other in year.federal_columns[:number] if other.file == one.file]
        if one.heading in before:
            yield (
                (*way, "heading"),
                _("Two columns of a file cannot have the same heading, %(heading)s.") % {"heading": one.heading},
            )


def of_year_with_forms(definition: Definition, year: YearDocument) -> Iterator[Problem]:
    """Yield what an activity of the year takes from another that the year does not have."""
    there = {activity.role for activity in definition.activities}
    codes = {level.code for level in definition.levels}
    for activity in definition.activities:
        way = _use(year, activity)
        found = roles.role(activity.role)
        for needed in found.needs if found else ():
            if needed not in there:
                yield (
                    way,
                    _("The activity needs one with the role %(needed)s, and the year has none.") % {"needed": needed},
                )
        for field, part, _key in _parts(way, activity):
            yield from _no_choices(way, field, part, definition.vocabularies, definition.activities)
        for field in activity.fields:
            for code in levels_asked(field.need.required_if) if isinstance(field.need, Need) else ():
                if code not in codes:
                    yield (
                        way,
                        _("“%(label)s” is asked for at the level %(code)s, and there is no such level.")
                        % {"label": field.label, "code": code},
                    )


def _asked(way: Way, condition: Condition, year: YearDocument) -> Iterator[Problem]:
    """Yield what a condition asks for that no one knows, and tests that do not suit what they ask for."""
    for word, parts in (("any", condition.any_of), ("all", condition.all_of)):
        for number, part in enumerate(parts or ()):
            yield from _asked((*way, word, number), part, year)
    if condition.fact is None:
        return
    categories = tuple(category.code for category in year.determinations.categories)
    kind = facts.kind_of(condition.fact)
    if kind is None or condition.fact not in facts.known(categories):
        yield (
            (*way, "fact"),
            _("There is no fact %(fact)s. The facts are %(categories)s.")
            % {"fact": condition.fact, "categories": ", ".join(facts.known(categories))},
        )
    elif kind.compared == "yes or no" and not isinstance(condition.equals, bool):
        yield way, _("%(fact)s is yes or no. Write equals: true or equals: false.") % {"fact": condition.fact}
    elif kind.compared == "number" and isinstance(condition.equals, bool):
        yield way, _("%(fact)s is a number. Compare it with a number.") % {"fact": condition.fact}


def _in_measures(year: YearDocument) -> Iterator[Problem]:
    for target in year.targets:
        if target.indicator not in {one.code for one in year.indicators}:
            yield ("targets", target.indicator), _("There is no indicator of that code.")
    sources = {one.source for one in year.snapshot}
    for one in year.indicators:
        if one.data_source and one.data_source not in sources:
            yield (
                ("indicators", one.code, "data_source"),
                _("The data of the year have no source %(source)s.") % {"source": one.data_source},
            )


def _in_levels(year: YearDocument) -> Iterator[Problem]:
    for level in year.levels:
        for step in sorted(set(level.steps) - {step.number for step in year.steps}):
            yield ("levels", level.code, "steps"), _("There is no step %(step)s.") % {"step": step}
        if level.steps and not level.reviewers:
            yield ("levels", level.code, "reviewers"), _("The level has steps, and no one is named who reviews them.")


def _in_steps(year: YearDocument, forms: StepForms) -> Iterator[Problem]:
    known = {activity.slug for activity in forms.activities}
    words = {word for level in year.levels for word in (level.code, level.tier)}
    used: set[str] = set()
    for number, step in enumerate(year.steps):
        for place, use in enumerate(step.activities):
            way: Way = ("steps", number, "activities", place)
            if use.activity not in known:
                yield (
                    (*way, "activity"),
                    _("The step forms %(name)s have no activity %(activity)s.")
                    % {"name": forms.name, "activity": use.activity},
                )
            if use.activity in used:
                yield (*way, "activity"), _("%(activity)s is here twice.") % {"activity": use.activity}
            used.add(use.activity)
            for word in sorted({*levels_of(use), *use.titles} - words):
                yield way, _("There is no level or tier %(word)s.") % {"word": word}


def _use(year: YearDocument, activity: Activity) -> Way:
    """Return the way to where a year names an activity."""
    return next(
        ("steps", number, "activities", place)
        for number, step in enumerate(year.steps)
        for place, use in enumerate(step.activities)
        if use.activity == activity.slug
    )


def _twice(named: dict[str, list[str]]) -> Iterator[Problem]:
    for part, names in named.items():
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield (part, name), _("%(name)s is here twice.") % {"name": name}


def _of_role(way: Way, activity: FormActivity) -> Iterator[Problem]:
    """Yield what the activity's role needs and is not there, and what no role fills in."""
    found = roles.role(activity.role)
    if activity.role and found is None:
        yield (
            (*way, "role"),
            _("There is no role %(role)s. The roles are %(known)s.")
            % {"role": activity.role, "known": ", ".join(roles.known())},
        )
        return
    fields = {field.key: field for field in activity.fields}
    for key, columns in found.fields.items() if found else ():
        if key not in fields:
            yield way, _("The role %(role)s needs a field with the key %(key)s.") % {"role": activity.role, "key": key}
            continue
        for missing in sorted(set(columns) - {one.key for one in fields[key].columns}):
            yield (
                (*way, key),
                _("The role %(role)s needs a column with the key %(missing)s.")
                % {"role": activity.role, "missing": missing},
            )
    for field in activity.fields:
        if _is_filled_in(field) and field.key not in (found.fills if found else ()):
            yield (*way, field.key), _("No one types this field, and the activity has no role that fills it in.")
        yield from _signed_by_no_one((*way, field.key), field)
        if field.carried and (not field.columns or field.rows_from or activity.repeat != "once"):
            yield (
                (*way, field.key),
                _("Only a table with rows of its own, in an activity that is done once, is carried."),
            )
        for place, column in enumerate(field.columns):
            is_label = place == 0 and bool(field.rows_from)  # the first column of fixed rows is what they are called
            if (
                _is_filled_in(column)
                and not is_label
                and f"{field.key}.{column.key}" not in (found.fills if found else ())
            ):
                yield (
                    (*way, field.key, column.key),
                    _("No one types this column, and the activity has no role that fills it in."),
                )


def _signed_by_no_one(way: Way, field: Field) -> Iterator[Problem]:
    """Yield roles of accounts that sign and that no one can have, and a field that is signed and is no assurance."""
    for role in sorted(set(field.signed_by) - set(ROLES)):
        yield way, _("There is no role %(role)s that people have.") % {"role": role}
    if field.signed_by and field.kind != "assurance":
        yield way, _("Only an assurance can be signed.")


def _is_filled_in(part: Field | Column) -> bool:
    return field_kinds.kind_of(part.kind).is_filled_in


def _in_activity(way: Way, activity: FormActivity) -> Iterator[Problem]:
    keys = [field.key for field in activity.fields]
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        yield (*way, key), _("%(key)s is here twice.") % {"key": key}
    for field in activity.fields:
        here: Way = (*way, field.key)
        if field_kinds.kind_of(field.kind).needs == "columns" and not field.columns:
            yield here, _("The table has no columns.")
        if isinstance(field.need, Need):
            yield from _unreadable((*here, "need"), field.need.required_if, keys)
        columns = [column.key for column in field.columns]
        if field.gathered_if:
            yield from _unreadable((*here, "gathered_if"), field.gathered_if, columns)
        for column in field.columns:
            if column.among and not _is_column(column.among, activity):
                yield (*here, column.key), _("%(among)s is no column of this activity.") % {"among": column.among}


def _is_column(name: str, activity: FormActivity) -> bool:
    return name in {f"{field.key}.{column.key}" for field in activity.fields for column in field.columns}


def _parts(way: Way, activity: FormActivity) -> Iterator[tuple[Field, Field | Column, Way]]:
    """Yield each field and column of an activity: the field, the part, and the way to it."""
    for field in activity.fields:
        yield field, field, (*way, field.key)
        for column in field.columns:
            yield field, column, (*way, field.key, column.key)


def _unreadable(way: Way, condition: str, keys: list[str]) -> Iterator[Problem]:
    try:
        holds(condition, level="", value={})
    except ValueError as fault:
        yield way, f"{fault}."
        return
    for name in re.findall(r"(?:^| and )\s*(\w+)", condition):
        if name not in {*keys, "level"}:
            yield way, _("The condition asks for %(name)s, which is no field of this activity.") % {"name": name}


def _no_choices(
    way: Way,
    field: Field,
    part: Field | Column,
    vocabularies: dict[str, tuple[str, ...]],
    activities: tuple[FormActivity, ...],
) -> Iterator[Problem]:
    sources = [part.source] if part.source else []
    if part is field and field.rows_from:
        sources.append(field.rows_from)
    for source in sources:
        if source in (LETTER_ELEMENTS, ACTIVITIES, REVIEW_ITEMS, KEPT_CAUSES) or source in vocabularies:
            continue
        slug, key = source.split(".", 1) if "." in source else (source, "")
        if not any(a.slug == slug and any(f.key == key for f in a.fields) for a in activities):
            yield (
                way,
                _("“%(label)s” takes its choices from %(source)s, which is neither a list of choices nor a field.")
                % {"label": part.label, "source": source},
            )
    if field_kinds.kind_of(part.kind).needs == "choices" and not (part.values or part.source):
        yield (
            way,
            _("“%(label)s” offers nothing to choose. Give it values, or say where they are from.")
            % {"label": part.label},
        )
