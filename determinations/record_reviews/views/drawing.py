"""A record review is opened with its list and first sample, and a further sample is drawn after the correction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.findings.loading import year_asked
from determinations.record_reviews import permissions, queries, services
from determinations.record_reviews.forms import ListForm, ReviewForm
from determinations.record_reviews.loading import review_of
from determinations.record_reviews.models import RecordReview
from monitoring.access.who import SignedInRequest
from monitoring.definition import definition_of
from monitoring.years.models import Year


@takes_files("people", can=permissions.can_see_reviews)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_see_reviews)
def open_review(request: SignedInRequest) -> HttpResponse:
    """Open a review and draw its first sample."""
    year = year_asked(request.GET.get("year", ""))
    posted = request.method == "POST"
    form = ReviewForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"lea": request.GET.get("lea", "")[:7]},
        year=year,
        definition=definition_of(year.definition),
    )
    if form.is_bound and form.is_valid():
        try:
            sample = services.open_review(opening=form.opening(), by=request.user, at=now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The sample is drawn. No one was notified."))
            return redirect(sample.review)
    others = Year.objects.exclude(status=Year.Status.PREPARING).exclude(pk=year.pk).order_by("-year")
    context = {"form": form, "year": year, "others": list(others)}
    return render(request, "determinations/record_reviews/open.html", context, status=422 if form.errors else 200)


@takes_files("people", can=permissions.can_review, load=review_of)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_review, load=review_of)
def draw(request: SignedInRequest, review: RecordReview) -> HttpResponse:
    """Draw a further sample from records that were not drawn before."""
    posted = request.method == "POST"
    form = ListForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_bound and form.is_valid():
        try:
            sample = services.draw_further(
                review=review, numbers=form.numbers, size=form.cleaned_data["size"], by=request.user, at=now()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The sample is drawn. No one was notified."))
            return redirect(sample)
    context = {
        "form": form,
        "review": review,
        "items": [one.item for one in queries.standings(review) if one.can_be_drawn_for],
        "left": review.records.filter(sample=None).count(),
    }
    return render(request, "determinations/record_reviews/draw.html", context, status=422 if form.errors else 200)
