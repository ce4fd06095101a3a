"""What waits for review, and the review of one step."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans import permissions, queries, steps, transitions
from improvement_plans.models import ReviewMark, Step
from improvement_plans.queries import Workbook
from improvement_plans.services import reviews as services
from improvement_plans.views import loading


@dataclass(frozen=True)
class Waiting:
    """One step on the list of reviews."""

    lea: str
    selpa: str
    year: int
    level: str
    number: int
    status_text: str
    waits_on: str
    since: datetime
    due_on: date | None
    overdue: bool
    mine: bool
    url: str


@require_GET
@guarded(permissions.can_see_reviews)
def reviews(request: HttpRequest) -> HttpResponse:
    """List what waits for this person's review, what waits on another reviewer, and what is still with the LEA."""
    rows = (
        Step.objects.visible_to(request.user)
        .exclude(status=Step.Status.APPROVED)
        .exclude(plan__status="closed")
        .select_related("plan__lea__selpa", "plan__year", "plan__process")
        .order_by("moved_at")
    )
    lines = [_waiting(request, step) for step in rows]
    return render(
        request,
        "improvement_plans/reviews.html",
        {
            "mine": [w for w in lines if w.mine],
            "others": [w for w in lines if not w.mine and w.waits_on != queries.NAMES["lea"]],
            "with_lea": [w for w in lines if w.waits_on == queries.NAMES["lea"]][:200],
            "with_lea_count": sum(w.waits_on == queries.NAMES["lea"] for w in lines),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_review, load=loading.step)
def review(request: HttpRequest, step: Step) -> HttpResponse:
    """Read a submitted step activity by activity, mark and comment; return or approve it."""
    if request.method == "POST":
        return _act(request, step)
    return _show(request, step)


def _act(request: HttpRequest, step: Step) -> HttpResponse:
    at = now()
    try:
        _note(request, step)
        if "return" in request.POST:
            transitions.return_step(step=step, by=request.user, at=at, note=request.POST.get("note", ""))
            messages.success(request, f"Step {step.number} went back to {step.lea}. It stays on your list.")
            return redirect("reviews")
        if "approve" in request.POST:
            follows = queries.state_follows(step)
            transitions.approve_step(step=step, by=request.user, at=at)
            messages.success(
                request, f"Step {step.number} is approved" + (" and waits on the state now." if follows else ".")
            )
            return redirect("reviews")
    except Refused as refused:
        return _show(request, step, refused=str(refused), status=409)
    messages.success(request, "Your notes are saved. The LEA sees them when you return or approve the step.")
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)


def _note(request: HttpRequest, step: Step) -> None:
    """Keep the marks and comments of the form; each stands by itself, so one refused sentence loses no other."""
    at, refused = now(), []
    for slug in steps.titles(step):
        mark, sentence = request.POST.get(f"mark-{slug}", ""), request.POST.get(f"sentence-{slug}", "")
        try:
            if mark in ReviewMark.Mark.values:
                services.mark(step=step, activity=slug, mark=mark, sentence=sentence, by=request.user, at=at)
        except services.Wordless as wordless:
            refused.append(f"{steps.titles(step)[slug]}: {wordless}")
    if refused:
        raise services.Wordless(" ".join(refused))


def _show(request: HttpRequest, step: Step, *, refused: str = "", status: int = 200) -> HttpResponse:
    submission = queries.last_submission(step)
    answers = submission.answers if submission else {}
    book = Workbook(step.plan, frozen=_whole(step, answers))
    marks = {m.activity: m for m in step.marks.filter(round=submission.round)} if submission else {}
    pages = [steps.view(book, place) for place in book.places(step.number)]
    return render(
        request,
        "improvement_plans/review.html",
        {
            "plan": step.plan,
            "step": step,
            "name": steps.title(step),
            "submission": submission,
            "pages": [
                (p, marks.get(p.place.activity.slug), _asked(request, p), _changes(step, p)) for p in pages if p.started
            ],
            "comments": _comments(step),
            "choices": ReviewMark.Mark.choices,
            "refused": refused,
            "state_follows": queries.state_follows(step),
            "advice": [f.sentence for f in steps.checks(book) if f.activity in steps.titles(step)],
        },
        status=status,
    )


def _whole(step: Step, answers: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    """Return the submission for each activity of the step, empty for one that was not started when it was handed in."""
    return {slug: answers.get(slug, {}) for slug in steps.titles(step)}


def _asked(request: HttpRequest, page: steps.ActivityView) -> tuple[str, str]:
    slug = page.place.activity.slug
    return request.POST.get(f"mark-{slug}", ""), request.POST.get(f"sentence-{slug}", "")


def _changes(step: Step, page: steps.ActivityView) -> list[tuple[str, str, str]]:
    """Return what this page changed since the submission before the last."""
    earlier = step.submissions.order_by("-round")[1:2]
    if not earlier:
        return []
    before = Workbook(step.plan, frozen=_whole(step, earlier[0].answers))
    return steps.changed(page, steps.view(before, page.place))


def _comments(step: Step) -> dict[str, list[object]]:
    told: dict[str, list[object]] = {}
    for said in step.comments.select_related("by").order_by("at"):
        told.setdefault(said.activity, []).append(said)
    return told


@require_POST
@guarded(permissions.can_review, load=loading.step)
def begin(request: HttpRequest, step: Step) -> HttpResponse:
    """Begin the review; from now on the LEA cannot take the step back."""
    transitions.begin_review(step=step, by=request.user, at=now())
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)


def _waiting(request: HttpRequest, step: Step) -> Waiting:
    turn = queries.waits_on(step) or ""
    return Waiting(
        lea=step.lea.name,
        selpa=str(step.lea.selpa),
        year=step.plan.year.year,
        level=queries.definition(step.plan).level(step.plan.level).name,
        number=step.number,
        status_text=step.get_status_display(),
        waits_on=queries.NAMES[turn],
        since=step.moved_at,
        due_on=step.due_on,
        overdue=bool(step.due_on and step.due_on < localdate() and turn == "lea"),
        mine=bool(permissions.can_review(request.user, step)),
        url=step.get_absolute_url(),
    )
