"""What another document would do to what is there already. The app that knows registers it when the portal starts."""

from collections.abc import Callable
from dataclasses import dataclass

from monitoring.definition.schema import Definition, FormActivity, StepForms


@dataclass(frozen=True)
class Effect:
    """What would follow, for one kind of thing: a heading, and sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """An activity that is there no more, or one of its fields. `field` is blank for the activity as a whole."""

    activity: str
    title: str
    field: str = ""
    label: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked about: a year's definition that is changed, or step forms, and what goes. `year` is None for those."""

    year: int | None
    name: str
    after: Definition | StepForms
    gone: tuple[Gone, ...]


Find = Callable[[Asked], Effect | None]
_FINDERS: list[Find] = []


def register(*finders: Find) -> None:
    """Let these be asked, each once."""
    _FINDERS.extend(find for find in finders if find not in _FINDERS)


def found(*, before: Definition | StepForms, after: Definition | StepForms) -> list[Effect]:
    """Return what would follow if `after` were used in the place of `before`."""
    year, name = (after.year, after.step_forms) if isinstance(after, Definition) else (None, after.name)
    asked = Asked(year, name, after, tuple(_gone(before, after)))
    return [effect for find in _FINDERS if (effect := find(asked)) is not None]


def _gone(before: Definition | StepForms, after: Definition | StepForms) -> list[Gone]:
    there = {activity.slug: activity for activity in after.activities}
    gone: list[Gone] = []
    for activity in before.activities:
        kept = there.get(activity.slug)
        gone += [Gone(activity.slug, activity.title)] if kept is None else _fields_gone(activity, kept)
    return gone


def _fields_gone(activity: FormActivity, kept: FormActivity) -> list[Gone]:
    keys = {field.key for field in kept.fields}
    return [
        Gone(activity.slug, activity.title, field.key, field.label)
        for field in activity.fields
        if field.key not in keys
    ]
