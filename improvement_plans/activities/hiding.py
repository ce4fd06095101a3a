"""A plan as a reader may see it: small numbers of students, and what would give them back, are replaced by a word."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from cim_portal.lib import suppression
from cim_portal.lib.shapes import Json, JsonObject
from determinations.runs.words import secret_of
from improvement_plans.activities import drill_down
from improvement_plans.activities.plan_builder import OUTCOMES
from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import HIDDEN, Value, Workbook
from monitoring.definition import Activity, Field

MEASURED = (OUTCOMES, "progress", "evaluation")  # roles with tables in which a row is an outcome
MEASURES = ("baseline", "target", "value")
COUNTED: tuple[str, ...] = ("numerator", "denominator")


def seen(book: Workbook) -> Workbook:
    """Return the book of which pages and documents show everything: with its small numbers hidden, unless its readers see
    them. Made once."""
    if book.shows_small:
        return book
    if book.as_seen is None:
        activities = {activity.slug: activity for activity in book.definition.activities}
        held: dict[str, dict[str, Value]] = {}
        for slug, repeat in book.kept_at():
            if activity := activities.get(slug):
                held.setdefault(slug, {})[repeat] = as_read(book, activity, book.value(slug, repeat))
        book.as_seen = Workbook(book.plan, frozen=held, period=book.period)
    return book.as_seen


def as_read(book: Workbook, activity: Activity, value: Value) -> Value:
    """Return what was typed in an activity, at any time, as the readers of the book may see it."""
    if book.shows_small:
        return value
    return {**value, **{f.key: _field(book, activity, f, value[f.key]) for f in activity.fields if f.key in value}}


def fault_as_read(book: Workbook, fault: Fault) -> Fault:
    """Return what does not fit together without the numbers that its sentence repeats, unless readers see them."""
    if book.shows_small or not fault.says_numbers:
        return fault
    return replace(fault, sentence=_("Numbers do not fit together. They are not shown, since they may be small."))


def _field(book: Workbook, activity: Activity, field: Field, entered: Json) -> Json:
    if not field.columns:
        counts = field.unit == "students" and suppression.is_small(parse_number(entered))
        return str(HIDDEN) if counts else entered
    if not isinstance(entered, list):
        return entered
    if activity.role in MEASURED:
        return [_measure(book, row) for row in entered]
    grouped = activity.role == drill_down.DRILL_DOWN and field.key in drill_down.GROUPED
    small, keys = (drill_down.small_rows(entered), COUNTED) if grouped else _small_rows(field, entered)
    return [_without(row, keys) if at in small else row for at, row in enumerate(entered)]


def _small_rows(field: Field, rows: list[JsonObject]) -> tuple[set[int], tuple[str, ...]]:
    """Return which rows of a table count few students, and their columns with counts and shares of these."""
    counts = [column.key for column in field.columns if column.unit == "students"]
    if not counts:
        return set(), ()
    shares = [column.key for column in field.columns if column.unit == "percent"]
    counted = [
        [
            *(parse_number(row.get(key)) for key in counts),
            *(_share(row.get(share), row.get(key)) for share in shares for key in counts),
        ]
        for row in rows
    ]
    return set(suppression.hidden_rows(counted)), (*counts, *shares)


def _share(share: Json, of: Json) -> Decimal | None:
    counted = suppression.counted_by(parse_number(share), parse_number(of))
    return None if counted is None else Decimal(str(counted))


def measured_as_read(book: Workbook, row: JsonObject) -> JsonObject:
    """Return a row of which `_id` or `outcome` names an outcome, with its numbers as the readers of the book may see them."""
    return row if book.shows_small else _measure(book, row)


def _measure(book: Workbook, row: JsonObject) -> JsonObject:
    """Hide a small number of students, and where a percentage restates an element whose rate is hidden."""
    outcomes = book.rows_of(OUTCOMES, "outcomes")
    outcome = next((one for one in outcomes if one["_id"] in (row.get("outcome"), row["_id"])), row)
    if outcome.get("unit") == "students":
        return _without(row, tuple(key for key in MEASURES if suppression.is_small(parse_number(row.get(key)))))
    chosen = outcome.get("element") or []
    secret = any(secret_of(one).rate for one in book.letter_elements if one["indicator"] in chosen)
    secret = secret or any(one["small_numbers"] for one in book.findings if one["code"] in chosen)
    return _without(row, ("baseline", "value")) if secret else row


def _without(row: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    return {**row, **{key: str(HIDDEN) for key in keys if row.get(key) not in (None, "")}}
