"""The letters of a year as PDFs in one ZIP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import HIDDEN, Refused, Verdict
from determinations.letters import archive
from monitoring.access import scope
from monitoring.access.who import SignedInRequest, User
from monitoring.places.models import Selpa
from monitoring.years.loading import year_of
from monitoring.years.models import Year

Asked = tuple[Year, Selpa | None]


def part_of(user: User, year: int, code: str = "") -> Asked:
    """Return the year of the address and its SELPA, if `user` may see it. Raises Http404."""
    selpa = get_object_or_404(Selpa.objects.visible_to(user), code=code) if code else None
    return year_of(user, year), selpa


def can_take_part(user: User, asked: Asked) -> Verdict:
    """Take the PDFs of one SELPA: its own people and the state's; those of the state: its people."""
    year, selpa = asked
    if selpa is None and not scope.is_state(user):
        return HIDDEN
    return archive.can_take(user, year)


@require_http_methods(["GET", "POST"])
@guarded(archive.can_take, load=year_of)
def pdfs(request: SignedInRequest, year: Year) -> HttpResponse:
    """Show whose letters can be taken; have workers draw those that have no PDF yet."""
    if request.method == "POST":
        asked = archive.ask_for_undrawn(request.user, year=year, at=now())
        said = ngettext("%(asked)s letter is being drawn.", "%(asked)s letters are being drawn.", asked)
        messages.success(request, said % {"asked": f"{asked:,}"})
        return redirect("letters_pdfs", year=year.year)
    return _page(request, year)


@require_GET
@guarded(can_take_part, load=part_of)
def download(request: SignedInRequest, asked: Asked) -> HttpResponseBase:
    """Send the ZIP while it is made."""
    year, selpa = asked
    try:
        pieces = archive.take(request.user, year=year, selpa=selpa, at=now())
    except Refused as refused:
        return _page(request, year, refused=str(refused), status=409)
    name = f"letters-{year}-{selpa.code}.zip" if selpa else f"letters-{year}.zip"
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: HttpRequest, year: Year, *, refused: str = "", status: int = 200) -> HttpResponse:
    parts = archive.parts(request.user, year=year)
    undrawn = any(part.drawn < part.issued for part in parts)
    context = {"year": year, "parts": parts, "undrawn": undrawn, "refused": refused}
    return render(request, "determinations/letters/pdfs.html", context, status=status)
