"""The moves of plans, and reopening a step. Each is a function named by its verb around a row of `MOVES`."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from determinations.letters.models import Letter
from determinations.runs.models import Run
from improvement_plans.plans import events, notices, notifying, permissions, queries
from improvement_plans.plans.models import Plan, Step
from monitoring.access.permissions import no_one
from monitoring.access.who import Actor
from monitoring.definition import definition_of, unread
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.places.models import Lea
from monitoring.work import jobs

NO_PLAN_ASKED = "no_plan_asked"  # why the portal closes a plan


def _missing_to_follow(plan: Plan) -> list[str]:
    letter = queries.newer_letter(plan)
    if letter is None:
        return [_("No other letter is in force than the one that the plan follows.")]
    if not queries.asks_for_plan(letter):
        return [_("The letter in force asks for no plan. Close this one instead.")]
    wanted = {step.number for step in definition_of(letter.run.definition).steps_for(letter.level)}
    return [
        _(
            "The letter in force has no step %(number)s, and this plan has something typed in it. Close "
            "the plan instead."
        )
        % {"number": number}
        for number in sorted(queries.begun_steps(plan) - wanted)
    ]


def _letter_says(values: Values) -> str:
    return _("The corrected letter says: %(level)s.") % values if "level" in values else ""


def _why_closed(values: Values) -> str:
    return _("The corrected letter asks for no plan.") if values.get("because") == NO_PLAN_ASKED else ""


REOPEN = Move(
    "reopen",
    frozenset({"approved"}),
    "open",
    who=permissions.can_reopen,
    verb=gettext_lazy("Reopen"),
    sentence=gettext_lazy("{who} reopened {what}"),
    details=_letter_says,
    notifies=(notices.STEP_REOPENED,),
)
APPROVE_PLAN = Move(
    "approve_plan",
    frozenset({"drafting"}),
    "approved",
    who=no_one,
    verb=gettext_lazy("Approve the plan"),
    sentence=gettext_lazy("{who} approved {what}"),
    notifies=(notices.PLAN_APPROVED,),
)
REOPEN_PLAN = Move(
    "reopen_plan",
    frozenset({"approved"}),
    "drafting",
    who=no_one,
    verb=gettext_lazy("Reopen the plan"),
    sentence=gettext_lazy("{who} reopened {what}"),
    details=_letter_says,
)
FOLLOW_LETTER = Move(
    "follow_letter",
    frozenset({"drafting", "approved", "closed"}),
    "drafting",
    who=permissions.can_settle_plan,
    verb=gettext_lazy("Continue under the corrected letter"),
    missing=_missing_to_follow,
    sentence=gettext_lazy("{who} continued {what} under the corrected letter"),
    details=_letter_says,
    notifies=(notices.PLAN_FOLLOWS_LETTER,),
)
CLOSE_PLAN = Move(
    "close_plan",
    frozenset({"drafting", "approved"}),
    "closed",
    who=permissions.can_settle_plan,
    verb=gettext_lazy("Close the plan"),
    sentence=gettext_lazy("{who} closed {what}"),
    details=_why_closed,
    notifies=(notices.PLAN_CLOSED, notices.PLAN_NOT_ASKED_FOR),
)

MOVES = {
    "Step": (REOPEN,),
    "Plan": (APPROVE_PLAN, REOPEN_PLAN, FOLLOW_LETTER, CLOSE_PLAN),
}


def open_plan(*, letter: Letter, at: datetime) -> Plan | None:
    """Open the plan that `letter` asks for, with the steps of its level; None where it asks for none.

    A letter that corrects another finds a plan. One that is being written at the same level follows the new letter. At
    another level it does so too while no one has begun it, or is closed where the new letter asks for no plan; once
    someone has, it stays as it is and the state's administrators are asked to decide. Does nothing twice.
    """
    with transaction.atomic():
        # The lock on the LEA keeps the jobs of two letters from opening two plans.
        Lea.objects.select_for_update(no_key=True).get(pk=letter.lea_id)
        letters = Letter.objects.select_related("lea", "year__definition", "run__definition")
        letter = letters.defer(*unread("year__definition"), *unread("run__definition")).get(pk=letter.pk)
        plan = Plan.objects.select_related("lea", "year__definition").filter(lea=letter.lea, year=letter.year).first()
        if letter.status != Letter.Status.ISSUED or (plan and plan.letter_id == letter.pk):
            return plan
        if plan is None:
            return _make_plans([letter], at=at)[0] if queries.asks_for_plan(letter) else None
        _take_over(plan, letter, at=at)
    return plan


def open_plans(*, letters: QuerySet[Letter], at: datetime) -> list[Plan]:
    """Open the plans that many issued letters ask for, as `open_plan` does each, where the LEA has none in the year."""
    with transaction.atomic():
        leas = Lea.objects.select_for_update(no_key=True).filter(pk__in=letters.values("lea"))
        list(leas.order_by("pk").values_list("pk"))  # the locks that `open_plan` takes
        there = set(Plan.objects.filter(lea__in=letters.values("lea")).values_list("lea", "year"))
        issued = list(letters.filter(status=Letter.Status.ISSUED).select_related("lea").order_by("lea__code"))
        runs = Run.objects.select_related("definition", "year__definition").in_bulk({one.run_id for one in issued})
        for letter in issued:  # each definition is long: it is read once, not with every letter
            letter.run = runs[letter.run_id]
            letter.year = letter.run.year
        wanted = [one for one in issued if (one.lea_id, one.year_id) not in there and queries.asks_for_plan(one)]
        return _make_plans(wanted, at=at)


def _make_plans(letters: Sequence[Letter], *, at: datetime) -> list[Plan]:
    plans = Plan.objects.bulk_create(
        Plan(
            lea=letter.lea,
            year=letter.year,
            letter=letter,
            level=letter.level,
            definition=letter.run.definition,
            opened_at=at,
        )
        for letter in letters
    )
    Step.objects.bulk_create(
        Step(plan=plan, number=number, due_on=day, moved_at=at)
        for plan in plans
        for number, day in queries.due_days(plan).items()
    )
    opened = [(plan, {"level": definition_of(plan.definition).level(plan.level).name}) for plan in plans]
    ledger.record_all(events.OPENED, opened, target=Plan.Status.DRAFTING, by=None, at=at)
    return plans


def _take_over(plan: Plan, letter: Letter, *, at: datetime) -> None:
    """Let a plan that is there take over what a corrected letter says, as far as no one has to decide about it."""
    if plan.level == letter.level and plan.status != Plan.Status.CLOSED:
        if plan.status == Plan.Status.DRAFTING:
            follow_letter(plan=plan, by=None, at=at)
    elif queries.begun_steps(plan):
        if queries.is_to_settle(plan, letter):
            _ask_to_settle(plan, letter, at=at)
    elif queries.asks_for_plan(letter):
        follow_letter(plan=plan, by=None, at=at)
    elif plan.status != Plan.Status.CLOSED:
        _close_plan_not_asked_for(plan, at=at)


def _ask_to_settle(plan: Plan, letter: Letter, *, at: datetime) -> None:
    level = letter.context["level_name"]
    ledger.record(events.ASKED_TO_SETTLE, plan, by=None, at=at, values={"level": level})
    words = {"year": plan.year.year, "level": level}
    link = plan.get_absolute_url()
    outbox.notify(events.ASKED_TO_SETTLE, notices.PLAN_TO_SETTLE, lea=plan.lea, link=link, at=at, **words)


def follow_letter(*, plan: Plan, by: Actor, at: datetime, reason: str = "") -> None:
    """Set a plan under the letter in force: what was typed stays, the steps become those of the letter's level.

    At another level, steps that were approved are open again, since more may be asked for. `by` is None where no one
    has to decide. Raises NotYou, NotNow, Incomplete.
    """
    insist_on_reason(reason, by=by)
    with transaction.atomic():
        # Steps before their plan, as everywhere: two moves never wait for each other.
        list(Step.objects.select_for_update(of=("self",)).filter(plan=plan).order_by("number"))
        _follow(plan, by=by, at=at, reason=reason)


def _follow(plan: Plan, *, by: Actor, at: datetime, reason: str) -> None:
    letter = queries.newer_letter(plan)
    values = {"level": letter.context["level_name"]} if letter else {}
    with ledger.moving(FOLLOW_LETTER, plan, by=by, at=at, note=reason, values=values) as row:
        assert letter is not None  # noqa: S101 - the move asked for it
        another = row.level != letter.level or row.status == Plan.Status.CLOSED
        row.letter = letter
        if another:
            row.level, row.definition = letter.level, letter.run.definition
            row.approved_at = row.report = row.report_at = row.closed_at = None
            row.closed_because = ""
            _set_steps(row, at=at, note=reason, values=values)
            words: dict[str, str | int] = {"year": row.year.year, **values}
            link = row.get_absolute_url()
            outbox.notify(FOLLOW_LETTER, notices.PLAN_FOLLOWS_LETTER, lea=row.lea, link=link, at=at, **words)


def close_plan(*, plan: Plan, by: Actor, at: datetime, reason: str) -> None:
    """End a plan for a stated reason; everything in it stays readable. Raises NotYou, NotNow, Incomplete."""
    insist_on_reason(reason, by=by)
    with ledger.moving(CLOSE_PLAN, plan, by=by, at=at, note=reason) as row:
        row.closed_at, row.closed_because = at, reason.strip()
        if row.approved_at:  # its document says so from now on, and what was reached
            row.report, row.report_at = None, None
            jobs.enqueue("improvement_plans.draw_report", row, at=at)
        words: dict[str, str | int] = {"year": row.year.year, "reason": reason.strip()}
        outbox.notify(CLOSE_PLAN, notices.PLAN_CLOSED, lea=row.lea, link=row.get_absolute_url(), at=at, **words)


def _close_plan_not_asked_for(plan: Plan, *, at: datetime) -> None:
    """End a plan that no one began, since the corrected letter asks for none; why is kept as a code."""
    with ledger.moving(CLOSE_PLAN, plan, by=None, at=at, values={"because": NO_PLAN_ASKED}) as row:
        row.closed_at = at
        link, year = row.get_absolute_url(), row.year.year
        outbox.notify(CLOSE_PLAN, notices.PLAN_NOT_ASKED_FOR, lea=row.lea, link=link, at=at, year=year)


def insist_on_reason(reason: str, *, by: Actor) -> None:
    if by is not None and not reason.strip():
        raise ledger.Incomplete([_("Say why: the LEA and its SELPA will read the reason.")])
    bounds.insist(reason.strip(), bounds.COMMENT, what=_("The reason"))


def _set_steps(plan: Plan, *, at: datetime, note: str, values: Values) -> None:
    """Give the plan the steps of its level with their due dates: those that are missing come, the others go.

    Steps that were approved under another level are open again. A date that someone set for this LEA stays.
    """
    due_on = queries.due_days(plan)
    plan.steps.exclude(number__in=due_on).delete()
    for step in plan.steps.filter(status=Step.Status.APPROVED).order_by("number"):
        with ledger.moving(REOPEN, step, by=None, at=at, note=note, values=values) as row:
            row.moved_at = at
    for number, day in due_on.items():
        step, made = Step.objects.get_or_create(plan=plan, number=number, defaults={"due_on": day, "moved_at": at})
        if not made and step.due_from == Step.DueFrom.DEFINITION:
            step.due_on = day
            step.save(update_fields=["due_on"])


def reopen_step(*, step: Step, by: Actor, at: datetime, reason: str) -> None:
    """Open an approved step again, for a stated reason, and its plan with it. Raises NotYou, NotNow, Incomplete."""
    insist_on_reason(reason, by=by)
    with transaction.atomic():
        with ledger.moving(REOPEN, step, by=by, at=at, note=reason) as row:
            row.moved_at = at
            notifying.notify_of_step(REOPEN, notices.STEP_REOPENED, row, at=at, reason=reason)
        if row.plan.status == Plan.Status.APPROVED and not queries.is_report(row):
            with ledger.moving(REOPEN_PLAN, row.plan, by=None, at=at, note=reason) as plan:
                plan.approved_at = plan.report = plan.report_at = None


def approve_plan_when_complete(plan: Plan, *, at: datetime) -> None:
    """Approve a plan whose planning steps are all approved; reports on it follow. Does nothing twice."""
    # The lock on the plan keeps two last approvals from missing each other.
    locked = Plan.objects.select_for_update(of=("self",)).select_related("definition").get(pk=plan.pk)
    if locked.status != Plan.Status.DRAFTING or not queries.is_planned(locked):
        return
    with ledger.moving(APPROVE_PLAN, locked, by=None, at=at) as row:
        row.approved_at = at
        link, year = row.get_absolute_url(), row.year.year
        outbox.notify(APPROVE_PLAN, notices.PLAN_APPROVED, lea=row.lea, link=link, at=at, year=year)
    jobs.enqueue("improvement_plans.draw_report", locked, at=at)
    jobs.enqueue("improvement_plans.set_checks", locked, at=at)
