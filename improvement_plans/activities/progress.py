"""Step 4: what progress and spending reports show next to what is typed."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from cim_portal.lib import dates, numbers
from improvement_plans.activities.budget import BUDGET
from improvement_plans.activities.plan_builder import ACTION_STEPS, OUTCOMES
from improvement_plans.activities.shown import Shown
from improvement_plans.plans.queries import PROGRESS
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import Role

EVALUATION, IMPLEMENTATION = "evaluation", "implementation"
CHECKS = "checks"  # when progress is looked at
ROLES = (
    Role(
        PROGRESS,
        fields={"progress": ("benchmark",), "spent": ("budget", "prior", "current", "cumulative", "left")},
        fills=("period", "progress.benchmark", "spent.budget", "spent.prior", "spent.cumulative", "spent.left"),
        needs=(OUTCOMES, BUDGET),
    ),
    Role(EVALUATION, fields={"results": ()}, fills=("results.baseline", "results.target"), needs=(OUTCOMES,)),
    Role(IMPLEMENTATION, fields={"steps": ("state",)}, needs=(ACTION_STEPS,)),
    Role(CHECKS, fields={"checks": ("date", "outcomes")}, needs=(OUTCOMES,)),
)


def period(book: Workbook, repeat: str) -> Shown:
    """Which report it is, and the period of the budget, first to last day."""
    days = [d for row in book.rows_of(BUDGET, "period") for k in ("from", "to") if (d := parse_date(row.get(k)))]
    return Shown(
        lines=[
            _("Report %(number)s") % {"number": len(book.earlier_reports) + 1},
            _("%(first)s to %(last)s") % {"first": dates.in_words(min(days)), "last": dates.in_words(max(days))}
            if days
            else _("Enter the period in the budget first."),
        ]
    )


def baseline(book: Workbook, row: dict[str, object]) -> str:
    """Where the outcome started."""
    return str(_of(book, OUTCOMES, "outcomes", row).get("baseline") or "")


def target(book: Workbook, row: dict[str, object]) -> str:
    """What the outcome aims at: direction and number."""
    outcome = _of(book, OUTCOMES, "outcomes", row)
    return f"{outcome.get('direction') or ''} {outcome.get('target') or ''}".strip()


def benchmark(book: Workbook, row: dict[str, object]) -> str:
    """The outcome's benchmarks: value and date of each."""
    marks = [m for m in book.rows_of(OUTCOMES, "benchmarks") if m.get("outcome") == row.get("_id")]
    return "; ".join(map(_benchmark, marks))


def _benchmark(row: dict[str, object]) -> str:
    value, day = parse_number(row.get("value")), parse_date(row.get("date"))
    return _("%(value)s by %(date)s") % {
        "value": _("no value") if value is None else numbers.in_words(value),
        "date": _("no date") if day is None else dates.in_words(day),
    }


def budgeted(book: Workbook, row: dict[str, object]) -> str:
    """What the budget has for the line, in dollars."""
    return _dollars(_amount(book, row))


def prior(book: Workbook, row: dict[str, object]) -> str:
    """What was spent of the line in all earlier periods, in dollars."""
    return _dollars(_prior(book, row))


def spent(book: Workbook, row: dict[str, object]) -> str:
    """What is spent of the line so far, in dollars."""
    return _dollars(_spent(book, row))


def left(book: Workbook, row: dict[str, object]) -> str:
    """What is left of the line, in dollars."""
    amount, now = _amount(book, row), _spent(book, row)
    return _dollars(None if amount is None or now is None else amount - now)


GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {"progress.period": period}
CELLS: dict[str, Callable[[Workbook, dict[str, object]], str]] = {
    "evaluation.results.baseline": baseline,
    "evaluation.results.target": target,
    "progress.progress.benchmark": benchmark,
    "progress.spent.budget": budgeted,
    "progress.spent.prior": prior,
    "progress.spent.cumulative": spent,
    "progress.spent.left": left,
}


def _of(book: Workbook, role: str, field: str, row: dict[str, object]) -> dict[str, object]:
    return next((r for r in book.rows_of(role, field) if r["_id"] == row.get("_id")), {})


def _amount(book: Workbook, row: dict[str, object]) -> Decimal | None:
    return parse_number(_of(book, BUDGET, "lines", row).get("amount"))


def _prior(book: Workbook, row: dict[str, object]) -> Decimal:
    """Return what earlier reports, as they were approved, say was spent of a line."""
    slug, found = book.slug(PROGRESS), Decimal()
    for report in book.earlier_reports:
        rows = report.get(slug, {}).get("", {}).get("spent") or []
        found += sum(
            (parse_number(one.get("current")) or 0 for one in rows if one.get("_id") == row.get("_id")), Decimal()
        )
    return found


def _spent(book: Workbook, row: dict[str, object]) -> Decimal | None:
    """Return what is spent of a line by the end of the period; nothing before what is spent in it is entered."""
    now = parse_number(row.get("current"))
    return None if now is None else now + _prior(book, row)


def _dollars(number: Decimal | None) -> str:
    return "" if number is None else f"${number:,.2f}"
