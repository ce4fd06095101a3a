"""Progress of a plan as its page shows it: each outcome with its values against the target, each action step with its state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cim_portal.lib import charts, numbers
from cim_portal.lib.charts import Chart
from cim_portal.lib.shapes import JsonObject
from improvement_plans.activities.hiding import measured_as_read
from improvement_plans.progress import declared, judging, queries
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Workbook

Of = ProgressCheck.Of


@dataclass(frozen=True)
class Line:
    """One check: when it is due, and what was entered of it, as its readers may see it."""

    check: ProgressCheck
    entry: Entry | None
    value: str
    is_late: bool
    corrected: int
    evidence_missing: str


@dataclass(frozen=True)
class Measured:
    """An outcome or action step with its checks; `target` and `start` in words, and the chart of an outcome's values."""

    choice: str
    row: str
    label: str
    start: str
    target: str
    unit: str
    lines: list[Line]
    chart: Chart | None

    @property
    def state(self) -> Entry | None:
        """What was entered last of it."""
        entered = [line.entry for line in self.lines if line.entry]
        return max(entered, key=lambda entry: (entry.as_of, entry.pk), default=None)

    @property
    def last_value(self) -> str:
        """The value that was entered last, of those that have one."""
        valued = [line for line in self.lines if line.entry and line.value]
        return max(valued, key=_as_of).value if valued else ""


def _as_of(line: Line) -> tuple[date, int]:
    assert line.entry is not None  # noqa: S101 - such lines alone are asked
    return line.entry.as_of, line.entry.pk


@dataclass(frozen=True)
class Board:
    """All of it. `gone` are checks with entries whose outcome or action step the plan has no more."""

    outcomes: list[Measured]
    steps: list[Measured]
    gone: list[Line]
    late: int

    @property
    def undated(self) -> list[Measured]:
        """What the plan names no day for."""
        return [one for one in (*self.outcomes, *self.steps) if not one.lines]

    @property
    def choices(self) -> list[tuple[object, str]]:
        """What a day can be set for: what has none first."""
        found = sorted((*self.outcomes, *self.steps), key=lambda one: bool(one.lines))
        return [(one.choice, one.label) for one in found]


def of_plan(book: Workbook, *, today: date) -> Board:
    """Return the progress of the plan of `book`, as its readers may see it."""
    lines: dict[tuple[str, str], list[Line]] = {}
    for check in queries.checks_of(book.plan):
        lines.setdefault((check.of, check.row), []).append(_line(book, check, today))
    shown: dict[str, list[Measured]] = {str(Of.OUTCOME): [], str(Of.STEP): []}
    for one in declared.measured(book):
        its = lines.pop((one.of, one.row), [])
        outcome = judging.outcome_of(book, one.row) if one.of == Of.OUTCOME else {}
        shown[one.of].append(_measured(book, one, outcome, its))
    every = [line for one in (*shown[Of.OUTCOME], *shown[Of.STEP]) for line in one.lines]
    gone = [line for rest in lines.values() for line in rest]
    return Board(shown[Of.OUTCOME], shown[Of.STEP], gone, sum(line.is_late for line in (*every, *gone)))


def entries_of(book: Workbook, check: ProgressCheck) -> list[tuple[Entry, str]]:
    """Return what was entered of a check, the newest first, each with its value as the readers of the book may see it."""
    return [(one, _value(book, check, one)) for one in sorted(check.entries.all(), key=lambda one: -one.pk)]


def _line(book: Workbook, check: ProgressCheck, today: date) -> Line:
    entry = queries.last_entry(check)
    alive = book.plan.status == "approved"
    is_late = alive and check.entered_at is None and check.due_on < today
    return Line(
        check,
        entry,
        _value(book, check, entry),
        is_late,
        corrected=max(len(check.entries.all()) - 1, 0),
        evidence_missing=judging.evidence_missing(book, check, check.entries.all()),
    )


def _value(book: Workbook, check: ProgressCheck, entry: Entry | None) -> str:
    if entry is None or not entry.value:
        return ""
    said = str(measured_as_read(book, {"_id": check.row, "value": entry.value})["value"])
    number = parse_number(said)
    return said if number is None else numbers.in_words(number)


def _measured(book: Workbook, one: declared.Measured, outcome: JsonObject, lines: list[Line]) -> Measured:
    said = measured_as_read(book, outcome) if outcome else {}
    target = parse_number(said.get("target"))
    words = f"{said.get('direction') or ''} {numbers.in_words(target) if target is not None else ''}".strip()
    return Measured(
        choice=one.choice,
        row=one.row,
        label=one.label,
        start=_words(said.get("baseline")),
        target=words,
        unit=str(said.get("unit") or ""),
        lines=lines,
        chart=_chart(one.label, said, lines, words) if outcome else None,
    )


def _chart(label: str, outcome: JsonObject, lines: Iterable[Line], target: str) -> Chart | None:
    """Draw the values of an outcome from its start on; None before there is one. What is hidden is no point."""
    points = sorted(_points(outcome, lines))
    if not points:
        return None
    aim = parse_number(outcome.get("target"))
    return charts.towards(
        title=_("%(outcome)s: values and target") % {"outcome": label},
        points=[(day, float(number)) for day, number in points],
        target=None if aim is None else float(aim),
        target_words=target,
        axis=str(outcome.get("unit") or _("Value")).capitalize(),
    )


def _points(outcome: JsonObject, lines: Iterable[Line]) -> Iterator[tuple[date, Decimal]]:
    start, day = parse_number(outcome.get("baseline")), parse_date(outcome.get("baseline_date"))
    found = {} if start is None or day is None else {day: start}
    for line in lines:
        number = parse_number(line.value)
        if line.entry and number is not None:
            found[line.entry.as_of] = number
    yield from found.items()


def _words(said: object) -> str:
    number = parse_number(said)
    return str(said or "") if number is None else numbers.in_words(number)
