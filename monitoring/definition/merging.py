"""A year and its step forms, made one: each activity with its step, its number and its levels."""

from collections.abc import Iterable

from monitoring.definition.schema import Activity, Definition, Step, StepForms, Use, YearDocument


def merged(year: YearDocument, forms: StepForms) -> Definition:
    """Return the year with the activities that its steps have; what it names in the step forms must be there."""
    said = {part: getattr(year, part) for part in YearDocument.model_fields if part != "steps"}
    known = {activity.slug: activity for activity in forms.activities}
    return Definition(
        **said,
        steps=tuple(Step(number=one.number, name=one.name, purpose=one.purpose) for one in year.steps),
        vocabularies=forms.vocabularies,
        activities=tuple(
            Activity(
                **{part: getattr(known[use.activity], part) for part in type(known[use.activity]).model_fields},
                step=step.number,
                number=f"{step.number}.{place}",
                alternate_titles=use.titles,
                applies=codes_of(year, use.required),
                optional_for=codes_of(year, use.optional),
            )
            for step in year.steps
            for place, use in enumerate(step.activities, start=1)
        ),
    )


def codes_of(year: YearDocument, words: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the levels that are named by code or by tier, in the order of the year's levels."""
    wanted = set(words)
    return tuple(level.code for level in year.levels if wanted & {level.code, level.tier})


def levels_of(use: Use) -> tuple[str, ...]:
    """Return every word by which an activity's levels are named in a year."""
    return (*use.required, *use.optional)
