"""Findings drafted from published timelines: first what would be drafted is shown, then it is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from determinations.findings import drafting, permissions
from determinations.findings.forms import AsOfForm
from monitoring.access.who import SignedInRequest
from monitoring.years.queries import newest_year


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_make)
def from_data(request: SignedInRequest) -> HttpResponse:
    """Show what the timelines of the newest year say as of a day, and draft the findings where that was asked."""
    year = newest_year()
    if year is None:
        raise Http404("No year is open.")
    typed = request.POST if request.method == "POST" else request.GET if "as_of" in request.GET else None
    form = AsOfForm(typed, today=localdate(), initial={"as_of": localdate()})
    as_of = localdate()
    if form.is_bound and form.is_valid():
        as_of = form.cleaned_data["as_of"]
        if request.method == "POST":
            drafted = drafting.draft_from_data(year=year, as_of=as_of, by=request.user, at=now())
            said = ngettext("%(drafted)s finding is drafted.", "%(drafted)s findings are drafted.", drafted)
            messages.success(request, f"{said % {'drafted': f'{drafted:,}'}} {_('No one was notified.')}")
            return redirect("findings")
    found = drafting.counts(year=year, as_of=as_of)
    context = {"year": year, "form": form, "as_of": as_of, "counts": found, "drafts": sum(one.drafts for one in found)}
    return render(request, "determinations/findings/from_data.html", context, status=422 if form.errors else 200)
