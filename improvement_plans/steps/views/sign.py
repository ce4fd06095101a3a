"""Signing and submitting a step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from improvement_plans.activities import contents
from improvement_plans.carrying import last_year
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.signing import queries as signing
from improvement_plans.steps import moves
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest
from monitoring.ledger import ledger


def _why(refusal: ledger.Incomplete | ledger.NotNow) -> str:
    """Return the sentence above the page; what is missing is below it, with the way to each."""
    if isinstance(refusal, ledger.NotNow):
        return _("This step was submitted already, by you or by a colleague. Nothing was submitted twice.")
    return _("This step cannot be submitted yet. What is missing is below.")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_submit, load=loading.step)
def sign(request: SignedInRequest, step: Step) -> HttpResponse:
    """Show what is missing with the way to it, or what submitting means; submit."""
    refused = ""
    if request.method == "POST":
        try:
            moves.submit_step(step=step, by=request.user, at=now())
        except (ledger.Incomplete, ledger.NotNow) as refusal:
            refused = _why(refusal)
            step = loading.step(request.user, step.lea.code, step.plan.year.year, step.number)
        else:
            first = queries.NAMES[queries.reviewers(step)[0]]
            messages.success(
                request,
                _("Step %(number)s is submitted. It waits for %(first)s now.")
                % {"number": step.number, "first": first},
            )
            return redirect(step)
    book = read_by(request.user, step.plan)
    missing = contents.missing_in(book, step.number)
    is_open = step.status in moves.SUBMIT.source
    warnings = [f for f in contents.checks(book) if f.severity != "error"]
    context = {
        "plan": step.plan,
        "step": step,
        "name": queries.title(step),
        "missing": missing,
        "unanswered": moves.unanswered(step),
        "unsettled": last_year.unsettled(book, step.number),
        "unsigned": signing.missing(step),
        "is_signed": bool(signing.offices(step)),
        "before": moves.missing_before(step) if is_open else [str(ledger.NotNow(moves.SUBMIT, step))],
        "is_open": is_open,
        "warnings": [w for w in warnings if w.activity in queries.titles(step)],
        "titles": queries.titles(step),
        "refused": refused,
        "reviewer": queries.NAMES[queries.reviewers(step)[0]],
    }
    return render(request, "improvement_plans/steps/sign.html", context, status=409 if refused else 200)
