"""Rows that point at rows elsewhere: weakness, cause, outcome, activity and budget line are one chain."""

from collections.abc import Iterator

from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import Column, Field


def nothing_points_at_what_is_gone(book: Workbook) -> Iterator[Fault]:
    """What was chosen among rows elsewhere is still there: a row that was removed leaves nothing pointing at it."""
    for activity, repeat in book.answers:
        if activity not in {a.slug for a in book.definition.activities}:
            continue
        value = book.value(activity, repeat)
        for field in book.definition.activity(activity).fields:
            for where, part, chosen in _chosen(field, value.get(field.key)):
                if lost := [c for c in chosen if c not in dict(book.options(part.source))]:
                    yield Fault(
                        activity,
                        f"“{field.label}”{where}: {len(lost)} of what was chosen is no longer there. Choose again.",
                        repeat=repeat,
                        field=field.key,
                    )


CHECKS = (nothing_points_at_what_is_gone,)


def _chosen(field: Field, entered: object) -> Iterator[tuple[str, Field | Column, list[str]]]:
    """Yield where, which field or column, and what was chosen, for each that takes its choices from rows elsewhere."""
    if "." in field.source and entered:
        yield "", field, entered if isinstance(entered, list) else [str(entered)]
    for number, row in enumerate(entered if isinstance(entered, list) and field.columns else [], start=1):
        for column in field.columns:
            if "." in column.source and (value := row.get(column.key)):
                chosen = value if isinstance(value, list) else [str(value)]
                yield f", row {number}, “{column.label}”", column, chosen
