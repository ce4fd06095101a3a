"""Preliminary figures: the review of a year for administrators, and what an LEA is shown and contests."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from cim_portal.lib.verdict import Refused, Verdict
from determinations.preliminary import moves, permissions, queries, services, tables
from determinations.preliminary.forms import AnswerForm, ContestForm, WindowForm
from determinations.preliminary.models import Contest, Window
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, can_monitor_state, can_see_small_numbers
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping, taken
from monitoring.files.refusing import FileRefused
from monitoring.places.models import Lea
from monitoring.years.loading import year_of
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year

PAGE = 100
STATES = [
    ("undecided", gettext_lazy("Not answered")),
    ("answered", gettext_lazy("Answered")),
    ("late", gettext_lazy("Answered after the last day")),
]


@dataclass(frozen=True)
class Shown:
    """An LEA in a year of which figures are shown to it, or were: the window that is open and has it, or None."""

    lea: Lea
    year: Year
    window: Window | None


def shown_of(user: User, code: str, year: int) -> Shown:
    """Return what the address names, where the LEA is shown figures or contested some. Raises Http404."""
    lea = get_object_or_404(Lea.objects.select_related("county", "selpa"), code=code)
    found = year_of(user, year)
    window = queries.open_window(found)
    if window and queries.result_in(window, lea) is None:
        window = None
    if window is None and not queries.contests_of(found, lea=lea).exists():
        raise Http404("No figures are shown.")
    return Shown(lea, found, window)


def can_review(user: User, shown: Shown) -> Verdict:
    """See the preliminary figures of an LEA: its own staff, its SELPA's reviewers and the state's people."""
    return permissions.can_review(user, shown.lea)


def can_contest(user: User, shown: Shown) -> Verdict:
    """Contest an element: the LEA's approver."""
    return permissions.can_contest(user, shown.lea)


def contest_of(user: User, year: int, pk: int, code: str = "") -> Contest:
    """Return the contest of that number, if `user` may see it. Raises Http404."""
    visible = Contest.objects.visible_to(user).select_related(
        "lea__selpa", "window__year", "contested_by", "answered_by", "evidence", "final_run__year"
    )
    visible = visible.filter(window__year__year=year)
    return get_object_or_404(visible.filter(lea__code=code) if code else visible, pk=pk)


