"""The first pages of a plan's document: what it is about on one page, then who does what by when."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cim_portal.lib import charts, dates
from cim_portal.lib.shapes import JsonObject
from improvement_plans.activities import hiding
from improvement_plans.activities.drill_down import CONSOLIDATION
from improvement_plans.activities.plan_builder import ACTION_STEPS, HIGH_LEVERAGE, OUTCOMES
from improvement_plans.activities.root_cause import CAUSES
from improvement_plans.activities.roster import ROSTER
from improvement_plans.plans.models import Plan
from improvement_plans.progress import queries as progress
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.workbook import Workbook, element_label


@dataclass(frozen=True)
class Listed:
    """A table of texts: what it is called, its columns and its rows."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Summary:
    """What a plan is about, as tables; then its action steps with who leads them and when, and the drawing of that."""

    tables: list[Listed]
    steps: Listed
    timeline: charts.Chart | None


def of(book: Workbook, *, named: bool) -> Summary:
    """Return the summary of a plan. `named` says whether its readers see who leads a step, or the position alone."""
    seen = hiding.seen(book)
    tables = [_weaknesses(seen), _causes(seen), _outcomes(seen)]
    rows = _action_steps(seen)
    listed = Listed(
        _("Action steps by the day on which they begin"),
        [_("Action step"), _("Activity"), _("Who leads it"), _("Start"), _("Finish")],
        [[what, activity, _owner(seen, lead, named=named), _day(start), _day(finish)]
         for what, activity, lead, start, finish in rows],
    )  # fmt: skip
    spans = [(what, start, finish) for what, _activity, _lead, start, finish in rows if start and finish]
    drawn = charts.timeline(title=_("When the action steps are done"), spans=spans) if spans else None
    return Summary([table for table in tables if table.rows], listed, drawn)


def _weaknesses(book: Workbook) -> Listed:
    called = {one["indicator"]: element_label(one) for one in (*book.elements, *book.concerns)}
    chosen = book.value_of(CONSOLIDATION).get("chosen")
    rows = []
    for row in book.rows_of(CONSOLIDATION, "weaknesses"):
        elements = ", ".join(called.get(code, str(code)) for code in row.get("elements") or [])
        worked_on = _("yes") if row["_id"] == chosen else _("no")
        rows.append([str(row.get("weakness") or ""), elements, worked_on])
    return Listed(_("Weaknesses that were found"), [_("Weakness"), _("Elements"), _("Taken into this plan")], rows)


def _causes(book: Workbook) -> Listed:
    rows = [[str(row.get("statement") or ""), str(row.get("family") or "")] for row in book.rows_of(CAUSES, "causes")]
    return Listed(_("Root causes"), [_("Root cause"), _("Kind of cause")], rows)


def _outcomes(book: Workbook) -> Listed:
    columns = [_("Outcome"), _("Where it starts"), _("Target"), _("By")]
    outcomes = book.rows_of(OUTCOMES, "outcomes")
    rows = [
        [str(row.get("outcome") or ""), _value(row, "baseline"), _target(row), _day(parse_date(row.get("target_date")))]
        for row in outcomes
    ]
    if book.plan.status == Plan.Status.CLOSED:
        columns.append(_("Last value"))
        entered = progress.latest(book.plan, [row["_id"] for row in outcomes])
        for row, line in zip(outcomes, rows, strict=True):
            entry = entered.get(row["_id"])
            said = {"_id": row["_id"], "value": entry.value, "unit": row.get("unit")} if entry else {}
            value = _value(hiding.measured_as_read(book, said), "value") if entry else ""
            line.append(_("%(value)s on %(day)s") % {"value": value, "day": _day(entry.as_of)} if entry else "")
    return Listed(_("Outcomes"), columns, rows)


def _value(row: JsonObject, key: str) -> str:
    value, unit = str(row.get(key) or ""), str(row.get("unit") or "")
    return f"{value} {unit}".strip() if value else ""


def _target(row: JsonObject) -> str:
    return f"{row.get('direction') or ''} {_value(row, 'target')}".strip()


def _action_steps(book: Workbook) -> list[tuple[str, str, str, date | None, date | None]]:
    """Return (what, of which activity, who leads it, start, finish), in the order in which they begin."""
    activities = dict(book.options(f"{book.slug(HIGH_LEVERAGE)}.activities"))
    rows = [
        (
            str(row.get("action") or ""),
            activities.get(str(row.get("activity")), ""),
            str(row.get("lead") or ""),
            parse_date(row.get("start")),
            parse_date(row.get("finish")),
        )
        for row in book.rows_of(ACTION_STEPS, "steps")
    ]
    return sorted(rows, key=lambda row: (row[3] or date.max, row[4] or date.max, row[0]))


def _owner(book: Workbook, lead: str, *, named: bool) -> str:
    """Return who leads a step: the name and the position that the team's roster has for it, or the position alone."""
    members = book.rows_of(ROSTER, "members")
    position = next((str(one.get("position") or "") for one in members if lead and one.get("name") == lead), "")
    if named:
        return ", ".join(filter(None, (lead, position)))
    return position or (_("a person outside the team") if lead else "")


def _day(day: date | None) -> str:
    return dates.in_words(day) if day else ""
