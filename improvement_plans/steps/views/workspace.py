"""A plan: its steps, what waits for whom, what is due; and its history."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import bounds, downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.runs.words import element_in_words
from improvement_plans.activities import contents
from improvement_plans.activities.page import PageState
from improvement_plans.activities.shown import Fault
from improvement_plans.carrying import last_year
from improvement_plans.carrying import queries as carrying
from improvement_plans.deadlines import permissions as deadlines_permissions
from improvement_plans.deadlines import queries as deadlines_queries
from improvement_plans.plans import loading, permissions
from improvement_plans.plans import moves as plans_moves
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.queries import StepState
from improvement_plans.progress import queries as progress
from improvement_plans.reviews import queries as reviews_queries
from improvement_plans.reviews import threads
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.signing import queries as signing
from improvement_plans.steps import moves as steps_moves
from improvement_plans.steps.views.pages import page_address
from improvement_plans.workbook.workbook import Workbook, element_label, read_by
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import definition_of
from monitoring.ledger import ledger
from monitoring.ledger import lines as ledger_lines
from monitoring.ledger.models import Event


@dataclass(frozen=True)
class StepLine(StepState):
    """One step on the plan's page: where it is, and how many of its required pages are complete."""

    name: str
    purpose: str
    complete: int
    pages: int


@dataclass(frozen=True)
class StepAddress:
    """One step of a plan by its name, and where its page is."""

    number: int
    name: str
    url: str


@dataclass(frozen=True)
class PageLine:
    """A page of a step as its step lists it: how far it is, what it lacks, what a reviewer found, how many comments are open."""

    page: PageState
    url: str
    lacking: list[Fault]
    mark: ReviewMark | None
    comments: int


@require_GET
@guarded(permissions.can_see_plan, load=loading.plan)
def plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show a plan with its steps."""
    return _show(request, plan)


def _show(request: HttpRequest, plan: Plan, *, refused: str = "") -> HttpResponse:
    book, newer = read_by(request.user, plan), plans_queries.newer_letter(plan)
    steps = list(plan.steps.order_by("number"))
    lines = [_line(request.user, book, step) for step in steps]
    return render(
        request,
        "improvement_plans/steps/plan.html",
        {
            "plan": plan,
            "newer": newer if newer and plans_queries.is_to_settle(plan, newer) else None,
            "settle": permissions.can_settle_plan(request.user, plan),
            "refused": refused,
            "reason": request.POST.get("reason", ""),
            "level": book.definition.level(plan.level),
            "elements": [{**element, **element_in_words(element)} for element in book.missed],
            "findings": [element_label(one) for one in book.concerns if "finding" in one],
            "lines": lines,
            "waiting": next((line for line in lines if line.waiting_for), None),
            "progress": _progress(plan),
            "amendments": _amendments(plan),
            "before": _before(request.user, plan, steps),
        },
        status=409 if refused else 200,
    )


def _progress(plan: Plan) -> dict[str, object]:
    """Return where the progress checks of a plan are; nothing before it was approved, or where it never had one."""
    count, late, following = progress.state_of(plan, today=localdate())
    is_carried_out = plan.status == Plan.Status.APPROVED
    if not count and not is_carried_out:
        return {}
    return {
        "count": count,
        "late": late if is_carried_out else 0,
        "next": following if is_carried_out else None,
        "closed": not is_carried_out,
    }


def _amendments(plan: Plan) -> dict[str, object]:
    """Return the amendment of a plan that is not decided; nothing where the plan can have none and never had one."""
    found = list(plan.amendments.order_by("-number"))
    if not found and plan.status != Plan.Status.APPROVED:
        return {}
    return {"open": next((one for one in found if one.is_open), None)}


def _before(user: User, plan: Plan, steps: list[Step]) -> Plan | None:
    """Return the plan whose rows `user` can take over into this one; None where there is none, or no step to fill in now."""
    if not any(permissions.can_edit(user, step) for step in steps):
        return None
    return carrying.plan_before(plan, among=Plan.objects.visible_to(user))


@require_POST
@guarded(permissions.can_settle_plan, load=loading.plan)
def follow(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Let a plan continue under the letter in force, for a reason."""
    return _settle(request, plan, plans_moves.follow_letter)