@require_GET
@guarded(can_monitor_state, load=year_of)
def review(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the review of a year: the window, what is contested and answered, late answers, and who kept silent; or give the
    contests or the silent LEAs as a file."""
    if kind := downloads.asked(request):
        if request.GET.get("panel") == "silent":
            table = tables.silent(queries.windows_of(year)[:1])
            return downloads.answer(kind, *table, name=f"preliminary-{year}-silent", sheet="silent")
        contests = queries.contests_of(year, state=request.GET.get("state", ""))
        return downloads.answer(kind, *tables.contests(contests), name=f"contests-{year}")
    window = queries.open_window(year)
    return _review(request, year, WindowForm(initial={"last_day": window.last_day} if window else {}))


@require_POST
@guarded(can_administer, load=year_of)
def open_window(request: SignedInRequest, year: Year) -> HttpResponse:
    """Open the review with the figures of a draft."""
    number = request.POST.get("run", "")
    run = get_object_or_404(Run, year=year, number=int(number) if number.isdecimal() and len(number) < 8 else 0)
    form = WindowForm(request.POST)

    def act() -> None:
        services.open_window(run=run, last_day=form.cleaned_data["last_day"], by=request.user, at=now())

    return _acted(request, year, form, act, _("The review is open. The people of the LEAs and SELPAs are notified."))


@require_POST
@guarded(can_administer, load=year_of)
def move(request: SignedInRequest, year: Year) -> HttpResponse:
    """Let the review end on another day."""
    window, form = _open_window(year), WindowForm(request.POST)

    def act() -> None:
        services.move_end(window=window, last_day=form.cleaned_data["last_day"], by=request.user, at=now())

    return _acted(request, year, form, act, _("The last day is changed."))


@require_POST
@guarded(can_administer, load=year_of)
def close(request: SignedInRequest, year: Year) -> HttpResponse:
    """Show the figures to the state alone from now on."""
    moves.close_window(window=_open_window(year), by=request.user, at=now())
    messages.success(request, _("The review is closed."))
    return redirect("preliminary", year=year.year)


@require_http_methods(["GET", "POST"])
@guarded(can_monitor_state, load=contest_of)
def contest_page(request: SignedInRequest, contest: Contest) -> HttpResponse:
    """Show what an LEA contests, and answer it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refused, status = "", 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            try:
                moves.answer_contest(contest=contest, **form.cleaned_data, by=request.user, at=now())
            except Refused as why:
                refused, status = str(why), 409
            else:
                messages.success(request, _("The LEA and its SELPA are notified of the answer."))
                return redirect("preliminary", year=contest.window.year.year)
    context = {"contest": contest, "form": form, "refused": refused, "may_answer": can_administer(request.user)}
    return render(request, "determinations/preliminary/contest.html", context, status=status)


@require_GET
@guarded(permissions.can_see_contest, load=contest_of)
def evidence(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Give the file that shows that an element is wrong."""
    if contest.evidence is None:
        raise Http404("There is no file.")
    return keeping.download(
        contest.evidence, media_type=taken.media_type(contest.evidence_name), name=contest.evidence_name
    )


@require_GET
@guarded(can_review, load=shown_of)
def figures(request: HttpRequest, shown: Shown) -> HttpResponse:
    """Show an LEA its preliminary figures, what it contested, and the answers."""
    if shown.window:
        services.note_look(window=shown.window, lea=shown.lea, user=request.user, at=now())
    return _figures(request, shown)


@takes_files("file", can=can_contest, load=shown_of)
@require_POST
@guarded(can_contest, load=shown_of)
def contest(request: SignedInRequest, shown: Shown) -> HttpResponse:
    """Contest an element with a reason, and a file where there is one."""
    if shown.window is None:
        return _figures(request, shown, refused=_("This review is closed. Nothing was changed."), status=409)
    form = _contest_form(request, shown, bound=True)
    if not form.is_valid():
        return _figures(request, shown, form=form, status=422)
    try:
        services.contest(
            window=shown.window,
            lea=shown.lea,
            indicator=form.cleaned_data["indicator"],
            reason=form.cleaned_data["reason"],
            evidence=_evidence(request),
            by=request.user,
            at=now(),
        )
    except FileRefused as refused:
        form.add_error("evidence", str(refused))
        return _figures(request, shown, form=form, status=422)
    except Refused as refused:
        return _figures(request, shown, form=form, refused=str(refused), status=409)
    messages.success(request, _("The element is contested. The state is notified."))
    return redirect("preliminary_figures", code=shown.lea.code, year=shown.year.year)


def _evidence(request: HttpRequest) -> services.Evidence | None:
    """Return the file that was chosen, looked at. Raises FileRefused."""
    file = request.FILES.get("evidence")
    if file is None or isinstance(file, list):
        return None
    name = re.sub(r"[\x00-\x1f\x7f\"\\/:*?<>|\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", file.name or "file")
    taken.look_at(file, name=name.strip(" .")[-150:] or "file")
    return services.Evidence(name.strip(" .")[-150:] or "file", file.read())


def _open_window(year: Year) -> Window:
    window = queries.open_window(year)
    if window is None:
        raise services.NotShown(_("No review is open any more. Nothing was changed."))
    return window


def _acted(request: SignedInRequest, year: Year, form: WindowForm, act: Callable[[], None], said: str) -> HttpResponse:
    if not form.is_valid():
        return _review(request, year, form, status=422)
    try:
        act()
    except services.DateIsOver as refused:
        form.add_error("last_day", str(refused))
        return _review(request, year, form, status=422)
    except Refused as refused:
        return _review(request, year, form, refused=str(refused), status=409)
    messages.success(request, said)
    return redirect("preliminary", year=year.year)


def _review(
    request: HttpRequest, year: Year, form: WindowForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    windows, state = queries.windows_of(year), request.GET.get("state", "")
    window = windows[0] if windows else None
    page = Paginator(queries.contests_of(year, state=state), PAGE).get_page(request.GET.get("page"))
    context: Named = {
        "year": year,
        "window": window,
        "is_open": window is not None and window.status == Window.Status.OPEN,
        "earlier": windows[1:],
        "counts": queries.counts(window) if window else None,
        "silent": queries.silent(window)[:PAGE] if window else [],
        "drafts": Run.objects.filter(year=year, status=Run.Status.DRAFT).order_by("-number"),
        "page": page,
        "states": STATES,
        "state": state,
        "form": form,
        "may_act": can_change_year(request.user, year),
        "refused": refused,
    }
    return render(request, "determinations/preliminary/review.html", context, status=status)


def _contest_form(request: HttpRequest, shown: Shown, *, bound: bool = False) -> ContestForm:
    result = queries.result_in(shown.window, shown.lea) if shown.window else None
    found = queries.figures(shown.window, result, shown.lea, shows_small=False) if shown.window and result else None
    elements = found.open if found else []
    return ContestForm(request.POST, request.FILES, elements=elements) if bound else ContestForm(elements=elements)


def _figures(
    request: HttpRequest, shown: Shown, *, form: ContestForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    small_numbers = can_see_small_numbers(request.user, shown.lea)
    result = queries.result_in(shown.window, shown.lea) if shown.window else None
    found = (
        queries.figures(shown.window, result, shown.lea, shows_small=bool(small_numbers))
        if shown.window and result
        else None
    )
    may_contest = can_contest(request.user, shown)
    context: Named = {
        "lea": shown.lea,
        "year": shown.year,
        "window": shown.window,
        "figures": found,
        "contests": queries.contests_of(shown.year, lea=shown.lea),
        "may_contest": may_contest if found and shown.window and now() < shown.window.ends_at else None,
        "last_day": shown.window.last_day if shown.window else None,
        "form": form or ContestForm(elements=found.open if found else []),
        "refused": refused,
    }
    return render(request, "determinations/preliminary/figures.html", context, status=status)
