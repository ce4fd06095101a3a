"""The summaries of a year: asking for one or for those of all SELPAs, and giving them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import HIDDEN, YES, Refused, Verdict
from cim_portal.summaries import services
from cim_portal.summaries.declaring import Kind, Of
from cim_portal.summaries.kinds import KINDS
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from monitoring.access import scope
from monitoring.access.permissions import can_monitor_state
from monitoring.access.roles import SELPA_STAFF
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping
from monitoring.places.models import Selpa, State
from monitoring.work import jobs
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@dataclass(frozen=True)
class Asked:
    """The summary that an address names."""

    year: Year
    run: Run
    name: str
    kind: Kind
    of: Of


def summary_of(user: User, year: int, kind: str, code: str) -> Asked:
    """Return what the address names, where the year has a final run and is not being prepared. Raises Http404."""
    found, run = year_of(user, year), runs_queries.final_run(year)
    if kind not in KINDS or run is None or found.status == Year.Status.PREPARING:
        raise Http404("There is no such summary.")
    return Asked(found, run, kind, KINDS[kind], KINDS[kind].load(user, code))


def can_read(user: User, asked: Asked) -> Verdict:
    """Read a summary: whom its kind allows."""
    return asked.kind.may_read(user, asked.run, asked.of)


def can_take(user: User, year: Year) -> Verdict:
    """See which summaries there are: the state's people, and SELPAs."""
    return YES if scope.is_state(user) or scope.roles(user) & SELPA_STAFF else HIDDEN


@require_http_methods(["GET", "POST"])
@guarded(can_read, load=summary_of)
def summary(request: SignedInRequest, asked: Asked) -> HttpResponse:
    """Show whether the summary is drawn; have a worker draw it."""
    place = {"year": asked.year.year, "kind": asked.name, "code": asked.of.code}
    if request.method == "POST":
        services.ask(year=asked.year, kind=asked.name, of=asked.of, by=request.user, at=now())
        messages.success(request, _("The summary is being drawn. Reload this page in a moment."))
        return redirect("summary", year=asked.year.year, kind=asked.name, code=asked.of.code)
    known = services.known(year=asked.year, kind=asked.name, of=asked.of)
    context = {
        "asked": asked,
        "place": place,
        "known": known,
        "job": jobs.latest(services.DRAW, known) if known else None,
    }
    return render(request, "cim_portal/summaries/summary.html", context)


@require_GET
@guarded(can_read, load=summary_of)
def document(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Give the PDF that was drawn last."""
    known = services.known(year=asked.year, kind=asked.name, of=asked.of)
    if known is None or known.pdf is None:
        raise Http404("It is not drawn yet.")
    name = f"summary-{asked.year}-{asked.of.code}.pdf"
    return keeping.download(known.pdf, media_type=keeping.PDF, name=name, inline=True)


@require_http_methods(["GET", "POST"])
@guarded(can_take, load=year_of)
def summaries(request: SignedInRequest, year: Year) -> HttpResponse:
    """Show the summaries of the state and of SELPAs; have a worker draw those of all SELPAs, where the state asks."""
    if request.method == "POST":
        if not can_monitor_state(request.user):
            raise Refused(_("Only the state’s people have the summaries of all SELPAs drawn."))
        services.ask_for_all(year=year, by=request.user, at=now())
        messages.success(request, _("The summaries are being drawn. Reload this page to see how far they are."))
        return redirect("summaries", year=year.year)
    return _page(request, year)


@require_GET
@guarded(can_monitor_state, load=year_of)
def archive(request: SignedInRequest, year: Year) -> HttpResponseBase:
    """Send the summaries of SELPAs that are drawn, as one ZIP."""
    try:
        pieces = services.archive(year=year, by=request.user, at=now())
    except Refused as refused:
        return _page(request, year, refused=str(refused), status=409)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="summaries-{year}.zip"'
    return response


def _page(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponse:
    drawn = {one.selpa_id: one for one in services.of_selpas(year)}
    selpas = Selpa.objects.visible_to(request.user).filter(pk__in=services.selpas_of(year).values("pk"))
    job = jobs.latest(services.DRAW_ALL, year)
    context = {
        "year": year,
        "lines": [(selpa, drawn.get(selpa.pk)) for selpa in selpas.order_by("name", "code")],
        "drawn": len(drawn),
        "state": State.objects.first(),
        "is_final": runs_queries.final_run(year.year) is not None and year.status != Year.Status.PREPARING,
        "is_state": scope.is_state(request.user),
        "job": job,
        "progress": jobs.progress(job) if job else None,
        "refused": refused,
    }
    return render(request, "cim_portal/summaries/summaries.html", context, status=status)
