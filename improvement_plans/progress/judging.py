"""What is entered of a check has to fit the plan: a value where one is counted, words where it goes badly."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from improvement_plans.activities.plan_builder import ACTION_STEPS, OUTCOMES
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.workbook.kinds.number import KIND, parse_number
from improvement_plans.workbook.workbook import Workbook

Reading = Entry.Reading
READINGS = {
    ProgressCheck.Of.OUTCOME: (Reading.ON_COURSE, Reading.BEHIND, Reading.REACHED, Reading.NO_DATA),
    ProgressCheck.Of.STEP: (Reading.ON_COURSE, Reading.BEHIND, Reading.DONE, Reading.DROPPED),
}
SAY_WHY = (Reading.BEHIND, Reading.NO_DATA, Reading.DROPPED)


class Misfit(Refused):
    """Something that was entered does not fit; `field` is the one of the form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def insist(check: ProgressCheck, value: str, as_of: date, reading: str, words: str, *, today: date) -> None:
    """Refuse what does not fit the plan. Raises Misfit."""
    if reading not in READINGS[ProgressCheck.Of(check.of)]:
        raise Misfit("reading", _("Choose one of these."))
    if reading in SAY_WHY and not words.strip():
        raise Misfit("words", _("Say why, and what you will do."))
    if as_of > today:
        raise Misfit("as_of", _("This day is still to come. Enter the day on which it was counted."))
    if check.of == ProgressCheck.Of.OUTCOME:
        _insist_on_value(check, value.strip(), reading)
    elif value.strip():
        raise Misfit("value", _("An action step has no value."))


def outcome_of(book: Workbook, row: str) -> JsonObject:
    """Return an outcome of the plan by its id; empty where the plan has it no more."""
    return next((one for one in book.rows_of(OUTCOMES, "outcomes") if one["_id"] == row), {})


def evidence_missing(book: Workbook, check: ProgressCheck, entries: Iterable[Entry]) -> str:
    """Say what the plan names as evidence of an action step that is entered as done, where no file is attached; else blank."""
    entered = sorted(entries, key=lambda entry: entry.pk)
    if check.of != ProgressCheck.Of.STEP or not entered or entered[-1].reading != Reading.DONE:
        return ""
    if any(entry.file_id for entry in entered):
        return ""
    step = next((one for one in book.rows_of(ACTION_STEPS, "steps") if one["_id"] == check.row), {})
    said = _("The plan names as evidence: %(evidence)s. No file is attached yet.")
    return said % {"evidence": step["evidence"]} if step.get("evidence") else ""


def is_reached(outcome: JsonObject, value: Decimal) -> bool | None:
    """Say whether a value reaches the target of an outcome; None where the plan has no target that can be compared."""
    target = parse_number(outcome.get("target"))
    if target is None:
        return None
    return {
        "at least": value >= target,
        "more than": value > target,
        "at most": value <= target,
        "less than": value < target,
        "exactly": value == target,
    }.get(str(outcome.get("direction")))


def _insist_on_value(check: ProgressCheck, value: str, reading: str) -> None:
    if reading == Reading.NO_DATA:
        if value:
            raise Misfit("reading", _("There is a value, so choose how it goes."))
        return
    if not value:
        raise Misfit("value", _("Enter the value, or choose that there is no data yet."))
    outcome = outcome_of(Workbook(check.plan, shows_small=True), check.row)
    if fault := KIND.fault(value) or KIND.misfit(value, str(outcome.get("unit") or "")):
        raise Misfit("value", _("The value %(fault)s.") % {"fault": fault})
    number = parse_number(value)
    if number is not None and reading == Reading.REACHED and is_reached(outcome, number) is False:
        words = {"direction": outcome["direction"], "target": outcome["target"]}
        raise Misfit("reading", _("The target is %(direction)s %(target)s, which this value does not reach.") % words)
