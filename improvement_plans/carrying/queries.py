"""What a plan can take over from the LEA's plan before it, and what its outcomes were over the years."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cim_portal.lib import numbers
from cim_portal.lib.shapes import JsonObject
from improvement_plans.activities.hiding import as_read, measured_as_read, seen
from improvement_plans.activities.plan_builder import OUTCOMES
from improvement_plans.activities.progress import EVALUATION, IMPLEMENTATION
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.queries import PROGRESS
from improvement_plans.progress import queries as progress
from improvement_plans.progress.models import Entry
from improvement_plans.workbook import kinds
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Workbook, carried_id, read_by
from monitoring.access.who import User
from monitoring.definition import KEPT_CAUSES, Activity, Field
from monitoring.places.models import Lea

ENDED = {"done", "dropped"}  # the states of an action step of which nothing is left to do


@dataclass(frozen=True)
class Offer:
    """A row that can be taken over: `id` is what it has in the new plan. `ended` is what is done with, and not offered first."""

    id: str
    label: str
    taken: bool
    ended: bool
    row: JsonObject

    @property
    def continues(self) -> bool:
        """Whether it is chosen at first."""
        return not self.ended


@dataclass(frozen=True)
class Offered:
    """A table of the plan before, with its rows, and whether they can be taken over now."""

    step: Step
    activity: Activity
    field: Field
    title: str
    rows: list[Offer]
    refusal: str

    @property
    def source(self) -> str:
        """The table as documents name it: activity.field."""
        return f"{self.activity.slug}.{self.field.key}"


@dataclass(frozen=True)
class Outcome:
    """An outcome of one year's plan, in words: where it started, its target, and what was reached when."""

    year: int
    outcome: str
    unit: str
    baseline: str
    target: str
    target_date: date | None
    latest: str
    as_of: date | None
    reading: str
    decision: str
    link: str
    progress: str


def plan_before(plan: Plan, *, among: QuerySet[Plan]) -> Plan | None:
    """Return the LEA's newest earlier plan in which something was entered, of those `among` which it is, or None."""
    earlier = among.filter(lea=plan.lea_id, year__year__lt=plan.year.year)
    entered = Answer.objects.filter(step__plan__in=earlier, version__gt=0).values("step__plan")
    related = earlier.filter(pk__in=entered).select_related("lea", "year", "definition", "letter")
    return related.order_by("-year__year").first()


def offered(plan: Plan, before: Plan, user: User) -> list[Offered]:
    """Return the tables whose rows can be taken over, in the order of the steps, without those that are empty."""
    book, old = read_by(user, plan), seen(read_by(user, before))
    ended = _ended(old)
    steps = {step.number: step for step in plan.steps.order_by("number")}
    found = []
    for number, step in steps.items():
        step.plan = plan
        verdict = permissions.can_edit(user, step)
        for activity, _required in book.definition.activities_for(plan.level, number):
            for field in activity.fields:
                if field.carried and (rows := _offers(book, old, activity, field, before, ended)):
                    title = f"{activity.title_for(plan.level)}: {field.label}"
                    found.append(Offered(step, activity, field, title, rows, "" if verdict else verdict.reason))
    return found


def _offers(
    book: Workbook, old: Workbook, activity: Activity, field: Field, before: Plan, ended: set[str]
) -> list[Offer]:
    source = f"{activity.slug}.{field.key}"
    there = {row["_id"] for row in book.rows(source)}
    declared = any(
        a.slug == activity.slug and any(f.key == field.key for f in a.fields) for a in old.definition.activities
    )
    return [
        Offer(new, _label(old, field, source, row), new in there, row["_id"] in ended, row)
        for row in (old.rows(source) if declared else [])
        for new in [carried_id(before.year.year, row["_id"])]
    ]


def _label(old: Workbook, field: Field, source: str, row: JsonObject) -> str:
    """Return how a row is called; a person by name, and what they are."""
    first, label = field.columns[0], old.label(source, row)
    return f"{row[first.key]}, {label}" if first.kind == "person" and row.get(first.key) else label


def _ended(old: Workbook) -> set[str]:
    """Return the action steps of the plan before of which nothing is left to do."""
    return {row["_id"] for row in old.rows_of(IMPLEMENTATION, "steps") if row.get("state") in ENDED}


