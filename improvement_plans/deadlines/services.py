"""Asks for more time, moves due dates for many, and has them follow the definition in force."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import bounds, dates
from cim_portal.lib.verdict import Refused
from improvement_plans.deadlines import events, moves, notices, permissions
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import notifying
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan, Step
from monitoring.access.who import Actor
from monitoring.definition import unread
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.outbox import About
from monitoring.people.models import Person
from monitoring.years.models import Year


class AskedAlready(Refused):
    """A request for the step waits for an answer."""


class OthersNow(Refused):
    """The steps whose date would move are not those that were shown."""


def ask(*, step: Step, until: date, reason: str, by: Person, at: datetime) -> Extension:
    """Ask the first reviewer of the level for more time, for a reason.

    Raises NotYou, NoSuchDate, Incomplete without a reason, TooLong, AskedAlready.
    """
    if not reason.strip():
        raise ledger.Incomplete([_("Say why you need more time: who reviews the step will read it.")])
    bounds.insist(reason.strip(), bounds.COMMENT, what=_("The reason"))
    with transaction.atomic():
        row = Step.objects.select_for_update(of=("self",)).select_related("plan__lea", "plan__year").get(pk=step.pk)
        if not (verdict := permissions.can_ask(by, row)):
            raise ledger.NotYou(verdict.reason)
        assert row.due_on is not None  # noqa: S101 - who may ask has a due date
        moves.insist_on_later(until, step=row, today=localdate(at))
        try:
            with transaction.atomic():
                made = Extension.objects.create(
                    step=row, was_due=row.due_on, until=until, reason=reason.strip(), asked_by=by, asked_at=at
                )
        except IntegrityError:
            raise AskedAlready(_("A request for this step waits for an answer already.")) from None
        kind = notices.EXTENSION_ASKED
        if plans_queries.reviewers(row)[0] == "state":
            kind = notices.EXTENSION_ASKED_OF_STATE
        ledger.record(
            events.ASKED_FOR_TIME, row, by=by, at=at, note=reason.strip(), values={"until": until.isoformat()}
        )
        words = {"by": str(by), "until": dates.in_words(until), "reason": reason.strip()}
        notifying.notify_of_step(events.ASKED_FOR_TIME, kind, row, at=at, **words)
    return made


def follow_definition(*, year: Year, at: datetime) -> int:
    """Give the steps of a year the due dates of the definition in force, where no one set one for the LEA.

    Approved steps and closed plans keep theirs. Returns how many dates moved; does nothing twice.
    """
    with transaction.atomic():
        steps = _locked(Step.objects.filter(plan__year=year, due_from=Step.DueFrom.DEFINITION))
        wanted: dict[int, dict[int, date | None]] = {}
        moved = []
        for step in steps:
            if step.plan_id not in wanted:
                wanted[step.plan_id] = plans_queries.due_days(step.plan)
            if (day := wanted[step.plan_id].get(step.number)) != step.due_on:
                moved.append((step, day))
        _move(moved, by=None, at=at, reason="", due_from=Step.DueFrom.DEFINITION)
    return len(moved)


def steps_to_move(*, year: Year, number: int, level: str = "", selpa: str = "", lea: str = "") -> QuerySet[Step]:
    """Return the steps of that number of a year whose date the state can move: of all, a level, a SELPA or an LEA.

    Approved steps and closed plans are none of them.
    """
    asked = {"plan__level": level, "plan__lea__selpa__code": selpa, "plan__lea__code": lea}
    wanted = {path: said for path, said in asked.items() if said}
    return _unfinished(Step.objects.filter(plan__year=year, number=number, **wanted))


def move_dates(*, steps: QuerySet[Step], day: date, expected: int, reason: str, by: Actor, at: datetime) -> int:
    """Set the due date of many steps, for a reason, and notify their LEAs and SELPAs; return how many moved.

    `expected` is how many were shown. A step that was given more time than until `day` keeps it. Raises NotYou,
    Incomplete without a reason, NoSuchDate, OthersNow, TooLong.
    """
    ledger.insist(by)
    if not reason.strip():
        raise ledger.Incomplete([_("Say why: the LEAs and their SELPAs will read the reason.")])
    bounds.insist(reason.strip(), bounds.COMMENT, what=_("The reason"))
    if day < localdate(at):
        raise moves.NoSuchDate(_("This day is over. Choose today or a later day."))
    with transaction.atomic():
        found = _locked(to_set(steps, day=day))
        if len(found) != expected:
            raise OthersNow(
                _("Meanwhile there are %(found)s of them, and not %(expected)s. Nothing was changed. Look again.")
                % {"found": len(found), "expected": expected}
            )
        _move([(step, day) for step in found], by=by, at=at, reason=reason.strip(), due_from=Step.DueFrom.STATE)
    return len(found)


def to_set(steps: QuerySet[Step], *, day: date) -> QuerySet[Step]:
    """Return those of the steps that get another date by being due on `day`; not those that have more time already."""
    extended = Q(due_from=Step.DueFrom.EXTENSION, due_on__gte=day)
    return steps.exclude(extended).exclude(due_on=day, due_from=Step.DueFrom.STATE)


def _unfinished(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Return the steps of which something is still to be done."""
    return steps.exclude(status=Step.Status.APPROVED).exclude(plan__status=Plan.Status.CLOSED)


def _locked(steps: QuerySet[Step]) -> list[Step]:
    """Return the steps of which something is still to be done, locked, in one order."""
    related = _unfinished(steps).select_related("plan__lea", "plan__year__definition", "plan__definition")
    related = related.defer(*unread("plan__year__definition"), *unread("plan__definition"))
    return list(related.select_for_update(of=("self",), no_key=True).order_by("plan_id", "number"))


def _move(
    moved: Sequence[tuple[Step, date | None]], *, by: Actor, at: datetime, reason: str, due_from: Step.DueFrom
) -> None:
    """Write the dates with their events, and notify those concerned, with a few queries however many they are."""
    kept, things = [], []
    for step, day in moved:
        was, step.due_on, step.due_from = step.due_on, day, due_from
        kept.append((step, {"before": was.isoformat() if was else "", "after": day.isoformat() if day else ""}))
        words: dict[str, str | int] = {"before": dates.deadline(was), "after": dates.deadline(day), "reason": reason}
        words |= {"year": step.plan.year.year, "step": step.number, "title": plans_queries.title(step)}
        things.append(About(step.lea, step.get_absolute_url(), words))
    Step.objects.bulk_update([step for step, _day in moved], ["due_on", "due_from"], batch_size=500)
    ledger.record_all(events.MOVED_DUE_DATE, kept, by=by, at=at, note=reason)
    outbox.notify_all(events.MOVED_DUE_DATE, notices.DUE_DATE_MOVED, things, at=at)
