"""The chain of the plan: causes → outcomes → high-leverage activities → action steps, and what must fit together."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates, numbers
from improvement_plans.activities.budget import BUDGET
from improvement_plans.activities.root_cause import CAUSES
from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Workbook, element_label
from monitoring.definition import Role

OUTCOMES, HIGH_LEVERAGE, ACTION_STEPS = "outcomes", "high_leverage", "action_steps"
ROLES = (
    Role(
        OUTCOMES,
        fields={
            "outcomes": (
                "outcome", "causes", "element", "unit", "baseline", "no_baseline_why", "baseline_date", "direction",
                "target", "target_date",
            ),
            "benchmarks": ("outcome", "date", "value"),
        },
        needs=(CAUSES,),
    ),
    Role(HIGH_LEVERAGE, fields={"activities": ("activity", "causes")}, needs=(CAUSES,)),
    Role(ACTION_STEPS, fields={"steps": ("activity", "action", "start", "finish", "evidence")}, needs=(HIGH_LEVERAGE,)),
)  # fmt: skip
RISING, FALLING = {"at least", "more than"}, {"at most", "less than"}
LONGEST = timedelta(days=5 * 366)  # no plan seen reaches further; the state names no end


def each_cause_is_answered(book: Workbook) -> Iterator[Fault]:
    """Each root cause is answered by an outcome and by a high-leverage activity, or set aside with a reason."""
    outcomes, activities = book.rows_of(OUTCOMES, "outcomes"), book.rows_of(HIGH_LEVERAGE, "activities")
    aside = {row.get("cause") for row in book.rows_of(CAUSES, "set_aside") if row.get("reason")}
    for cause in book.rows_of(CAUSES, "causes"):
        if cause["_id"] in aside:
            continue
        if outcomes and not _names(outcomes, "causes", cause["_id"]):
            yield Fault(
                book.slug(OUTCOMES),
                _("No outcome answers the cause “%(causes)s”.") % {"causes": book.label_of(CAUSES, "causes", cause)},
                field="outcomes",
            )
        if activities and not _names(activities, "causes", cause["_id"]):
            yield Fault(
                book.slug(HIGH_LEVERAGE),
                _("No high-leverage activity answers the cause “%(causes)s”.")
                % {"causes": book.label_of(CAUSES, "causes", cause)},
                field="activities",
            )


def each_outcome_can_be_reached(book: Workbook) -> Iterator[Fault]:
    """A target differs from its baseline in the stated direction, and lies after it; a missing baseline has a reason."""
    for row in book.rows_of(OUTCOMES, "outcomes"):
        name = _outcome_name(book, row)
        baseline, target = parse_number(row.get("baseline")), parse_number(row.get("target"))
        if baseline is None and not str(row.get("no_baseline_why") or "").strip():
            yield _outcome(
                book,
                _("%(name)s has no baseline. Enter it, or say why there is none and when there will be.")
                % {"name": name},
            )
        if baseline is not None and target is not None:
            at = {"target": numbers.in_words(target), "baseline": numbers.in_words(baseline)}
            if row.get("direction") in RISING and target <= baseline:
                yield _outcome(
                    book,
                    _("%(name)s aims at %(direction)s %(target)s, which is not above its baseline %(baseline)s.")
                    % {"name": name, "direction": row["direction"], **at},
                    says_numbers=True,
                )
            if row.get("direction") in FALLING and target >= baseline:
                yield _outcome(
                    book,
                    _("%(name)s aims at %(direction)s %(target)s, which is not below its baseline %(baseline)s.")
                    % {"name": name, "direction": row["direction"], **at},
                    says_numbers=True,
                )
        start, end = parse_date(row.get("baseline_date")), parse_date(row.get("target_date"))
        if start and end and end <= start:
            yield _outcome(
                book,
                _("%(name)s is due on %(end)s, which is not after its baseline of %(start)s.")
                % {"name": name, "end": dates.in_words(end), "start": dates.in_words(start)},
            )


def each_activity_has_steps(book: Workbook) -> Iterator[Fault]:
    """Each high-leverage activity has an action step, and no step ends before it starts."""
    steps = book.rows_of(ACTION_STEPS, "steps")
    for activity in book.rows_of(HIGH_LEVERAGE, "activities"):
        if steps and not any(s.get("activity") == activity["_id"] for s in steps):
            yield Fault(
                book.slug(ACTION_STEPS),
                _("“%(high_leverage)s” has no action step.")
                % {"high_leverage": book.label_of(HIGH_LEVERAGE, "activities", activity)},
                field="steps",
            )
    for row in steps:
        start, finish = parse_date(row.get("start")), parse_date(row.get("finish"))
        if start and finish and finish < start:
            yield Fault(
                book.slug(ACTION_STEPS),
                _("The step “%(action)s” finishes on %(finish)s, before it starts on %(start)s.")
                % {"action": row.get("action"), "finish": dates.in_words(finish), "start": dates.in_words(start)},
                field="steps",
            )


def every_date_lies_in_the_plan(book: Workbook) -> Iterator[Fault]:
    """Outcomes are due, and action steps run, within the plan: from its opening, or within the period of its budget."""
    first, last = period(book)
    within = {"first": dates.in_words(first), "last": dates.in_words(last)}
    for row in book.rows_of(OUTCOMES, "outcomes"):
        due = parse_date(row.get("target_date"))
        if due and not first <= due <= last:
            yield _outcome(
                book,
                _("%(name)s is due on %(due)s, outside the plan, %(first)s to %(last)s.")
                % {"name": _outcome_name(book, row), "due": dates.in_words(due), **within},
            )
    said = {
        "start": _("The step “%(action)s” starts on %(day)s, outside the plan, %(first)s to %(last)s."),
        "finish": _("The step “%(action)s” finishes on %(day)s, outside the plan, %(first)s to %(last)s."),
    }
    for row in book.rows_of(ACTION_STEPS, "steps"):
        for key, sentence in said.items():
            day = parse_date(row.get(key))
            if day and not first <= day <= last:
                yield Fault(
                    book.slug(ACTION_STEPS),
                    sentence % {"action": row.get("action"), "day": dates.in_words(day), **within},
                    field="steps",
                )


def an_element_keeps_its_baseline(book: Workbook) -> Iterator[Fault]:
    """An outcome in percent that restates an element starts from the published rate; both are shown where it does not."""
    published = {e["indicator"]: e for e in book.elements}
    for row in book.rows_of(OUTCOMES, "outcomes"):
        baseline = parse_number(row.get("baseline"))
        for code in row.get("element") or [] if row.get("unit") == "percent" else []:
            rate = _number(published.get(code, {}).get("rate"))
            if baseline is not None and rate is not None and baseline != rate:
                yield Fault(
                    book.slug(OUTCOMES),
                    _("%(name)s starts at %(baseline)s, and the letter has %(rate)s for %(published)s.")
                    % {
                        "name": _outcome_name(book, row),
                        "baseline": numbers.in_words(baseline),
                        "rate": numbers.in_words(rate),
                        "published": element_label(published[code]),
                    },
                    severity="warning",
                    field="outcomes",
                    says_numbers=True,
                )


CHECKS = (
    each_cause_is_answered,
    each_outcome_can_be_reached,
    each_activity_has_steps,
    every_date_lies_in_the_plan,
    an_element_keeps_its_baseline,
)


def period(book: Workbook) -> tuple[date, date]:
    """Return the first and last day of the plan: its budget's period, or from its opening for as long as plans run."""
    days = [d for row in book.rows_of(BUDGET, "period") for k in ("from", "to") if (d := parse_date(row.get(k)))]
    opened = localdate(book.plan.opened_at)
    return min([opened, *days]), max(days, default=opened + LONGEST)


def _outcome_name(book: Workbook, row: dict[str, object]) -> str:
    return _("The outcome “%(outcomes)s”") % {"outcomes": book.label_of(OUTCOMES, "outcomes", row)}


def _number(rate: object) -> Decimal | None:
    return None if rate is None else parse_number(rate)


def _names(rows: list[dict[str, object]], key: str, wanted: str) -> bool:
    return any(wanted in (row.get(key) or []) for row in rows)  # type: ignore[operator]


def _outcome(book: Workbook, sentence: str, *, says_numbers: bool = False) -> Fault:
    return Fault(book.slug(OUTCOMES), sentence, field="outcomes", says_numbers=says_numbers)
