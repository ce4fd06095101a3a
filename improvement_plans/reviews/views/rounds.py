"""Every submission of a step with its review, and the LEA's answers to what was asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib.bounds import TooLong
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Step
from improvement_plans.reviews import queries, rounds, services
from improvement_plans.reviews.models import Reply, ReviewMark
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest, User


@require_GET
@guarded(permissions.can_see_step, load=loading.step)
def all_rounds(request: SignedInRequest, step: Step) -> HttpResponse:
    """Show every submission of a step, what reviewers found of each, what the LEA answered, and what was decided."""
    return _show(request, step)


def can_answer(user: User, asked: ReviewMark) -> Verdict:
    """Answer what was asked: those who may fill in the step."""
    return permissions.can_edit(user, asked.step)


@require_POST
@guarded(can_answer, load=queries.request)
def answer(request: SignedInRequest, asked: ReviewMark) -> HttpResponse:
    """Say of what was asked that it is done, or not done and why."""
    outcome, sentence = request.POST.get("outcome", ""), request.POST.get("sentence", "")
    try:
        services.answer(
            request=asked, outcome=outcome, sentence=sentence, by=request.user, at=now(),
            seen=request.POST.get("seen"),
        )  # fmt: skip
    except (services.Wordless, services.Late, services.Met, TooLong) as refused:
        return _show(request, asked.step, refused=str(refused), typed=(asked.pk, outcome, sentence), status=409)
    messages.success(request, _("Your answer is saved. The reviewers read it when the step is submitted again."))
    place = asked.step
    if request.POST.get("back") == "rounds":
        return redirect("rounds", code=place.lea.code, year=place.plan.year.year, number=place.number)
    return redirect("/".join(filter(None, [place.get_absolute_url().rstrip("/"), *asked.key])) + "/")


def _show(
    request: SignedInRequest,
    step: Step,
    *,
    refused: str = "",
    typed: tuple[int, str, str] = (0, "", ""),
    status: int = 200,
) -> HttpResponse:
    may_answer = bool(permissions.can_edit(request.user, step))
    context = {
        "plan": step.plan,
        "step": step,
        "name": plans_queries.title(step),
        "rounds": rounds.rounds(request.user, step, read_by(request.user, step.plan)),
        "asked": {mark.pk for mark in queries.requests(step)} if may_answer else set(),
        "document": permissions.document_of(request.user, step),
        "outcomes": Reply.Outcome.choices,
        "typed": typed,
        "refused": refused,
    }
    return render(request, "improvement_plans/reviews/rounds.html", context, status=status)
