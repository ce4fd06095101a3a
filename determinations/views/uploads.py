"""A year's uploads, and one of them: what was found in it, accepting its warnings, publishing it."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from cim_portal.lib.doors import guarded
from determinations import queries, transitions
from determinations.forms import UploadForm
from determinations.models import Upload
from determinations.services import uploads as service
from monitoring import files, jobs, ledger
from monitoring.models import Year
from monitoring.permissions import can_administer, can_monitor_state

PAGE = 100


def year_of(user: Any, year: int) -> Year:
    """Return the year of the address. Raises Http404 for one that is not open."""
    return get_object_or_404(Year.objects.select_related("process"), year=year)


def upload_of(user: Any, year: int, pk: int) -> Upload:
    """Return the upload of the address. Raises Http404."""
    return get_object_or_404(
        Upload.objects.select_related("year__process", "received_by", "file").defer("file__content"),
        year__year=year,
        pk=pk,
    )


@require_GET
@guarded(can_monitor_state, load=year_of)
def uploads(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the year's uploads, and the form for another."""
    return _list(request, year, UploadForm())


@require_POST
@guarded(can_administer, load=year_of)
def receive(request: HttpRequest, year: Year) -> HttpResponse:
    """Receive a file, and have it checked by a worker."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, year, form, status=422)
    file, at = form.cleaned_data["file"], now()
    received = service.receive(
        year=year, format=form.cleaned_data["format"], name=file.name, content=file.read(), by=request.user, at=at
    )
    if received.again:
        messages.info(request, "These bytes are here already. Nothing was changed; this is the upload that holds them.")
    else:
        service.request_check(upload=received.upload, by=request.user, at=at)
    return redirect("upload", year=year.year, pk=received.upload.pk)


@require_GET
@guarded(can_monitor_state, load=upload_of)
def upload(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show one upload: how far its check is, its problems by kind, and the rows of the kind in the address."""
    code = request.GET.get("code", "")
    page = Paginator(queries.problems_of(upload, code=code), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/upload.html",
        {
            "upload": upload,
            "groups": queries.problem_groups(upload),
            "code": code,
            "page": page,
            "offers": ledger.possible((transitions.PUBLISH, transitions.WITHDRAW), upload, request.user),
            "publishable": ledger.why_not(transitions.PUBLISH, upload, request.user),
            "may_accept": _may_accept(upload, request.user),
            **_progress(upload),
        },
    )


@require_GET
@guarded(can_monitor_state, load=upload_of)
def progress(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """Give the piece that says how far the check is; once it has ended, have the page loaded anew."""
    if upload.status != Upload.Status.CHECKING:
        return HttpResponseClientRefresh()
    return render(request, "determinations/_progress.html", {"upload": upload, **_progress(upload)})


@require_POST
@guarded(can_administer, load=upload_of)
def accept(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Note that the warnings were read and are accepted."""
    if request.POST.get("accepted") != "yes":
        messages.error(request, "Tick that you have read the warnings and accept them.")
    else:
        service.accept_warnings(upload=upload, by=request.user, at=now())
        messages.success(request, "The warnings are accepted. The upload can be published now.")
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def publish(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Let the upload count for its year."""
    service.publish(upload=upload, by=request.user, at=now())
    messages.success(request, f"{upload.rows} rows are published and count for {upload.year} from now on.")
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def withdraw(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Take back an upload that was not published."""
    service.withdraw(upload=upload, by=request.user, at=now())
    messages.success(request, "The upload is withdrawn. Its file is kept, and it counts for nothing.")
    return redirect("uploads", year=upload.year.year)


@require_GET
@guarded(can_monitor_state, load=upload_of)
def problems_csv(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Give every problem as CSV."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="problems-{upload.year}-{upload.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["row", "column", "code", "value", "message", "severity"])
    fields = ("row", "column", "code", "value", "message", "severity")
    writer.writerows(queries.problems_of(upload).values_list(*fields))
    return response


@require_GET
@guarded(can_monitor_state, load=upload_of)
def problems_json(request: HttpRequest, upload: Upload) -> JsonResponse:
    """Give the upload with every problem as the JSON document of an import."""
    return JsonResponse(service.document(upload), json_dumps_params={"ensure_ascii": False})


@require_GET
@guarded(can_monitor_state, load=upload_of)
def original(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Give the file as it was uploaded."""
    return files.download(upload.file, name=f"{upload.format}-{upload.year}-{upload.pk}{_suffix(upload.file_name)}")


def _suffix(name: str) -> str:
    """Return the ending of the file's name where it is one of ours; a name from outside never goes into a header."""
    ending = name.lower().rpartition(".")[2]
    return f".{ending}" if ending in ("csv", "txt", "tsv", "xlsx") else ".bin"


def _list(request: HttpRequest, year: Year, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "year": year,
        "uploads": queries.uploads_of(year),
        "form": form,
        "may_upload": can_administer(request.user),
    }
    return render(request, "determinations/uploads.html", context, status=status)


def _may_accept(upload: Upload, user: Any) -> bool:
    waits = upload.status == Upload.Status.READY and upload.warnings and upload.warnings_accepted_at is None
    return bool(waits and can_administer(user))


def _progress(upload: Upload) -> dict[str, Any]:
    """Return how far the check is, and the sentence of a check that broke off."""
    job = jobs.latest("determinations.check_upload", upload)
    return {"progress": jobs.progress(job) if job else None, "fault": job.fault if job else ""}
