"""Takes rows over from the plan of an earlier year."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from improvement_plans.carrying import events, queries
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import Workbook, carried_id, read_by
from monitoring.ledger import ledger
from monitoring.people.models import Person


class NothingChosen(Refused):
    """No row was chosen that is not in the plan already."""


def take_over(*, plan: Plan, before: Plan, chosen: Collection[str], by: Person, at: datetime) -> int:
    """Add the chosen rows of `before` to the tables of `plan`, after what is there; return how many.

    `chosen` names each as activity.field.id, with the id that it gets. Rows that point at each other still do, and each
    says by its id from which year it is. Raises NothingChosen, NotYou where a step cannot be filled in now, TooLong.
    """
    with transaction.atomic():
        tables = queries.offered(plan, before, by)
        wanted = {
            table.source: [o for o in table.rows if f"{table.source}.{o.id}" in chosen and not o.taken]
            for table in tables
        }
        count = sum(map(len, wanted.values()))
        if not count:
            raise NothingChosen(_("Choose at least one row that is not in the plan yet."))
        book = read_by(by, plan)
        maps = _maps(before, tables, wanted)
        for table in tables:
            if rows := [queries.carried(o, field=table.field, maps=maps) for o in wanted[table.source]]:
                _add(book, table, rows, by=by, at=at)
        ledger.record(events.TOOK_OVER, plan, by=by, at=at, values={"rows": count, "year": before.year.year})
    return count


def _maps(
    before: Plan, tables: list[queries.Offered], wanted: dict[str, list[queries.Offer]]
) -> dict[str, dict[str, str]]:
    """Return by table the new id of each row of the plan before that is in the new plan, or comes into it now."""
    return {
        table.source: {
            offer.row["_id"]: carried_id(before.year.year, offer.row["_id"])
            for offer in table.rows
            if offer.taken or offer in wanted[table.source]
        }
        for table in tables
    }


def _add(book: Workbook, table: queries.Offered, rows: list[JsonObject], *, by: Person, at: datetime) -> None:
    key, slug = table.field.key, table.activity.slug
    answer = book.answers.get((slug, ""))
    there = list(book.value(slug).get(key) or [])
    answers.save(
        step=table.step,
        activity=slug,
        repeat="",
        value={key: [*there, *rows]},
        seen={key: answer.version if answer else 0},
        by=by,
        at=at,
    )
