"""Before a run is made final: what looks wrong about it, each kind with its list, and accepting what stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.levels import determining, doubts
from determinations.levels.doubts import Doubt, Line
from determinations.levels.views.runs import run_of
from determinations.runs import moves
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.ledger import ledger

PAGE = 100


@dataclass(frozen=True)
class Asked:
    """A kind of doubt, and whether it was ticked."""

    doubt: Doubt
    ticked: bool


@require_GET
@guarded(can_monitor_state, load=run_of)
def before_final(request: HttpRequest, run: Run) -> HttpResponse:
    """Show what looks wrong about a run, with the list of one kind where the address names it; or give that as a file."""
    found = _found(run)
    shown = _chosen(request, found)
    if shown and (kind := downloads.asked(request)):
        rows = [[shown.name, line.code, line.name, line.words] for line in shown.lines]
        name = f"doubts-{run.year}-{run.number}-{shown.name}"
        return downloads.answer(kind, ["doubt", "code", "name", "what_it_is"], rows, name=name, sheet=shown.name)
    return _show(request, run, found=found)


@require_POST
@guarded(can_administer, load=run_of)
def finalise(request: SignedInRequest, run: Run) -> HttpResponse:
    """Let the run be the one that counts, once everything that looks wrong is accepted by its count."""
    accepted = _accepted(request.POST)
    try:
        determining.finalise(run=run, by=request.user, at=now(), accepted=accepted)
    except doubts.Doubtful as doubtful:
        return _show(request, run, found=doubtful.found, accepted=accepted, refused=str(doubtful), status=409)
    except Refused as refused:
        again = run_of(request.user, run.year.year, run.number)
        return _show(request, again, accepted=accepted, refused=str(refused), status=409)
    messages.success(
        request, _("Run %(number)s is final. Its levels count; letters can be issued from it.") % {"number": run.number}
    )
    return redirect("run", year=run.year.year, number=run.number)


def _accepted(posted: Mapping[str, str]) -> dict[str, int]:
    """Read which kinds were ticked, with how many there were on the page that was read."""
    found = {name: posted.get(f"accept_{name}", "") for name in doubts.KINDS}
    return {name: int(count) for name, count in found.items() if count.isdecimal() and len(count) < 8}


def _found(run: Run) -> Sequence[Doubt]:
    """Return what looks wrong about a draft; about any other run nothing does any more."""
    return doubts.of_run(run) if run.status == Run.Status.DRAFT else []


def _chosen(request: HttpRequest, found: Sequence[Doubt]) -> Doubt | None:
    """Return the kind that the address names, if there is something of it."""
    return next((one for one in found if one.name == request.GET.get("kind")), None)


def _show(
    request: HttpRequest,
    run: Run,
    *,
    found: Sequence[Doubt] | None = None,
    accepted: Mapping[str, int] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    found = _found(run) if found is None else found
    shown = _chosen(request, found)
    page: Page[Line] | None = Paginator(shown.lines, PAGE).get_page(request.GET.get("page")) if shown else None
    context = {
        "run": run,
        "year": run.year,
        "asked": [Asked(one, (accepted or {}).get(one.name) == one.count) for one in found],
        "shown": shown,
        "page": page,
        "offers": ledger.possible((moves.FINALISE,), run, request.user),
        "refused": refused,
    }
    return render(request, "determinations/levels/before_final.html", context, status=status)
