"""The embargo of a year's letters: what is under it, and when it ends."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cim_portal.lib import dates
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.letters import queries as letters_queries
from determinations.letters import releasing
from determinations.letters.forms import ReleaseForm
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@require_http_methods(["GET", "POST"])
@guarded(can_administer, load=year_of)
def release(request: SignedInRequest, year: Year) -> HttpResponse:
    """Show what is under embargo and when it is released; set that time, or move it."""
    if request.method != "POST":
        return _page(request, year, _form(year))
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, year, form, status=422)
    try:
        set_one = releasing.set_time(year=year, releases_at=form.moment, by=request.user, at=now())
    except releasing.NotToCome as refused:
        form.add_error("day", str(refused))
        return _page(request, year, form, status=422)
    messages.success(
        request, _("The letters are released on %(moment)s.") % {"moment": dates.moment(set_one.releases_at)}
    )
    return redirect("letters_release", year=year.year)


@require_POST
@guarded(can_administer, load=year_of)
def cancel(request: SignedInRequest, year: Year) -> HttpResponse:
    """Have nothing released at the time that is set."""
    try:
        releasing.cancel(year=year, by=request.user, at=now())
    except Refused as refused:
        return _page(request, year, _form(year), refused=str(refused), status=409)
    messages.success(request, _("The release is canceled. The letters stay under embargo until you set another time."))
    return redirect("letters_release", year=year.year)


def _form(year: Year) -> ReleaseForm:
    standing = letters_queries.next_release(year)
    if standing is None:
        return ReleaseForm()
    local = standing.releases_at.astimezone(dates.PACIFIC)
    return ReleaseForm(initial={"day": local.date(), "time": local.time()})


def _page(request: HttpRequest, year: Year, form: ReleaseForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "year": year,
        "form": form,
        "embargo": letters_queries.embargo(year),
        "refused": refused,
    }
    return render(request, "determinations/letters/release.html", context, status=status)
