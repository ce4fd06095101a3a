"""A finding as the state drafts it, and changes the draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.findings import identifiers, permissions, services
from determinations.findings.forms import OTHER, DraftForm
from determinations.findings.loading import finding_of, year_asked
from determinations.findings.models import Finding
from monitoring.access.who import SignedInRequest
from monitoring.definition import definition_of
from monitoring.years.models import Year


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_make)
def make(request: SignedInRequest) -> HttpResponse:
    """Draft a finding."""
    year = year_asked(request.GET.get("year", ""))
    first = {"lea": request.GET.get("lea", "")[:7], "found_on": localdate(), "source": Finding.Source.COMPLAINT}
    form = _form(request, year, first)
    if form.is_bound and form.is_valid():
        try:
            return redirect(services.make(draft=form.draft(), by=request.user, at=now()))
        except Refused as why:
            form.add_error(None, str(why))
    others = Year.objects.exclude(status=Year.Status.PREPARING).exclude(pk=year.pk).order_by("-year")
    context = {"form": form, "year": year, "others": list(others)}
    return render(request, "determinations/findings/draft.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_change, load=finding_of)
def change(request: SignedInRequest, finding: Finding) -> HttpResponse:
    """Change a draft."""
    if finding.status != Finding.Status.DRAFT:
        return redirect(finding)
    form = _form(request, finding.year, _first(finding))
    if form.is_bound and form.is_valid():
        try:
            return redirect(services.change(finding=finding, draft=form.draft(), by=request.user, at=now()))
        except Refused as why:
            form.add_error(None, str(why))
    context = {"form": form, "year": finding.year, "finding": finding}
    return render(request, "determinations/findings/draft.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, year: Year, first: dict[str, object]) -> DraftForm:
    typed = request.POST if request.method == "POST" else None
    return DraftForm(typed, initial=first, year=year, definition=definition_of(year.definition), today=localdate())


def _first(finding: Finding) -> dict[str, object]:
    children = dict(finding.children.order_by("pk").values_list("number", "asked"))
    named = ("source", "found_on", "facts", "for_children", "in_system")
    return {
        **{name: getattr(finding, name) for name in named},
        "lea": finding.lea.code,
        "requirement": finding.code or OTHER,
        "citation": "" if finding.code else finding.citation,
        "name": "" if finding.code else finding.requirement,
        "children": identifiers.lines(children),
    }
