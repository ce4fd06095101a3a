"""The moves of amendments. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from improvement_plans.activities import contents
from improvement_plans.amendments import notices, permissions, queries
from improvement_plans.amendments.models import Amendment
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import definition_of
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.people.models import Person
from monitoring.work import jobs


def missing_to_submit(amendment: Amendment) -> list[str]:
    """Return a sentence for each thing that stops an amendment from being submitted."""
    found = [] if amendment.reason.strip() else [_("Say why the plan is amended.")]
    if needs_board_date(amendment.plan) and amendment.board_date is None:
        found.append(_("Enter the date when the governing board took up the amendment."))
    if not queries.changes(amendment, shows_small=True):
        found.append(_("The amendment changes nothing yet. Change at least one page of the plan."))
    was, becomes = queries.books(amendment, shows_small=True)
    for number in sorted({page.step.number for page in amendment.pages.select_related("step")}):
        known = {fault.sentence for fault in contents.missing_in(was, number)}
        found += [f.sentence for f in contents.missing_in(becomes, number) if f.sentence not in known]
    return [*found, *_outdated(amendment)]


def needs_board_date(plan: Plan) -> bool:
    """Say whether the step forms ask the level for the day on which its board took up the plan."""
    return any(
        one.key == "board_date" and one.required(level=plan.level, value={})
        for activity in definition_of(plan.definition).activities
        for one in activity.fields
    )


def _outdated(amendment: Amendment) -> list[str]:
    """Return a sentence for each page that the plan changed since the amendment was written on it."""
    now = {(a.activity, a.repeat): a.version for a in Answer.objects.filter(step__plan=amendment.plan)}
    titles = {place.key: place.title for _number, place in queries.places(Workbook(amendment.plan))}
    return [
        _("“%(title)s” of the plan was changed meanwhile. Open it in the amendment, and save it again.")
        % {"title": titles.get((page.activity, page.repeat), page.activity)}
        for page in amendment.pages.order_by("pk")
        if now.get((page.activity, page.repeat), 0) != page.base
    ]


SUBMIT = Move(
    "submit_amendment",
    frozenset({"drafting", "returned"}),
    "submitted",
    who=permissions.can_submit,
    verb=gettext_lazy("Submit the amendment"),
    sentence=gettext_lazy("{who} submitted {what}"),
    missing=missing_to_submit,
    notifies=(notices.AMENDMENT_SUBMITTED, notices.AMENDMENT_WAITS_FOR_STATE),
)
WITHDRAW = Move(
    "withdraw_amendment",
    frozenset({"drafting", "returned", "submitted"}),
    "withdrawn",
    who=permissions.can_submit,
    verb=gettext_lazy("Withdraw the amendment"),
    sentence=gettext_lazy("{who} withdrew {what}"),
)
RETURN = Move(
    "return_amendment",
    frozenset({"submitted", "approved_by_selpa"}),
    "returned",
    who=permissions.can_review,
    verb=gettext_lazy("Return the amendment"),
    sentence=gettext_lazy("{who} returned {what} to the LEA"),
    notifies=(notices.AMENDMENT_RETURNED,),
)
PASS_ON = Move(
    "pass_on_amendment",
    frozenset({"submitted"}),
    "approved_by_selpa",
    who=permissions.can_pass_on,
    verb=gettext_lazy("Approve for the SELPA"),
    sentence=gettext_lazy("{who} approved {what} for the SELPA and passed it on to the state"),
    missing=_outdated,
    notifies=(notices.AMENDMENT_WAITS_FOR_STATE,),
)
APPROVE = Move(
    "approve_amendment",
    frozenset({"submitted", "approved_by_selpa"}),
    "approved",
    who=permissions.can_approve,
    verb=gettext_lazy("Approve the amendment"),
    sentence=gettext_lazy("{who} approved {what}"),
    missing=_outdated,
    notifies=(notices.AMENDMENT_APPROVED,),
)
REFUSE = Move(
    "refuse_amendment",
    frozenset({"submitted", "approved_by_selpa"}),
    "refused",
    who=permissions.can_review,
    verb=gettext_lazy("Do not approve the amendment"),
    sentence=gettext_lazy("{who} did not approve {what}"),
    notifies=(notices.AMENDMENT_REFUSED,),
)

MOVES = {
    "Amendment": (SUBMIT, WITHDRAW, RETURN, PASS_ON, APPROVE, REFUSE),
}


def submit(*, amendment: Amendment, by: Person, at: datetime) -> None:
    """Hand an amendment to its first reviewer. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(SUBMIT, amendment, by=by, at=at, note=amendment.reason) as row:
        row.moved_at, row.submitted_by, row.passed_on_by, row.note = at, by, None, ""
        first = plans_queries.reviewers_of(row.plan)[0]
        kind = notices.AMENDMENT_SUBMITTED if first == "selpa" else notices.AMENDMENT_WAITS_FOR_STATE
        _notify(SUBMIT, kind, row, by=by, at=at)


