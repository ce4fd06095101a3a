"""What earlier activities of a step found, with the way to where it was found; and causes that were kept, as root causes."""

from collections.abc import Callable, Iterator
from itertools import takewhile

from django.urls import reverse
from django.utils.translation import gettext as _

from cim_portal.lib.shapes import Json, JsonObject
from improvement_plans.activities.drill_down import CONSOLIDATION
from improvement_plans.activities.root_cause import CAUSES
from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.workbook import kinds
from improvement_plans.workbook.workbook import Place, Value, Workbook, row_label
from monitoring.definition import Column, Field, Need, Role, holds

FOLLOWS = "follows"  # the column of a root cause that says which kept causes it states
ROLES = (Role(CAUSES, fields={"causes": ("statement", "area")}, fills=("found",)),)


def found_before(role: str) -> Callable[[Workbook, str], Shown]:
    """Return what gathers what the activities found that are in the same step as `role` and before it."""

    def gathered(book: Workbook, repeat: str) -> Shown:
        rows, links = [], []
        for place in _before(book, role):
            for field, words in _found(book, place):
                rows.append([place.title, field.label, words])
                links.append(_address(book, place, field))
        if not rows:
            return Shown(lines=[_("Nothing was found yet. What you write under other activities gathers here.")])
        return Shown(columns=[_("Activity"), _("Where"), _("What it found")], rows=rows, links=links)

    return gathered


GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {
    f"{CONSOLIDATION}.evidence": found_before(CONSOLIDATION),
    f"{CAUSES}.found": found_before(CAUSES),
}


def begun(book: Workbook, place: Place) -> Value | None:
    """Return a page of root causes on which nothing was entered yet with a row for each cause that was kept, or None."""
    value = book.value(*place.key)
    if place.activity.role != CAUSES or value.get("causes") or not _names_kept(place.activity.field("causes")):
        return None
    rows: list[JsonObject] = [
        {"_id": f"k{one['_id']}", "statement": one["cause"], "family": one["family"], FOLLOWS: [one["_id"]]}
        for one in book.kept_causes
    ]
    return {**value, "causes": rows} if rows else None


def each_kept_cause_becomes_a_root_cause(book: Workbook) -> Iterator[Fault]:
    """Each cause that the analysis kept is stated by a root cause."""
    slug, rows = book.slug(CAUSES), book.rows_of(CAUSES, "causes")
    if not slug or not rows or not _names_kept(book.definition.activity(slug).field("causes")):
        return
    stated = {one for row in rows for one in row.get(FOLLOWS) or []}
    for kept in book.kept_causes:
        if kept["_id"] not in stated:
            sentence = _(
                "The analysis kept “%(cause)s”, and no root cause states it. Choose it under “%(column)s”, or do not keep it."
            )
            words = {"cause": kept["cause"], "column": book.heading(CAUSES, "causes", FOLLOWS)}
            yield Fault(slug, sentence % words, severity="warning", field="causes")


CHECKS = (each_kept_cause_becomes_a_root_cause,)


def _names_kept(declared: Field) -> bool:
    return any(column.key == FOLLOWS for column in declared.columns)


def _before(book: Workbook, role: str) -> list[Place]:
    for step in book.definition.steps_for(book.level):
        places = book.places(step.number)
        if any(place.activity.role == role for place in places):
            return list(takewhile(lambda place: place.activity.role != role, places))
    return []


def _found(book: Workbook, place: Place) -> Iterator[tuple[Field, str]]:
    """Yield what was found on a page: its lists of points, and the fields and rows that the step forms say are gathered."""
    value = book.value(*place.key)
    for field in place.activity.fields:
        entered: Json = value.get(field.key)
        kind = kinds.kind(field)
        if kind.is_blank(entered) or _is_of_another_method(book, field, value):
            continue
        if kind.needs == "columns":
            labels = dict(book.fixed_rows(field))
            yield from ((field, words) for row in entered if (words := _of_row(book, field, row, labels)))
        elif kind.says_points or field.gathered:
            yield field, "; ".join(line.strip().rstrip(".") for line in str(entered).splitlines() if line.strip())


def _is_of_another_method(book: Workbook, field: Field, value: Value) -> bool:
    """Say whether a field is for another answer than was given: the whys of what became a fishbone."""
    return isinstance(field.need, Need) and not field.required(level=book.level, value=value)


def _of_row(book: Workbook, field: Field, row: JsonObject, labels: dict[str, str]) -> str:
    """Return what a row says that is gathered, after what the row is called; blank where it says nothing of that."""
    if field.gathered_if and not holds(field.gathered_if, level=book.level, value=row):
        return ""
    said = [c for c in field.columns if c.gathered and not kinds.kind(c).is_blank(row.get(c.key))]
    texts = [f"{column.label}: {_shown(book, column, row)}" for column in said]
    if not texts:
        return ""
    called = labels.get(row["_id"]) or row_label(row, field)
    return f"{called.rstrip('.')}. {'; '.join(texts)}"


def _shown(book: Workbook, column: Column, row: JsonObject) -> str:
    options = book.options(column.source) if column.source else [(word, word) for word in column.values]
    return " ".join(kinds.kind(column).shown(row[column.key], options).split())


def _address(book: Workbook, place: Place, field: Field) -> str:
    step = next(
        step.number for step in book.definition.steps_for(book.level)
        if any(one.key == place.key for one in book.places(step.number))
    )  # fmt: skip
    at = [book.plan.lea.code, book.plan.year.year, step, *filter(None, place.key)]
    return f"{reverse('activity_for' if place.repeat else 'activity', args=at)}#field-{field.key}"
