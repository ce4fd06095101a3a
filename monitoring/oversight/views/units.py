"""The units of the state's office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.oversight import queries, units
from monitoring.oversight.forms import UnitForm
from monitoring.oversight.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer)
def new_unit(request: SignedInRequest) -> HttpResponse:
    """Make a unit."""
    form = UnitForm(request.POST if request.method == "POST" else None)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=queries.unit)
def change_unit(request: SignedInRequest, unit: Unit) -> HttpResponse:
    """Give a unit another name or other members."""
    initial = {"name": unit.name, "members": unit.members.all()}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=initial)
    return _answer(request, form, unit)


@require_POST
@guarded(can_administer, load=queries.unit)
def close_unit(request: SignedInRequest, unit: Unit) -> HttpResponse:
    """Close a unit that has no LEAs."""
    units.close(unit=unit, by=request.user, at=now())
    messages.success(request, _("“%(unit)s” is closed.") % {"unit": unit})
    return redirect("assignments")


def _answer(request: SignedInRequest, form: UnitForm, unit: Unit | None) -> HttpResponse:
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["name"], "members": list(form.cleaned_data["members"])}
        try:
            kept = (
                units.change(unit=unit, by=request.user, at=now(), **said)
                if unit
                else units.make(by=request.user, at=now(), **said)
            )
        except Refused as why:
            refused = str(why)
        else:
            messages.success(request, _("The unit “%(unit)s” is saved.") % {"unit": kept})
            return redirect("assignments")
    context = {"form": form, "unit": unit, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "monitoring/oversight/unit.html", context, status=status)
