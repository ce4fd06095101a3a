"""The documents: the plan, the dated PDF of each submission, every other report; drafts; and a step to read and print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cim_portal.lib import pdf
from cim_portal.lib.doors import View, guarded
from cim_portal.lib.verdict import Verdict
from improvement_plans.activities import contents
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Step
from improvement_plans.report import drafts, word
from improvement_plans.report.declaring import Report
from improvement_plans.report.drafts import Draft
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest, User
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


def can_read_draft(user: User, draft: Draft) -> Verdict:
    """Read a draft: everyone who may read the plan, as far as they may see it."""
    return permissions.can_see_plan(user, draft.plan)


def _draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Give a draft as it is now, as PDF or as Word document; nothing of it is kept."""
    context = drafts.gather_draft(draft, now())
    if draft.ending == "docx":
        content, media_type = word.draw(context), word.MEDIA_TYPE
    else:
        media_type = keeping.PDF
        content = pdf.draw(
            template="improvement_plans/report/plan.html",
            context={"report": context},
            title=context.title,
            on=context.on,
            subject=context.subject,
            drawings=context.drawings,
        )
    name = f"draft-{draft.name}.{draft.ending}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": content_disposition_header(True, name) or ""}
    )


plan_draft = require_GET(guarded(can_read_draft, load=drafts.of_plan)(_draft))
step_draft = require_GET(guarded(can_read_draft, load=drafts.of_step)(_draft))
activity_draft = require_GET(guarded(can_read_draft, load=drafts.of_activity)(_draft))


@require_GET
@guarded(permissions.can_see_step, load=loading.step)
def read_step(request: SignedInRequest, step: Step) -> HttpResponse:
    """Show everything that is in a step on one page, to be read and printed."""
    book = read_by(request.user, step.plan)
    views = [contents.view(book, place) for place in book.places(step.number)]
    context = {
        "plan": step.plan,
        "step": step,
        "name": queries.title(step),
        "views": [view for view in views if view.started or view.place.required],
    }
    return render(request, "improvement_plans/report/read_step.html", context)