def withdraw(*, amendment: Amendment, by: Person, at: datetime) -> None:
    """End an amendment without a change of the plan. Raises NotYou, NotNow."""
    with ledger.moving(WITHDRAW, amendment, by=by, at=at) as row:
        row.moved_at = at


def give_back(*, amendment: Amendment, by: Person, at: datetime, note: str) -> None:
    """Return an amendment to the LEA, with what has to change. Raises NotYou, NotNow, Incomplete, TooLong."""
    _insist_on(note)
    with ledger.moving(RETURN, amendment, by=by, at=at, note=note.strip()) as row:
        row.moved_at, row.note = at, note.strip()
        _notify(RETURN, notices.AMENDMENT_RETURNED, row, by=by, at=at)


def refuse(*, amendment: Amendment, by: Person, at: datetime, note: str) -> None:
    """End an amendment without a change of the plan, and say why. Raises NotYou, NotNow, Incomplete, TooLong."""
    _insist_on(note)
    with ledger.moving(REFUSE, amendment, by=by, at=at, note=note.strip()) as row:
        row.moved_at, row.note, row.decided_by = at, note.strip(), by
        _notify(REFUSE, notices.AMENDMENT_REFUSED, row, by=by, at=at)


def approve(*, amendment: Amendment, by: Person, at: datetime, note: str = "") -> None:
    """Approve as the reviewer in turn: on to the state where it follows, else for good, and the plan says it from then on.

    Raises NotYou, NotNow, Incomplete, TooLong.
    """
    said = note.strip()
    bounds.insist(said, bounds.COMMENT, what=_("What you say of it"))
    with transaction.atomic():
        # Steps and plan before the amendment, as everywhere: two moves never wait for each other.
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=amendment.plan_id)
        fresh = Amendment.objects.select_related("plan__definition", "plan__lea").get(pk=amendment.pk)
        if queries.state_follows(fresh):
            with ledger.moving(PASS_ON, fresh, by=by, at=at, note=said) as row:
                row.moved_at, row.note, row.passed_on_by = at, said, by
                _notify(PASS_ON, notices.AMENDMENT_WAITS_FOR_STATE, row, by=by, at=at)
            return
        with ledger.moving(APPROVE, fresh, by=by, at=at, note=said) as row:
            row.moved_at, row.note, row.decided_by = at, said, by
            for page in row.pages.select_related("step").order_by("pk"):
                answers.amend(
                    step=page.step,
                    activity=page.activity,
                    repeat=page.repeat,
                    value=page.value,
                    by=page.saved_by,
                    at=at,
                )
            _notify(APPROVE, notices.AMENDMENT_APPROVED, row, by=by, at=at)
        plan.amended_at, plan.report, plan.report_at = at, None, None
        plan.save(update_fields=["amended_at", "report", "report_at"])
        jobs.enqueue("improvement_plans.draw_report", plan, at=at)
        jobs.enqueue("improvement_plans.set_checks", plan, at=at)


def _insist_on(note: str) -> None:
    if not note.strip():
        raise ledger.Incomplete([_("Say why: the LEA will read it.")])
    bounds.insist(note.strip(), bounds.COMMENT, what=_("What you say of it"))


def _notify(move: Move, kind: Kind, row: Amendment, *, by: Person, at: datetime) -> None:
    words: dict[str, str | int] = {"year": row.plan.year.year, "number": row.number, "reason": row.reason}
    outbox.notify(move, kind, lea=row.lea, link=row.get_absolute_url(), at=at, by=str(by), note=row.note, **words)
