"""The end of a plan: its evaluation by the LEA, and closing it by who reviews it last."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import loading
from improvement_plans.plans.models import Plan
from improvement_plans.plans.permissions import can_see_plan
from improvement_plans.progress import board, ending, moves, permissions, queries
from improvement_plans.progress.forms import EvaluationForm
from improvement_plans.progress.models import Evaluation
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_plan, load=loading.plan)
def evaluation(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Show what was reached of each outcome and what the LEA wrote, and keep what it writes."""
    form = _form(request, plan)
    may_write = permissions.can_enter(request.user, plan)
    if request.method == "POST" and not may_write:
        return _show(request, plan, form, refused=may_write.reason, status=409)
    if request.method == "POST" and not form.is_valid():
        return _show(request, plan, form, status=422)
    if request.method == "POST":
        said = form.cleaned_data
        written = ending.Written(said["fidelity"].strip(), said["learned"].strip(), form.decisions)
        try:
            ending.write(plan=plan, written=written, seen=said["seen"], by=request.user, at=now())
        except Refused as why:
            last = queries.evaluation_of(plan)
            form.data = {**form.data.dict(), "seen": last.pk if last else 0}  # type: ignore[attr-defined]
            return _show(request, plan, form, refused=str(why), status=409)
        messages.success(request, _("The evaluation is saved, and who closes the plan is notified."))
        return redirect("evaluation", plan.lea.code, plan.year.year)
    return _show(request, plan, form)


@require_POST
@guarded(can_see_plan, load=loading.plan)
def end(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Close a plan that is evaluated, and say what came of it."""
    reason = request.POST.get("reason", "")
    try:
        moves.end_plan(plan=plan, by=request.user, at=now(), reason=reason)
    except Refused as why:
        fresh = loading.plan(request.user, plan.lea.code, plan.year.year)
        return _show(request, fresh, _blank(fresh), refused=str(why), reason=reason, status=409)
    messages.success(request, _("The plan is closed."))
    return redirect(plan)


def _form(request: SignedInRequest, plan: Plan) -> EvaluationForm:
    if request.method == "POST":
        return EvaluationForm(request.POST, outcomes=moves.outcomes_of(plan))
    return _blank(plan)


def _blank(plan: Plan) -> EvaluationForm:
    last = queries.evaluation_of(plan)
    initial: dict[str, object] = {"seen": last.pk if last else 0}
    if last:
        initial |= {"fidelity": last.fidelity, "learned": last.learned}
        initial |= {f"decision-{row}": decision for row, decision in last.decisions.items()}
    return EvaluationForm(outcomes=moves.outcomes_of(plan), initial=initial)


def _show(
    request: SignedInRequest,
    plan: Plan,
    form: EvaluationForm,
    *,
    refused: str = "",
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = board.of_plan(read_by(request.user, plan), today=localdate())
    last = queries.evaluation_of(plan)
    decided = last.decisions if last else {}
    words = {one.value: one.label for one in Evaluation.Decision}
    is_alive = plan.status == Plan.Status.APPROVED
    context = {
        "plan": plan,
        "outcomes": [(one, words.get(decided.get(one.row, ""), "")) for one in shown.outcomes],
        "evaluation": last,
        "form": form,
        "may_write": permissions.can_enter(request.user, plan),
        "may_end": permissions.can_end(request.user, plan),
        "missing": [*moves.missing_to_end(plan), *moves.late(plan, at=now())] if is_alive else [],
        "refused": refused,
        "reason": reason,
    }
    return render(request, "improvement_plans/progress/evaluation.html", context, status=status)
