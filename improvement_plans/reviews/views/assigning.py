"""Assigning a step to one of the state's people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import loading
from improvement_plans.plans.models import Step
from improvement_plans.reviews import assigning
from improvement_plans.reviews.forms import AssignStepForm
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.oversight import queries as oversight


@require_POST
@guarded(can_monitor_state, load=loading.step)
def assign_step(request: SignedInRequest, step: Step) -> HttpResponse:
    """Assign a step to a monitor or a unit, or as its LEA is."""
    form = AssignStepForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a monitor or a unit of the list, or none."))
    to = oversight.of_key(form.cleaned_data["to"])
    assigning.assign(step=step, to=to, by=request.user, at=now())
    said = _("Step %(number)s is assigned to %(to)s.") if to else _("Step %(number)s is assigned as its LEA is.")
    messages.success(request, said % {"number": step.number, "to": to})
    return redirect("review", code=step.lea.code, year=step.plan.year.year, number=step.number)
