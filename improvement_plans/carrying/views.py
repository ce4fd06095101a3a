"""Starting a plan from the one of an earlier year, and an LEA's outcomes over all years."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.carrying import queries, services
from improvement_plans.plans import loading
from improvement_plans.plans.models import Plan
from improvement_plans.plans.permissions import can_see_plan
from monitoring.access.who import SignedInRequest
from monitoring.places import reading
from monitoring.places.models import Lea

OUTCOMES = "year outcome unit baseline target target_date latest as_of reading decision".split()


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_plan, load=loading.plan)
def take_over(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Show what the plan before has, and take the chosen rows over. Raises Http404 where there is none."""
    before = queries.plan_before(plan, among=Plan.objects.visible_to(request.user))
    if before is None:
        raise Http404("There is no earlier plan.")
    refused = ""
    chosen = request.POST.getlist("row")
    if request.method == "POST":
        try:
            count = services.take_over(plan=plan, before=before, chosen=chosen, by=request.user, at=now())
        except Refused as why:
            refused = str(why)
        else:
            said = ngettext("%(count)s row was taken over.", "%(count)s rows were taken over.", count)
            messages.success(request, said % {"count": count})
            return redirect("take_over", plan.lea.code, plan.year.year)
    tables = queries.offered(plan, before, request.user)
    context = {"plan": plan, "before": before, "tables": tables, "refused": refused, "chosen": chosen}
    context["can_take"] = any(not table.refusal and any(not o.taken for o in table.rows) for table in tables)
    return render(request, "improvement_plans/carrying/take_over.html", context, status=409 if refused else 200)


@require_GET
@guarded(reading.can_read_some_year, load=reading.lea_of_some_year)
def outcomes(request: HttpRequest, lea: Lea) -> HttpResponse:
    """Show the outcomes of all the LEA's plans."""
    found = queries.outcomes(lea, request.user)
    if kind := downloads.asked(request):
        rows = [[getattr(one, column) for column in OUTCOMES] for one in found]
        return downloads.answer(kind, OUTCOMES, rows, name=f"outcomes-{lea.code}")
    return render(request, "improvement_plans/carrying/outcomes.html", {"lea": lea, "outcomes": found})
