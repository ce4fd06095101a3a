"""Whom the letters of a year reached, and notifying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.letters import reach, tables
from determinations.letters.models import Letter
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.years.loading import year_of
from monitoring.years.models import Year

PAGE = 100


@require_GET
@guarded(can_monitor_state, load=year_of)
def reached(request: HttpRequest, year: Year) -> HttpResponse:
    """Show by letter who was notified, who could not be and why, and who opened it when; or give it as a file."""
    if kind := downloads.asked(request):
        found = reach.reached(year, list(_asked(request, year)))
        return downloads.answer(kind, *tables.reached(year, found), name=f"letters-reached-{year}")
    return _show(request, year)


@require_POST
@guarded(can_administer, load=year_of)
def again(request: SignedInRequest, year: Year) -> HttpResponse:
    """Notify again of one letter, or of all that have the trouble that is named."""
    letters = _meant(request, year)
    try:
        written = reach.notify_again(letters=letters, by=request.user, at=now())
    except Refused as refused:
        return _show(request, year, refused=str(refused), status=409)
    said = ngettext("%(count)s notice is being sent again.", "%(count)s notices are being sent again.", written)
    messages.success(request, said % {"count": f"{written:,}"})
    return redirect("letters_reached", year=year.year)


def _meant(request: HttpRequest, year: Year) -> list[Letter]:
    """Return the letter of that number, or those that have the trouble; none where neither is named."""
    number, trouble = request.POST.get("letter", ""), request.POST.get("trouble", "")
    if number.isdecimal() and len(number) < 10:
        return list(reach.letters_in(year).filter(pk=int(number)))
    return list(reach.letters_in(year, trouble=trouble)) if trouble in reach.TROUBLES else []


def _asked(request: HttpRequest, year: Year) -> QuerySet[Letter]:
    """Return the letters that the filters of the address leave."""
    return reach.letters_in(year, trouble=request.GET.get("trouble", ""), words=request.GET.get("q", "").strip())


def _show(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponse:
    trouble, words = request.GET.get("trouble", ""), request.GET.get("q", "").strip()
    page = Paginator(_asked(request, year), PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "lines": reach.reached(year, list(page.object_list)),
        "page": page,
        "trouble": trouble if trouble in reach.TROUBLES else "",
        "troubles": list(reach.TROUBLES.items()),
        "words": words,
        "may_send": can_administer(request.user),
        "refused": refused,
    }
    return render(request, "determinations/letters/reached.html", context, status=status)
