"""The list of record reviews, the last moved first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from determinations.record_reviews import permissions, queries
from determinations.record_reviews.models import RecordReview, Sample
from monitoring.places.queries import words_of_lea

PAGE = 50


@require_safe
@guarded(permissions.can_see_reviews)
def reviews(request: HttpRequest) -> HttpResponse:
    """List the reviews that a person may see."""
    words = request.GET.get("words", "").strip()[:100]
    found = queries.listed(RecordReview.objects.visible_to(request.user))
    page = paged(request, found.filter(words_of_lea(words)) if words else found, size=PAGE)
    statuses = dict(Sample.Status.choices)
    lines = [(one, statuses.get(one.last_status, "")) for one in page]  # type: ignore[attr-defined]  # `listed` adds it
    context = {"page": page, "lines": lines, "words": words}
    return render(request, "determinations/record_reviews/reviews.html", context)
