"""A record review: its requirements, its samples with their records, and the acts on the last one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.record_reviews import moves, permissions, queries, tables
from determinations.record_reviews.loading import Act, act_of, can_act, review_of
from determinations.record_reviews.models import Record, RecordReview, Sample
from monitoring.access.who import SignedInRequest
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED

ACTS: dict[str, tuple[Callable[..., Sample], object]] = {
    "lock": (moves.lock, gettext_lazy("The sample is locked. Read each of its records.")),
    "finish": (moves.finish, gettext_lazy("The sample is finished.")),
    "call-off": (moves.call_off, gettext_lazy("The sample is called off. Nothing follows from it.")),
}


@dataclass(frozen=True)
class Line:
    """A record of a sample: how many of its requirements have an answer, and how many are not met."""

    record: Record
    answered: int
    not_met: int


@require_safe
@guarded(permissions.can_review, load=review_of)
def review(request: SignedInRequest, review: RecordReview) -> HttpResponse:
    """Show a review and one of its samples, the last unless another is asked for; the sample as a file where that is asked."""
    sample = _sample(request, review)
    if kind := downloads.asked(request):
        ledger.record(DOWNLOADED, sample, by=request.user, at=now())
        name = f"record-review-{review.pk}-sample-{sample.number}"
        return downloads.answer(kind, *tables.sample(sample), name=name)
    return _page(request, review, sample)


@require_POST
@guarded(can_act, load=act_of)
def act(request: SignedInRequest, act: Act) -> HttpResponse:
    """Lock, finish or call off the last sample."""
    if act.word not in ACTS:
        raise Http404("There is no such act.")
    do, done = ACTS[act.word]
    sample, words = _sample(request, act.review), request.POST.get("words", "")
    said = {"words": words} if act.word == "call-off" else {}
    try:
        do(sample=sample, **said, by=request.user, at=now())
    except Refused as why:
        return _page(request, act.review, sample, refused=str(why), words=words, status=409)
    messages.success(request, str(done))
    return redirect(act.review)


def _sample(request: HttpRequest, review: RecordReview) -> Sample:
    asked = request.GET.get("sample", "")
    samples = review.samples.select_related("review__lea", "drawn_by").order_by("-number")
    if asked.isascii() and asked.isdecimal() and len(asked) < 5:
        return get_object_or_404(samples, number=int(asked))
    return samples[0]


def _page(
    request: SignedInRequest,
    review: RecordReview,
    sample: Sample,
    *,
    refused: str = "",
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    standings = queries.standings(review)
    samples = list(review.samples.order_by("number"))
    is_last = sample.number == samples[-1].number
    drawn = queries.drawn(sample)
    context = {
        "review": review,
        "sample": sample,
        "samples": samples,
        "standings": standings,
        "items": sample.items.count(),
        "lines": [_line(record) for record in drawn if not record.replaced_at],
        "replaced": [record for record in drawn if record.replaced_at],
        "shown": queries.shown(sample) if sample.status == Sample.Status.FINISHED else [],
        "listed": len(queries.pool(sample)),
        "is_as_drawn": queries.is_as_drawn(sample),
        "next_record": queries.next_to_read(sample) if sample.status == Sample.Status.LOCKED else None,
        "offer": {"drawn": "lock", "locked": "finish"}.get(sample.status, "") if is_last else "",
        "may_draw": samples[-1].status in queries.ENDED and any(one.can_be_drawn_for for one in standings),
        "was_called_off": samples[-1].status == Sample.Status.CALLED_OFF,
        "refused": refused,
        "words": words,
    }
    return render(request, "determinations/record_reviews/review.html", context, status=status)


def _line(record: Record) -> Line:
    values = [answer.value for answer in record.answers.all()]
    return Line(record, len(values), values.count("not_met"))
