"""The review of one step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib import bounds, copies
from cim_portal.lib import seen as showing
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.activities import contents
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews import assigning, moves, pages, rounds, services
from improvement_plans.reviews import queries as queries_of_reviews
from improvement_plans.reviews.forms import AssignStepForm
from improvement_plans.reviews.models import ReviewMark
from improvement_plans.workbook.workbook import Workbook, read_by
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.ledger import ledger
from monitoring.oversight import queries as oversight


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_follow_review, load=loading.step)
def review(request: SignedInRequest, step: Step) -> HttpResponse:
    """Read a submitted step page by page, mark and comment; return or approve it. What was decided stays readable."""
    verdict = permissions.can_review(request.user, step)
    if request.method == "POST":
        return _act(request, step) if verdict else _too_late(request, step, verdict.reason)
    if not verdict and queries.last_submission(step) is None:
        raise PermissionDenied(verdict.reason)
    return _show(request, step, why_not=verdict.reason)


def _act(request: SignedInRequest, step: Step) -> HttpResponse:
    try:
        book = pages.submitted(request.user, step)
        _note(request, step, book)
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
            return _approve(request, step, book)
    except Refused as refused:
        return _refused(request, step, str(refused))
    messages.success(request, _("Your notes are saved. The LEA sees them when you return or approve the step."))
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)


def _approve(request: SignedInRequest, step: Step, book: Workbook) -> HttpResponse:
    """Say what was read, and approve once that is confirmed. Raises Unread, and what approving raises."""
    read = pages.reading(step, book)
    if not read.marked:
        raise services.Unread(
            _("Nothing is marked yet. Mark what you have read; then you can approve the step, and confirm it.")
        )
    if "confirmed" not in request.POST:
        # What is asked here is asked again when it is confirmed.
        if unready := moves.missing_to_approve(step):
            raise ledger.Incomplete(unready)
        context = {
            "plan": step.plan,
            "step": step,
            "name": queries.title(step),
            "reading": read,
            "state_follows": queries.state_follows(step),
        }
        return copies.confirm(request, render(request, "improvement_plans/reviews/approve.html", context))
    follows = queries.state_follows(step)
    read_so_far = {"marked": len(read.marked), "pages": len(read.marked) + len(read.unmarked)}
    moves.approve_step(step=step, by=request.user, at=now(), read=read_so_far)
    done = (
        _("Step %(number)s is approved and waits for the state now.") if follows else _("Step %(number)s is approved.")
    )
    messages.success(request, done % {"number": step.number})
    return redirect("reviews")


def _refused(request: SignedInRequest, step: Step, sentence: str) -> HttpResponse:
    """Show what was typed again, with the reason; where the step moved on meanwhile, without its form."""
    fresh = loading.step(request.user, step.lea.code, step.plan.year.year, step.number)
    if not permissions.can_review(request.user, fresh):
        return _too_late(request, fresh, sentence)
    return _show(request, fresh, refused=sentence, status=409)


def _too_late(request: SignedInRequest, step: Step, reason: str) -> HttpResponse:
    """Say that the step moved on, and show what was typed, to be copied into a comment."""
    places = read_by(request.user, step.plan).places(step.number)
    typed = [(p.title, request.POST.get(f"sentence-{pages.name_of(p)}", "").strip()) for p in places]
    typed.append((_("The whole step"), request.POST.get("return_note", "").strip()))
    context = {"plan": step.plan, "step": step, "reason": reason, "typed": [(t, text) for t, text in typed if text]}
    return render(request, "improvement_plans/reviews/review_too_late.html", context, status=409)


def _note(request: SignedInRequest, step: Step, book: Workbook) -> None:
    """Keep the note, the marks and the comments of the form; each is by itself, so one refused sentence loses no other."""
    at, refused = now(), []
    if "return_note" in request.POST:
        try:
            services.keep_return_note(
                step=step,
                note=request.POST["return_note"],
                by=request.user,
                seen=request.POST.get("seen-return_note"),
            )
        except (bounds.TooLong, services.Met) as said:
            refused.append(str(said))
    for place in book.places(step.number):
        name, title = pages.name_of(place), place.title
        mark, sentence = request.POST.get(f"mark-{name}", ""), request.POST.get(f"sentence-{name}", "")
        try:
            if mark in ReviewMark.Mark.values:
                services.mark(
                    step=step,
                    activity=place.activity.slug,
                    repeat=place.repeat,
                    mark=mark,
                    sentence=sentence,
                    by=request.user,
                    at=at,
                    seen=request.POST.get(f"seen-{name}", ""),
                )
            elif sentence.strip():
                refused.append(
                    _("%(title)s: you wrote a sentence and chose no finding. Choose one.") % {"title": title}
                )
        except (services.Wordless, services.Met, bounds.TooLong) as said:
            refused.append(f"{title}: {said}")
    if refused:
        raise services.Wordless(" ".join(refused))
    services.drop_draft(step=step, by=request.user)


def _show(
    request: SignedInRequest, step: Step, *, refused: str = "", why_not: str = "", status: int = 200
) -> HttpResponse:
    submission = queries.last_submission(step)
    book = pages.submitted(request.user, step)
    draft = {} if why_not else queries_of_reviews.draft(request.user, step)
    typed = {**draft, **request.POST.dict()}
    if request.method == "POST":  # what a colleague marked meanwhile is on this page
        typed = {name: text for name, text in typed.items() if not name.startswith("seen-")}
    shown = pages.of_step(request.user, step, book, typed=typed)
    return render(
        request,
        "improvement_plans/reviews/review.html",
        {
            "plan": step.plan,
            "step": step,
            "name": queries.title(step),
            "submission": submission,
            "return_note": typed.get("return_note", submission.return_note if submission else ""),
            "note_seen": typed.get("seen-return_note") or showing.token(submission.return_note if submission else ""),
            "draft": bool(draft),
            "pages": shown,
            "marked": sum(page.mark is not None for page in shown),
            "choices": ReviewMark.Mark.choices,
            "refused": refused,
            "why_not": why_not,
            "rounds": [
                one for one in rounds.rounds(request.user, step, book) if why_not or one.submission != submission
            ],
            "document": permissions.document_of(request.user, step),
            "rounds_title": _("Submissions and reviews") if why_not else _("Earlier rounds"),
            "state_follows": queries.state_follows(step),
            **_assigned(request, step),
            "advice": [f.sentence for f in contents.checks(book) if f.activity in queries.titles(step)],
        },
        status=status,
    )


def _assigned(request: SignedInRequest, step: Step) -> dict[str, object]:
    """Return to whom the step is assigned, and the form that changes it; for the state's people alone."""
    if not can_monitor_state(request.user):
        return {}
    own = assigning.own_of(step)
    form = AssignStepForm(initial={"to": oversight.key_of(own) if own else ""})
    return {
        "assigned_to": own or assigning.each_to([step]).get(step.pk),
        "is_own": own is not None,
        "assign_form": form,
    }


@require_POST
@guarded(permissions.can_review, load=loading.step)
def draft(request: SignedInRequest, step: Step) -> HttpResponse:
    """Keep what a reviewer has typed so far, a second after typing stops; it is no mark yet."""
    places = read_by(request.user, step.plan).places(step.number)
    typed = {name: text for place in places for name, text in pages.drafted(place, request.POST.dict()).items()}
    typed |= {name: request.POST[name] for name in ("return_note", "seen-return_note") if name in request.POST}
    try:
        services.keep_draft(step=step, typed=typed, by=request.user, at=now())
    except bounds.TooLong as refused:
        return render(request, "improvement_plans/steps/_refused.html", {"refused": refused})
    return copies.confirm(request, render(request, "improvement_plans/reviews/_drafted.html", {"at": now()}))


@require_POST
@guarded(permissions.can_review, load=loading.step)
def begin(request: SignedInRequest, step: Step) -> HttpResponse:
    """Begin the review; from now on the LEA cannot take the step back."""
    moves.begin_review(step=step, by=request.user, at=now())
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)
