"""What an approved plan says of when its progress is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from improvement_plans.activities.plan_builder import ACTION_STEPS, OUTCOMES
from improvement_plans.activities.progress import CHECKS
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.workbook import Workbook

Of = ProgressCheck.Of
TABLES = {Of.OUTCOME: (OUTCOMES, "outcomes"), Of.STEP: (ACTION_STEPS, "steps")}


@dataclass(frozen=True)
class Declared:
    """A day that the plan names for one outcome or action step; `key` says from which row of the plan it is."""

    key: str
    of: str
    row: str
    label: str
    due_on: date


@dataclass(frozen=True)
class Measured:
    """An outcome or action step of a plan: its id, and what it is called."""

    of: str
    row: str
    label: str

    @property
    def choice(self) -> str:
        """What a form names it by."""
        return f"{self.of}:{self.row}"


def measured(book: Workbook) -> list[Measured]:
    """Return the outcomes, then the action steps of a plan."""
    return [
        Measured(str(of), row["_id"], book.label_of(role, field, row))
        for of, (role, field) in TABLES.items()
        for row in book.rows_of(role, field)
    ]


def checks(book: Workbook) -> list[Declared]:
    """Return every day that the plan names: of its progress checks and benchmarks, the day of each target, and the last day
    of each action step. A day is there once for each outcome and step, however many rows name it.
    """
    found: dict[tuple[str, str, date], Declared] = {}
    for one in (*_of_outcomes(book), *_of_steps(book)):
        found.setdefault((one.of, one.row, one.due_on), one)
    return sorted(found.values(), key=lambda one: (one.due_on, one.of, one.label))


def _of_outcomes(book: Workbook) -> Iterator[Declared]:
    outcomes = {row["_id"]: row for row in book.rows_of(OUTCOMES, "outcomes")}
    named = [("check", row, row.get("outcomes") or list(outcomes)) for row in book.rows_of(CHECKS, "checks")]
    named += [("benchmark", row, [row.get("outcome")]) for row in book.rows_of(OUTCOMES, "benchmarks")]
    for kind, row, of in named:
        day = parse_date(row.get("date"))
        for outcome in (outcomes[one] for one in of if one in outcomes and day):
            assert day is not None  # noqa: S101 - asked for
            yield _declared(book, f"{kind}:{row['_id']}", Of.OUTCOME, outcome, day)
    for outcome in outcomes.values():
        if day := parse_date(outcome.get("target_date")):
            yield _declared(book, "target", Of.OUTCOME, outcome, day)


def _of_steps(book: Workbook) -> Iterator[Declared]:
    for row in book.rows_of(ACTION_STEPS, "steps"):
        if day := parse_date(row.get("finish")):
            yield _declared(book, "finish", Of.STEP, row, day)


def _declared(book: Workbook, what: str, of: Of, row: dict[str, object], day: date) -> Declared:
    role, field = TABLES[of]
    return Declared(f"{what}:{row['_id']}"[:250], str(of), str(row["_id"]), book.label_of(role, field, row), day)
