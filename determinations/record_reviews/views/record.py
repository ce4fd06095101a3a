"""One record of a sample: replaced before the sample is locked, read after it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.record_reviews import permissions, queries, services
from determinations.record_reviews.forms import AnswersForm
from determinations.record_reviews.loading import record_of
from determinations.record_reviews.models import Record, Sample
from monitoring.access.who import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_read, load=record_of)
def record(request: SignedInRequest, record: Record) -> HttpResponse:
    """Show a record of a sample, replace it, or keep what it was found to meet."""
    sample = record.sample
    assert sample is not None  # noqa: S101 - only records of a sample have a page
    posted = request.method == "POST"
    form = AnswersForm(request.POST if posted else None, record=record, items=list(sample.items.order_by("pk")))
    refused = ""
    if posted:
        try:
            if "replace" in request.POST:
                new = services.replace(record=record, reason=request.POST.get("reason", ""), by=request.user, at=now())
                messages.success(request, _("Record %(number)s is in its place.") % {"number": new})
                return redirect(sample)
            if form.is_valid():
                services.write_answers(record=record, said=form.said(), by=request.user, at=now())
                messages.success(request, _("Saved: record %(number)s.") % {"number": record})
                return redirect(queries.next_to_read(sample) or sample)
        except Refused as why:
            refused = str(why)
    context = {
        "record": record,
        "sample": sample,
        "form": form,
        "answers": record.answers.select_related("item", "answered_by").order_by("item_id"),
        "may_replace": sample.status == Sample.Status.DRAWN and record.replaced_at is None,
        "may_answer": sample.status == Sample.Status.LOCKED and record.replaced_at is None,
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "determinations/record_reviews/record.html", context, status=status)
