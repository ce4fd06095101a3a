"""An LEA's letter, and the letters of a year."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from cim_portal.lib.doors import guarded
from determinations import letters as drawing
from determinations import queries
from determinations.models import Letter
from determinations.permissions import can_see_letter
from determinations.services import letters as service
from determinations.services import runs
from determinations.views.uploads import year_of
from monitoring import files
from monitoring.models import Year
from monitoring.permissions import can_administer, can_monitor_state


def letter_of(user: Any, code: str, year: int) -> Letter:
    """Return the letter that counts for the LEA, a draft where there is none yet. Raises Http404."""
    seen = queries.letters_for(user, code=code, year=year)
    counting = [letter for letter in seen if letter.status == Letter.Status.ISSUED] or seen
    if not counting:
        raise Http404("There is no letter here.")
    return counting[0]


def numbered_letter_of(user: Any, code: str, year: int, pk: int) -> Letter:
    """Return one letter of the LEA, also one that was replaced. Raises Http404."""
    for letter in queries.letters_for(user, code=code, year=year):
        if letter.pk == pk:
            return letter
    raise Http404("There is no letter here.")


@require_GET
@guarded(can_see_letter, load=letter_of)
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Show what the letter says, with the PDF beside it and the letters that it replaced."""
    others = queries.letters_for(request.user, code=letter.lea.code, year=letter.year.year)
    return render(
        request,
        "determinations/letter.html",
        {
            "letter": letter,
            "says": drawing.shown(letter.context),
            "others": [other for other in others if other.pk != letter.pk],
        },
    )


@require_GET
@guarded(can_see_letter, load=numbered_letter_of)
def letter_pdf(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Give the PDF as it was frozen. A draft has none yet."""
    if letter.pdf is None:
        raise Http404("The letter is a draft; it has no PDF before it is issued.")
    return files.download(letter.pdf, name=f"letter-{letter.lea.code}-{letter.year}-{letter.pk}.pdf", inline=True)


@require_GET
@guarded(can_monitor_state, load=year_of)
def year_letters(request: HttpRequest, year: Year) -> HttpResponse:
    """Show how far the year's letters are, and the button that issues them."""
    return render(
        request,
        "determinations/letters.html",
        {"year": year, "may_issue": can_administer(request.user), **_state(year)},
    )


@require_POST
@guarded(can_administer, load=year_of)
def issue(request: HttpRequest, year: Year) -> HttpResponse:
    """Have the letters of the final run issued by workers."""
    asked = service.request_issue(year=year, by=request.user, at=now())
    if asked:
        messages.success(request, f"{asked} letters are being drawn and issued. You can leave this page.")
    else:
        messages.info(request, "Every letter is issued and says what the final run says. There is nothing to do.")
    return redirect("letters", year=year.year)


@require_GET
@guarded(can_monitor_state, load=year_of)
def progress(request: HttpRequest, year: Year) -> HttpResponseBase:
    """Give the piece that says how many letters are issued; at the end, have the page loaded anew."""
    state = _state(year)
    if not state["counts"].waiting:
        return HttpResponseClientRefresh()
    return render(request, "determinations/_letters_progress.html", {"year": year, **state})


def _state(year: Year) -> dict[str, Any]:
    final = runs.final_run(year.year)
    return {"final": final, "counts": queries.letter_counts(year, final)}