@require_POST
@guarded(permissions.can_settle_plan, load=loading.plan)
def close(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Close a plan, for a reason."""
    return _settle(request, plan, plans_moves.close_plan)


def _settle(request: SignedInRequest, plan: Plan, move: Callable[..., None]) -> HttpResponse:
    try:
        move(plan=plan, by=request.user, at=now(), reason=request.POST.get("reason", ""))
    except Refused as refused:
        return _show(request, loading.plan(request.user, plan.lea.code, plan.year.year), refused=str(refused))
    return redirect(plan)


@require_GET
@guarded(permissions.can_see_step, load=loading.step)
def step(request: HttpRequest, step: Step) -> HttpResponse:
    """Show a step: its activities, what is missing, and the moves that this person can make."""
    return _show_step(request, step)


def _show_step(request: HttpRequest, step: Step, *, refused: str = "") -> HttpResponse:
    book = read_by(request.user, step.plan)
    missing = contents.missing_in(book, step.number)
    marks, said = reviews_queries.marks(request.user, step), threads.open_on(step)
    pages = [
        PageLine(
            page,
            page_address(step, page.place),
            contents.on_page(page.place, missing),
            marks.get(page.place.key),
            threads.count_on(said, page.place.key),
        )
        for page in contents.outline(book, step.number)
    ]
    return render(
        request,
        "improvement_plans/steps/step.html",
        {
            "plan": step.plan,
            "step": step,
            "name": plans_queries.title(step),
            "steps": _all_steps(step),
            "state": plans_queries.state_of(step, today=localdate()),
            "pages": pages,
            "missing": missing,
            "next": _next(pages) if permissions.can_edit(request.user, step) else None,
            "submits": _submits(request.user, step),
            "is_report": plans_queries.is_report(step),
            "next_report": _next_report(request.user, step),
            "ready": _ready(request.user, step),
            "ready_since": steps_moves.ready_since(step),
            "is_signed": bool(signing.offices(step)),
            "recall": _recall(request.user, step),
            "review": permissions.can_review(request.user, step),
            "unanswered": sum(mark.waits for mark in marks.values()),
            "unsettled": last_year.unsettled(book, step.number),
            "follow": permissions.can_follow_review(request.user, step),
            "someone_else": permissions.why_someone_else(request.user, step),
            "reopen": permissions.can_reopen(request.user, step) and step.status == Step.Status.APPROVED,
            "document": permissions.document_of(request.user, step),
            "submissions": plans_queries.submissions(step),
            "may_ask": deadlines_permissions.can_ask(request.user, step),
            "extension": deadlines_queries.extensions_of(step).first(),
            "refused": refused,
            "reason": request.POST.get("reason", ""),
        },
        status=409 if refused else 200,
    )


def _all_steps(step: Step) -> list[StepAddress]:
    """Return every step of the step's plan, in order."""
    plan = step.plan
    declared = definition_of(plan.definition).steps_for(plan.level)
    place = [plan.lea.code, plan.year.year]
    return [StepAddress(one.number, one.name, reverse("step", args=[*place, one.number])) for one in declared]


def _next(pages: list[PageLine]) -> PageLine | None:
    """Return the page to continue with: the first on which something is missing, else the first that was sent back."""
    missing = (one for one in pages if one.lacking)
    returned = (one for one in pages if one.mark and one.mark.waits)
    return next(missing, None) or next(returned, None)


@require_GET
@guarded(permissions.can_see_plan, load=loading.plan)
def history(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show every move of a plan and its steps, or give them as a file."""
    numbers = list(plan.steps.values_list("pk", flat=True))
    moves = (
        Event.objects.filter(lea=plan.lea, subject_type__app_label="improvement_plans")
        .filter(_of_plan(plan, numbers))
        .select_related("by", "lea")
        .order_by("-at", "-pk")
    )
    if kind := downloads.asked(request):
        name = f"history-{plan.lea.code}-{plan.year}"
        return downloads.answer(kind, ledger_lines.COLUMNS, ledger_lines.rows(moves), name=name, sheet="history")
    lines = [ledger_lines.line(move) for move in moves]
    return render(request, "improvement_plans/steps/history.html", {"plan": plan, "moves": lines})


@require_POST
@guarded(permissions.can_see_step, load=loading.step)
def recall(request: SignedInRequest, step: Step) -> HttpResponse:
    """Take a submitted step back."""
    steps_moves.recall_step(step=step, by=request.user, at=now())
    return redirect(step)


@require_POST
@guarded(permissions.can_edit, load=loading.step)
def ready(request: SignedInRequest, step: Step) -> HttpResponse:
    """Ask the approvers to sign a step that is complete."""
    try:
        steps_moves.say_ready(step=step, by=request.user, at=now())
    except ledger.Incomplete as refused:
        return _show_step(request, step, refused=str(refused))
    messages.success(request, _("The approvers of %(lea)s are notified.") % {"lea": step.lea})
    return redirect(step)


@require_POST
@guarded(permissions.can_begin_report, load=loading.step)
def next_report(request: SignedInRequest, step: Step) -> HttpResponse:
    """Begin the report of the next period."""
    try:
        steps_moves.begin_report(step=step, by=request.user, at=now())
    except (ledger.Incomplete, ledger.NotNow) as refused:
        return _show_step(
            request, loading.step(request.user, step.lea.code, step.plan.year.year, step.number), refused=str(refused)
        )
    return redirect(step)


@require_POST
@guarded(permissions.can_reopen, load=loading.step)
def reopen(request: SignedInRequest, step: Step) -> HttpResponse:
    """Open an approved step again, for a reason."""
    try:
        plans_moves.reopen_step(step=step, by=request.user, at=now(), reason=request.POST.get("reason", ""))
    except (ledger.Incomplete, bounds.TooLong) as refused:
        return _show_step(request, step, refused=str(refused))
    return redirect(step)


def _of_plan(plan: Plan, step_keys: list[int]) -> Q:
    amendments = list(plan.amendments.values_list("pk", flat=True))
    return (
        Q(subject_type__model="plan", subject_id=plan.pk)
        | Q(subject_type__model="step", subject_id__in=step_keys)
        | Q(subject_type__model="amendment", subject_id__in=amendments)
    )


def _line(user: User, book: Workbook, step: Step) -> StepLine:
    step.plan = book.plan
    marks = reviews_queries.marks(user, step) if step.status == Step.Status.RETURNED else {}
    asked = {mark.key for mark in marks.values() if mark.waits}
    declared = next(s for s in book.definition.steps if s.number == step.number)
    wanted = [page for page in contents.outline(book, step.number) if page.place.required]
    return StepLine(
        **vars(plans_queries.state_of(step, today=localdate())),
        name=declared.name,
        purpose=declared.purpose,
        complete=sum(page.complete and page.place.key not in asked for page in wanted),
        pages=len(wanted),
    )


def _submits(user: User, step: Step) -> bool:
    """Say whether the step is this person's to submit, now or once nothing is missing."""
    return step.status in steps_moves.SUBMIT.source and bool(permissions.can_submit(user, step))


def _ready(user: User, step: Step) -> bool:
    """Say whether this person fills in the step and leaves signing it to others."""
    return bool(permissions.can_edit(user, step)) and not permissions.can_submit(user, step)


def _next_report(user: User, step: Step) -> object:
    """Return whether the report of the next period can be begun; None where it is not for this person to do now."""
    if step.status != Step.Status.APPROVED or not permissions.can_begin_report(user, step):
        return None
    return ledger.why_not(steps_moves.BEGIN_REPORT, step, user)


def _recall(user: User, step: Step) -> object:
    if step.status != Step.Status.SUBMITTED or not permissions.can_submit(user, step):
        return None
    return ledger.why_not(steps_moves.RECALL, step, user)
