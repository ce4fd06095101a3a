"""A year's uploads, and the form for another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from determinations.uploads import queries, services
from determinations.uploads.formats import FORMATS
from determinations.uploads.forms import UploadForm
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@require_GET
@guarded(can_monitor_state, load=year_of)
def uploads(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the year's uploads, and the form for another."""
    return _list(request, year, UploadForm(formats=_choices()))


@takes_files("upload", can=can_administer)
@require_POST
@guarded(can_administer, load=year_of)
def receive(request: SignedInRequest, year: Year) -> HttpResponse:
    """Receive a file, and have it checked by a worker."""
    form = UploadForm(request.POST, request.FILES, formats=_choices())
    if not form.is_valid():
        return _list(request, year, form, status=422)
    file = form.cleaned_data["file"]
    received = services.take_in(
        year=year,
        format=form.cleaned_data["format"],
        name=file.name,
        content=file.read(),
        by=request.user,
        at=now(),
        how=services.How(amends=form.cleaned_data["how"] == "amend"),
    )
    if received.again:
        messages.info(
            request, _("These bytes are here already. Nothing was changed; this is the upload that holds them.")
        )
    return redirect("upload", year=year.year, pk=received.upload.pk)


def _list(request: HttpRequest, year: Year, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "year": year,
        "uploads": [(line, FORMATS[line.format].called(line.part)) for line in queries.uploads_of(year)],
        "formats": list(FORMATS.values()),
        "form": form,
        "may_upload": can_administer(request.user),
    }
    return render(request, "determinations/uploads/uploads.html", context, status=status)


def _choices() -> dict[str, str]:
    return {name: form.choice for name, form in FORMATS.items()}
