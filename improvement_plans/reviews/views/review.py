"""The review of one step."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib import bounds
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.activities import contents
from improvement_plans.activities.page import ActivityView
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews import moves, services
from improvement_plans.reviews.models import Comment, ReviewMark
from improvement_plans.workbook.workbook import Workbook, read_by
from monitoring.access.who import SignedInRequest


@dataclass(frozen=True)
class PageUnderReview:
    """One page of what was submitted, with what was said of it, and what this reviewer has typed and not kept yet."""

    view: ActivityView
    mark: ReviewMark | None
    seen: str
    typed_mark: str
    typed_sentence: str
    changes: list[tuple[str, str, str]]
    comments: list[Comment]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_follow_review, load=loading.step)
def review(request: SignedInRequest, step: Step) -> HttpResponse:
    """Read a submitted step activity by activity, mark and comment; return or approve it."""
    verdict = permissions.can_review(request.user, step)
    if verdict:
        return _act(request, step) if request.method == "POST" else _show(request, step)
    if request.method == "POST":
        return _too_late(request, step, verdict.reason)
    raise PermissionDenied(verdict.reason)


def _act(request: SignedInRequest, step: Step) -> HttpResponse:
    try:
        _note(request, step)
        if "return" in request.POST:
            submission = queries.last_submission(step)
            note = request.POST.get("return_note", submission.return_note if submission else "")
            moves.return_step(step=step, by=request.user, at=now(), note=note)
            messages.success(
                request,
                _("Step %(number)s went back to %(lea)s. It stays on your list.")
                % {"number": step.number, "lea": step.lea},
            )
            return redirect("reviews")
        if "approve" in request.POST:
            follows = queries.state_follows(step)
            moves.approve_step(step=step, by=request.user, at=now())
            messages.success(
                request,
                (
                    _("Step %(number)s is approved and waits for the state now.")
                    if follows
                    else _("Step %(number)s is approved.")
                )
                % {"number": step.number},
            )
            return redirect("reviews")
    except Refused as refused:
        return _refused(request, step, str(refused))
    messages.success(request, _("Your notes are saved. The LEA sees them when you return or approve the step."))
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)


def _refused(request: HttpRequest, step: Step, sentence: str) -> HttpResponse:
    """Show what was typed again, with the reason; where the step moved on meanwhile, without its form."""
    fresh = loading.step(request.user, step.lea.code, step.plan.year.year, step.number)
    if not permissions.can_review(request.user, fresh):
        return _too_late(request, fresh, sentence)
    return _show(request, fresh, refused=sentence, status=409)


def _too_late(request: HttpRequest, step: Step, reason: str) -> HttpResponse:
    """Say that the step moved on, and show what was typed, to be copied into a comment."""
    typed = [(title, request.POST.get(f"sentence-{slug}", "").strip()) for slug, title in queries.titles(step).items()]
    typed.append((_("The whole step"), request.POST.get("return_note", "").strip()))
    context = {"plan": step.plan, "step": step, "reason": reason, "typed": [(t, text) for t, text in typed if text]}
    return render(request, "improvement_plans/reviews/review_too_late.html", context, status=409)


def _note(request: SignedInRequest, step: Step) -> None:
    """Keep the note, the marks and the comments of the form; each is by itself, so one refused sentence loses no other."""
    at, refused = now(), []
    if "return_note" in request.POST:
        try:
            services.keep_return_note(step=step, note=request.POST["return_note"], by=request.user)
        except bounds.TooLong as said:
            refused.append(str(said))
    for slug, title in queries.titles(step).items():
        mark, sentence = request.POST.get(f"mark-{slug}", ""), request.POST.get(f"sentence-{slug}", "")
        try:
            if mark in ReviewMark.Mark.values:
                services.mark(
                    step=step,
                    activity=slug,
                    mark=mark,
                    sentence=sentence,
                    by=request.user,
                    at=at,
                    seen=request.POST.get(f"seen-{slug}", ""),
                )
            elif sentence.strip():
                refused.append(
                    _("%(title)s: you wrote a sentence and chose no finding. Choose one.") % {"title": title}
                )
        except (services.Wordless, services.Met, bounds.TooLong) as said:
            refused.append(f"{title}: {said}")
    if refused:
        raise services.Wordless(" ".join(refused))


def _show(request: HttpRequest, step: Step, *, refused: str = "", status: int = 200) -> HttpResponse:
    submission = queries.last_submission(step)
    book = read_by(request.user, step.plan, frozen=_whole(step, submission.answers if submission else {}))
    return render(
        request,
        "improvement_plans/reviews/review.html",
        {
            "plan": step.plan,
            "step": step,
            "name": queries.title(step),
            "submission": submission,
            "return_note": request.POST.get("return_note", submission.return_note if submission else ""),
            "returned": queries.returned(step),
            "pages": _pages(request, step, book),
            "choices": ReviewMark.Mark.choices,
            "refused": refused,
            "state_follows": queries.state_follows(step),
            "advice": [f.sentence for f in contents.checks(book) if f.activity in queries.titles(step)],
        },
        status=status,
    )


def _pages(request: HttpRequest, step: Step, book: Workbook) -> list[PageUnderReview]:
    """Return each page that was started, with marks and comments at the first page of its activity."""
    handed = list(step.submissions.order_by("-round")[:2])
    before = read_by(request.user, step.plan, frozen=_whole(step, handed[1].answers)) if len(handed) > 1 else None
    marks = {m.activity: m for m in step.marks.filter(round=handed[0].round).select_related("by")} if handed else {}
    said: dict[str, list[Comment]] = {}
    for comment in step.comments.select_related("by").order_by("at"):
        said.setdefault(comment.activity, []).append(comment)
    pages = []
    for view in (contents.view(book, place) for place in book.places(step.number)):
        if view.started:
            slug = view.place.activity.slug
            pages.append(
                PageUnderReview(
                    view=view,
                    mark=marks.get(slug),
                    seen=services.as_seen(marks.get(slug)),
                    typed_mark=request.POST.get(f"mark-{slug}", ""),
                    typed_sentence=request.POST.get(f"sentence-{slug}", ""),
                    changes=contents.changed(view, contents.view(before, view.place)) if before else [],
                    comments=said.pop(slug, []),
                )
            )
    return pages


def _whole(step: Step, answers: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    """Return the submission for each activity of the step, empty for one that was not started when it was submitted."""
    return {slug: answers.get(slug, {}) for slug in queries.titles(step)}


@require_POST
@guarded(permissions.can_review, load=loading.step)
def begin(request: SignedInRequest, step: Step) -> HttpResponse:
    """Begin the review; from now on the LEA cannot take the step back."""
    moves.begin_review(step=step, by=request.user, at=now())
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)
