"""A year's uploads, and the form for another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import downloads
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.sheets import Table
from determinations.uploads import queries, reading, services
from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS, choices
from determinations.uploads.forms import UploadForm
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.years.loading import year_of
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@require_GET
@guarded(can_monitor_state, load=year_of)
def uploads(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the year's uploads, and the form for another; or give the list as a file."""
    if kind := downloads.asked(request):
        return downloads.answer(kind, *_table(year), name=f"uploads-{year}")
    return _list(request, year, UploadForm(formats=choices()))


@takes_files("upload", can=can_administer)
@require_POST
@guarded(can_administer, load=year_of)
def receive(request: SignedInRequest, year: Year) -> HttpResponse:
    """Receive files, each as what it was said or recognized to be, and have them checked by a worker."""
    form = UploadForm(request.POST, request.FILES, formats=choices())
    if not form.is_valid():
        return _list(request, year, form, status=422)
    meant = [_meant(form, file) for file in form.cleaned_data["file"]]
    if unknown := [file for file in meant if file.format is None]:
        names = ", ".join(file.name for file in unknown)
        said = _("%(names)s: no kind of file has these columns. Choose what it holds, and upload it by itself.")
        form.add_error("file", said % {"names": names})
        return _list(request, year, form, status=422)
    how = services.How(amends=form.cleaned_data["how"] == "amend")
    meant.sort(key=lambda file: not (file.format and file.format.comes_first))
    with transaction.atomic():
        received = [_received(request, year, file, how) for file in meant]
    if len(received) > 1:
        return _received_several(request, year, received)
    if received[0].again:
        messages.info(
            request, _("These bytes are here already. Nothing was changed; this is the upload that holds them.")
        )
    return redirect("upload", year=year.year, pk=received[0].upload.pk)


@dataclass(frozen=True)
class Meant:
    """A file that was sent, with what it holds; None where no one said so and no format has its columns."""

    name: str
    content: bytes
    format: Format | None


def _meant(form: UploadForm, file: "UploadedFile[bytes]") -> Meant:
    name, content = file.name or "", file.read()
    said = form.cleaned_data["format"]
    return Meant(name, content, FORMATS[said] if said else reading.recognized(content, name=name))


def _received(request: SignedInRequest, year: Year, file: Meant, how: services.How) -> services.Received:
    return services.take_in(
        year=year,
        format=file.format.name if file.format else "",
        name=file.name,
        content=file.content,
        by=request.user,
        at=now(),
        how=how,
    )


def _received_several(request: HttpRequest, year: Year, received: Sequence[services.Received]) -> HttpResponse:
    """Say what each of several files was taken for, and show the list that they are in."""
    for one in received:
        words = {"file": one.upload.file_name, "what": FORMATS[one.upload.format].called()}
        said = _("%(file)s: %(what)s. These bytes were here already.") if one.again else _("%(file)s: %(what)s.")
        messages.info(request, said % words)
    return redirect("uploads", year=year.year)


def _table(year: Year) -> Table:
    columns = ["year", "file", "what_it_holds", "amendment", "status", "rows", "errors", "warnings"]
    return [*columns, "received_at", "received_by"], [
        [
            *(year.year, line.file_name, FORMATS[line.format].called(line.part), line.amends, line.status_words),
            *(line.rows, line.errors, line.warnings, line.received_at, line.received_by),
        ]
        for line in queries.uploads_of(year)
    ]


def _list(request: HttpRequest, year: Year, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "year": year,
        "uploads": [(line, FORMATS[line.format].called(line.part)) for line in queries.uploads_of(year)],
        "formats": list(FORMATS.values()),
        "form": form,
        "may_upload": can_change_year(request.user, year),
    }
    return render(request, "determinations/uploads/uploads.html", context, status=status)
