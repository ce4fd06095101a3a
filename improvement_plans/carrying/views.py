"""Starting a plan from the one of an earlier year, and an LEA's outcomes over all years."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.carrying import queries, services
from improvement_plans.plans import loading
from improvement_plans.plans.models import Plan
from improvement_plans.plans.permissions import can_see_plan
from monitoring.access.who import SignedInRequest, User
from monitoring.places import reading
from monitoring.places.models import Lea


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_plan, load=loading.plan)
def take_over(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Show what the plan before has, and take the chosen rows over. Raises Http404 where there is none."""
    before = queries.plan_before(plan, request.user)
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


def lea_of(user: User, code: str) -> Lea:
    """Return the LEA of the address, if `user` may see it, or what is of it in some year. Raises Http404."""
    found = Lea.objects.filter(Q(pk__in=Lea.objects.visible_to(user)) | reading.of_selpas_once(user))
    return get_object_or_404(found, code=code)


@require_GET
@guarded(reading.can_read_some_year, load=lea_of)
def outcomes(request: HttpRequest, lea: Lea) -> HttpResponse:
    """Show the outcomes of all the LEA's plans."""
    found = queries.outcomes(lea, request.user)
    return render(request, "improvement_plans/carrying/outcomes.html", {"lea": lea, "outcomes": found})
