"""The chain of the plan: causes → outcomes → high-leverage activities → action steps, and what must fit together."""

from collections.abc import Callable, Iterator

from improvement_plans.fields import parse_date, parse_number
from improvement_plans.parts.kinds import Fault, Shown
from improvement_plans.queries import Workbook, row_label

RISING, FALLING = {"at least", "more than"}, {"at most", "less than"}
GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {}


def each_cause_is_answered(book: Workbook) -> Iterator[Fault]:
    """Each root cause is answered by an outcome and by a high-leverage activity."""
    outcomes, activities = book.rows("measurable_outcomes.outcomes"), book.rows("high_leverage.activities")
    for cause in book.rows("root_causes.causes"):
        if outcomes and not _names(outcomes, "causes", cause["_id"]):
            yield Fault("measurable_outcomes", f"No outcome answers the cause “{row_label(cause)}”.", field="outcomes")
        if activities and not _names(activities, "causes", cause["_id"]):
            yield Fault(
                "high_leverage",
                f"No high-leverage activity answers the cause “{row_label(cause)}”.",
                field="activities",
            )


def each_outcome_can_be_reached(book: Workbook) -> Iterator[Fault]:
    """A target differs from its baseline in the stated direction, and lies after it; a missing baseline has a reason."""
    for row in book.rows("measurable_outcomes.outcomes"):
        name = f"The outcome “{row_label(row)}”"
        baseline, target = parse_number(row.get("baseline")), parse_number(row.get("target"))
        if baseline is None and not str(row.get("no_baseline_why") or "").strip():
            yield _outcome(f"{name} has no baseline. Enter it, or say why there is none and when there will be.")
        if baseline is not None and target is not None:
            if row.get("direction") in RISING and target <= baseline:
                yield _outcome(
                    f"{name} aims at {row['direction']} {target}, which is not above its baseline {baseline}."
                )
            if row.get("direction") in FALLING and target >= baseline:
                yield _outcome(
                    f"{name} aims at {row['direction']} {target}, which is not below its baseline {baseline}."
                )
        start, end = parse_date(row.get("baseline_date")), parse_date(row.get("target_date"))
        if start and end and end <= start:
            yield _outcome(f"{name} is due on {end}, which is not after its baseline of {start}.")


def each_activity_has_steps(book: Workbook) -> Iterator[Fault]:
    """Each high-leverage activity has an action step, and no step ends before it starts."""
    steps = book.rows("action_steps.steps")
    for activity in book.rows("high_leverage.activities"):
        if steps and not any(s.get("activity") == activity["_id"] for s in steps):
            yield Fault("action_steps", f"“{row_label(activity)}” has no action step.", field="steps")
    for row in steps:
        start, finish = parse_date(row.get("start")), parse_date(row.get("finish"))
        if start and finish and finish < start:
            yield Fault(
                "action_steps",
                f"The step “{row.get('action')}” finishes on {finish}, before it starts on {start}.",
                field="steps",
            )


CHECKS = (each_cause_is_answered, each_outcome_can_be_reached, each_activity_has_steps)


def _names(rows: list[dict[str, object]], key: str, wanted: str) -> bool:
    return any(wanted in (row.get(key) or []) for row in rows)  # type: ignore[operator]


def _outcome(sentence: str) -> Fault:
    return Fault("measurable_outcomes", sentence, field="outcomes")
