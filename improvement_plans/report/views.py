"""The documents: the improvement plan, the dated PDF of each submission, and every other report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cim_portal.lib.doors import View, guarded
from improvement_plans.report.declaring import Report
from monitoring.files import keeping


def document(report: Report[object]) -> View:
    """Return the view that gives the frozen PDF of a report, drawn now where no worker has drawn it; before there can be
    one, it says so."""

    @require_GET
    @guarded(report.may_read, load=report.load)
    def view(request: HttpRequest, thing: object) -> HttpResponse:
        frozen = report.frozen(thing, now())
        if frozen is None:
            context = {"plan": report.plan(thing)}
            return render(request, "improvement_plans/report/no_report.html", context, status=404)
        return keeping.download(frozen, media_type=keeping.PDF, name=report.file_name(thing), inline=True)

    return view