def carried(offer: Offer, *, field: Field, maps: dict[str, dict[str, str]]) -> JsonObject:
    """Return the row as the new plan has it: what points at rows that were not taken over, and its files, are left behind,
    and so is what points at the analysis of that year.

    `maps` has, by table, the new id of each row that is in the new plan.
    """
    row: JsonObject = {"_id": offer.id}
    for column in field.columns:
        if not kinds.kind(column).typed or column.key not in offer.row or column.source == KEPT_CAUSES:
            continue
        value = offer.row[column.key]
        if "." in column.source:
            known = maps.get(column.source, {})
            value = [known[one] for one in value if one in known] if isinstance(value, list) else known.get(value, "")
        row[column.key] = value
    return row


def outcomes(lea: Lea, user: User) -> list[Outcome]:
    """Return the outcomes of all the LEA's plans that `user` may read, the newest year first."""
    plans = Plan.objects.visible_to(user).filter(lea=lea).order_by("-year__year")
    found: list[Outcome] = []
    for plan in plans.select_related("lea", "year", "definition", "letter"):
        found += of_plan(read_by(user, plan))
    return found


def _reported(book: Workbook) -> dict[str, JsonObject]:
    """Return by outcome what was reported of it last with a value, as the readers of the book may see it."""
    slug = book.slug(PROGRESS)
    if not slug:
        return {}
    activity = book.definition.activity(slug)
    said = [report.get(slug, {}).get("", {}) for report in book.earlier_reports] + [book.value(slug)]
    found: dict[str, JsonObject] = {}
    for value in said:
        rows = as_read(book, activity, value).get("progress")
        found |= {row["_id"]: row for row in rows or [] if row.get("value")}
    return found


def of_plan(whole: Workbook) -> Iterator[Outcome]:
    """Return the outcomes of a plan in its order, as the readers of the book may see them."""
    book, reported = seen(whole), _reported(whole)
    evaluated = _by_row(book.rows_of(EVALUATION, "results"))
    rows = book.rows_of(OUTCOMES, "outcomes")
    decided = progress.evaluation_of(whole.plan)
    entered = progress.latest(whole.plan, [row["_id"] for row in rows])
    for row in rows:
        report, result = reported.get(row["_id"], {}), evaluated.get(row["_id"], {})
        if (entry := entered.get(row["_id"])) and not _is_older(entry, report):
            report = _as_reported(whole, row["_id"], entry)
        yield Outcome(
            year=book.plan.year.year,
            outcome=str(row.get("outcome") or ""),
            unit=str(row.get("unit") or ""),
            baseline=_number(row.get("baseline")),
            target=f"{row.get('direction') or ''} {_number(row.get('target'))}".strip(),
            target_date=parse_date(row.get("target_date")),
            latest=_number(result.get("value") or report.get("value")),
            as_of=None if result.get("value") else parse_date(report.get("as_of")),
            reading=str(report.get("reading") or ""),
            decision=str(result.get("decision") or (decided.decisions.get(row["_id"], "") if decided else "")),
            link=book.plan.get_absolute_url(),
            progress=f"{book.plan.get_absolute_url()}progress/" if book.plan.status != Plan.Status.DRAFTING else "",
        )


def _is_older(entry: Entry, report: JsonObject) -> bool:
    """Say whether what was entered of a check is older than what was reported."""
    day = parse_date(report.get("as_of"))
    return day is not None and entry.as_of < day


def _as_reported(book: Workbook, row: str, entry: Entry) -> JsonObject:
    """Return what was entered of a check as a report has it, as the readers of the book may see it."""
    said = measured_as_read(book, {"_id": row, "value": entry.value})
    return {**said, "as_of": entry.as_of.isoformat(), "reading": entry.get_reading_display().lower()}


def _by_row(rows: Iterable[JsonObject]) -> dict[str, JsonObject]:
    return {row["_id"]: row for row in rows}


def _number(said: object) -> str:
    """Return a number as people write it, and what is none as it was typed."""
    number = parse_number(said)
    return str(said or "") if number is None else numbers.in_words(number)
