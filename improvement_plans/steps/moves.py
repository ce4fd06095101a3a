"""The moves of an LEA's step: submitting it, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import dates
from improvement_plans.activities import contents
from improvement_plans.carrying import last_year
from improvement_plans.plans import notifying, permissions, queries
from improvement_plans.plans.models import Step, Submission
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.signing import queries as signing
from improvement_plans.signing import services as signing_services
from improvement_plans.steps import events, notices
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import Workbook
from monitoring.definition import definition_of
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work import jobs


def _missing_to_submit(step: Step) -> list[str]:
    book = Workbook(step.plan)
    return [
        *missing_before(step),
        *(m.sentence for m in contents.missing_in(book, step.number)),
        *unanswered(step),
        *last_year.unsettled(book, step.number),
        *signing.missing(step),
    ]


def missing_before(step: Step) -> list[str]:
    """Return a sentence for each thing that comes before the step in its plan and is not done."""
    earlier = step.plan.steps.filter(number__lt=step.number, status__in=["open", "returned"]).order_by("number")
    return [
        *(_missing_to_begin_report(step) if queries.is_report(step) else []),
        *(_("Step %(number)s is submitted first.") % {"number": e.number} for e in earlier),
    ]


def unanswered(step: Step) -> list[str]:
    """Return a sentence for each thing that reviewers asked for and that the LEA did not answer."""
    titles = queries.titles(step)
    return [
        _("“%(title)s”: a reviewer asked for a change. Answer the request: done, or not done and why.")
        % {"title": " ".join(filter(None, [titles.get(asked.activity, asked.activity), asked.repeat]))}
        for asked in reviews_queries.requests(step)
        if asked.waits
    ]


def _missing_to_begin_report(step: Step) -> list[str]:
    return [] if queries.is_planned(step.plan) else [_("The plan is approved first; reports on it follow.")]


def _period(values: Values) -> str:
    return _("Report %(period)s.") % values if "period" in values else ""


def _missing_to_recall(step: Step) -> list[str]:
    if step.seen_at is None:
        return []
    return [
        _("%(seen_by)s began to review it on %(seen_at)s. Ask for its return instead.")
        % {"seen_by": step.seen_by, "seen_at": dates.in_words(localdate(step.seen_at))}
    ]


SUBMIT = Move(
    "submit",
    frozenset({"open", "returned"}),
    "submitted",
    who=permissions.can_submit,
    verb=gettext_lazy("Submit"),
    sentence=gettext_lazy("{who} submitted {what}"),
    notifies=(notices.STEP_SUBMITTED, notices.STEP_SUBMITTED_TO_STATE, notices.STEP_RECEIVED),
    missing=_missing_to_submit,
)
RECALL = Move(
    "recall",
    frozenset({"submitted"}),
    "open",
    who=permissions.can_submit,
    verb=gettext_lazy("Take back"),
    sentence=gettext_lazy("{who} took {what} back before its review"),
    notifies=(notices.STEP_RECALLED,),
    missing=_missing_to_recall,
)

BEGIN_REPORT = Move(
    "begin_report",
    frozenset({"approved"}),
    "open",
    who=permissions.can_begin_report,
    verb=gettext_lazy("Begin the next report"),
    sentence=gettext_lazy("{who} began the next report in {what}"),
    details=_period,
    missing=_missing_to_begin_report,
)

MOVES = {
    "Step": (SUBMIT, RECALL, BEGIN_REPORT),
}


def submit_step(*, step: Step, by: Person, at: datetime) -> Submission:
    """Hand the step to its first reviewer, frozen as it is, and have its dated PDF drawn.

    Raises NotYou, NotNow, Incomplete (with a sentence for each thing that is missing).
    """
    with ledger.moving(SUBMIT, step, by=by, at=at) as row:
        row.moved_at = at
        row.seen_at = row.seen_by = None
        last = queries.last_submission(row)
        submission = Submission.objects.create(
            step=row,
            round=(last.round + 1 if last else 1),
            period=row.period,
            answers=signing.answers_of(row),
            digest=signing.digest_of(row),
            by=by,
            at=at,
        )
        first = queries.reviewers(row)[0]
        kind = notices.STEP_SUBMITTED if first == "selpa" else notices.STEP_SUBMITTED_TO_STATE
        notifying.notify_of_step(SUBMIT, kind, row, at=at)
        words = {"by": str(by), "round": str(submission.round), "reviewer": str(queries.NAMES[first])}
        notifying.notify_of_step(SUBMIT, notices.STEP_RECEIVED, row, at=at, **words)
        jobs.enqueue("improvement_plans.draw_submission", submission, at=at)
    return submission


def say_ready(*, step: Step, by: Person, at: datetime) -> None:
    """Ask those who sign, and the LEA's approvers to submit, a step that is complete. Done twice, they are asked once.

    Raises NotYou, Incomplete.
    """
    with transaction.atomic():
        row = Step.objects.select_for_update(of=("self",)).select_related("plan__lea").get(pk=step.pk)
        if not (verdict := permissions.can_edit(by, row)):
            raise ledger.NotYou(verdict.reason)
        unsigned = signing.missing(row)
        if missing := [one for one in _missing_to_submit(row) if one not in unsigned]:
            raise ledger.Incomplete(missing)
        if ready_since(row) is None:
            signing_services.ask(step=row, by=by, at=at)
            ledger.record(events.READY, row, source=row.status, target=row.status, by=by, at=at)
            notifying.notify_of_step(events.READY, notices.STEP_READY, row, at=at, by=str(by))


def ready_since(step: Step) -> Event | None:
    """Return who asked for the signature, and when, since the step came to the LEA last; None where no one did."""
    asked = Event.objects.of(step).select_related("by").filter(move=events.READY.name, at__gte=step.moved_at)
    return asked.order_by("-pk").first()


def recall_step(*, step: Step, by: Person, at: datetime) -> None:
    """Take a submitted step back while no reviewer has begun. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(RECALL, step, by=by, at=at) as row:
        row.moved_at = at
        if queries.reviewers(row)[0] == "selpa":
            notifying.notify_of_step(RECALL, notices.STEP_RECALLED, row, at=at)


def begin_report(*, step: Step, by: Person, at: datetime) -> None:
    """Begin the report of the next period: what the last one said of its period is blank again, and stays readable in its
    submission and among the versions. Raises NotYou, NotNow, Incomplete.
    """
    with ledger.moving(BEGIN_REPORT, step, by=by, at=at, values={"period": step.period + 1}) as row:
        row.period += 1
        row.moved_at = at
        row.seen_at = row.seen_by = None
        definition = definition_of(row.plan.definition)
        slugs = [one.slug for one in definition.activities if one.role == queries.PROGRESS]
        for slug in slugs:
            answers.start_again(step=row, activity=slug, by=by, at=at)
