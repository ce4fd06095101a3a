"""One upload: what was found in it, accepting its warnings, publishing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from cim_portal.lib import sheets
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.uploads import comparison, moves, queries, services
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED
from monitoring.work import faults, jobs

PAGE = 100


def upload_of(user: User, year: int, pk: int) -> Upload:
    """Return the upload of the address. Raises Http404."""
    return get_object_or_404(
        Upload.objects.select_related("year__definition", "received_by", "file"),
        year__year=year,
        pk=pk,
    )


@require_GET
@guarded(can_monitor_state, load=upload_of)
def upload(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show one upload: how far its check is, its problems by kind, and the rows of the kind in the address."""
    return _show(request, upload)


@require_GET
@guarded(can_monitor_state, load=upload_of)
def progress(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """Give the piece that says how far the check is; once it has ended, have the page loaded again."""
    shown = _progress(upload)
    if upload.status != Upload.Status.CHECKING or shown["broke_off"]:
        return HttpResponseClientRefresh()
    return render(request, "determinations/uploads/_progress.html", {"upload": upload, **shown})


@require_POST
@guarded(can_administer, load=upload_of)
def check(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Have a worker check the upload once more, where the check before broke off."""
    try:
        services.request_check(upload=upload, by=request.user, at=now())
    except Refused as refused:
        return _refuse(request, upload, refused)
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def accept(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Note that the warnings were read and are accepted."""
    if request.POST.get("accepted") != "yes":
        return _show(request, upload, refused=_("Tick that you have read the warnings and accept them."), status=422)
    if (gone := comparison.many_gone(upload)) and request.POST.get("gone", "").replace(",", "").strip() != str(gone):
        said = _("Type how many rows are gone: %(gone)s. Nothing was accepted.") % {"gone": f"{gone:,}"}
        return _show(request, upload, refused=said, status=422)
    try:
        services.accept_warnings(upload=upload, by=request.user, at=now())
    except Refused as refused:
        return _refuse(request, upload, refused)
    messages.success(request, _("The warnings are accepted. The upload can be published now."))
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def publish(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Let the upload count for its year."""
    try:
        services.publish(upload=upload, by=request.user, at=now())
    except Refused as refused:
        return _refuse(request, upload, refused)
    said = ngettext(
        "%(stored)s row is published and counts for %(year)s from now on.",
        "%(stored)s rows are published and count for %(year)s from now on.",
        upload.stored,
    )
    messages.success(request, said % {"stored": f"{upload.stored:,}", "year": upload.year})
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def withdraw(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Take back an upload that was not published."""
    try:
        services.withdraw(upload=upload, by=request.user, at=now())
    except Refused as refused:
        return _refuse(request, upload, refused)
    messages.success(request, _("The upload is withdrawn. Its file is kept, and it counts for nothing."))
    return redirect("uploads", year=upload.year.year)


@require_GET
@guarded(can_monitor_state, load=upload_of)
def problems_csv(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Give every problem as CSV."""
    columns = ["row", "column", "code", "value", "message", "severity"]
    content = sheets.csv_bytes(columns, queries.problems_of(upload).values_list(*columns))
    response = HttpResponse(content, content_type=sheets.CSV_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="problems-{upload.year}-{upload.pk}.csv"'
    return response


@require_GET
@guarded(can_monitor_state, load=upload_of)
def problems_json(request: HttpRequest, upload: Upload) -> JsonResponse:
    """Give the upload with every problem as the JSON document of an import."""
    return JsonResponse(services.document(upload), json_dumps_params={"ensure_ascii": False})


@require_GET
@guarded(can_monitor_state, load=upload_of)
def original(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Give the file as it was uploaded; the ledger keeps who took it."""
    ledger.record(DOWNLOADED, upload, by=request.user, at=now())
    return keeping.download(
        upload.file,
        media_type=_media_type(upload.file_name),
        name=f"{upload.format}-{upload.year}-{upload.pk}{_suffix(upload.file_name)}",
    )


def _media_type(name: str) -> str:
    """Return what the file says that it is, where a worker can read it as that."""
    served = {".csv": "text/csv", ".txt": "text/plain", ".tsv": "text/tab-separated-values", ".xlsx": sheets.XLSX_TYPE}
    return served.get(_suffix(name), "application/octet-stream")


def _suffix(name: str) -> str:
    """Return the ending of the file's name where it is one of ours; a name from outside never goes into a header."""
    ending = name.lower().rpartition(".")[2]
    return f".{ending}" if ending in ("csv", "txt", "tsv", "xlsx") else ".bin"


def _refuse(request: HttpRequest, upload: Upload, refused: Refused) -> HttpResponse:
    """Show the upload as it is now, with the sentence of what was refused."""
    return _show(request, upload_of(request.user, upload.year.year, upload.pk), refused=str(refused), status=409)


def _show(request: HttpRequest, upload: Upload, *, refused: str = "", status: int = 200) -> HttpResponse:
    form, groups = FORMATS[upload.format], queries.problem_groups(upload)
    codes = [group.code for group in groups]
    code = request.GET.get("code", "")
    code = code if code in codes else next(iter(codes), "")
    page = Paginator(queries.problems_of(upload, code=code), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "determinations/uploads/upload.html",
        {
            "upload": upload,
            "year": upload.year,
            "form": form,
            "format_title": form.called(upload.part),
            "left_out": [
                (_(what), count) for what, count in sorted(upload.left_out.items(), key=lambda kind: -kind[1])
            ],
            "groups": groups,
            "code": code,
            "page": page,
            "offers": _offers(upload, request.user),
            "may_accept": _may_accept(upload, request.user),
            "many_gone": comparison.many_gone(upload) if _may_accept(upload, request.user) else 0,
            "supersedes": queries.published_upload(upload) if upload.status == Upload.Status.READY else None,
            "refused": refused,
            **_progress(upload),
        },
        status=status,
    )


def _offers(upload: Upload, user: User) -> list[dict[str, object]]:
    """Return the moves that the page offers: each with its address, or with the sentence why it is not allowed now."""
    addresses = {"publish": "publish_upload", "withdraw": "withdraw_upload"}
    return [
        {
            "verb": offer.move.verb,
            "name": offer.move.name,
            "address": addresses[offer.move.name],
            "verdict": ledger.why_not(offer.move, upload, user),
        }
        for offer in ledger.possible((moves.PUBLISH, moves.WITHDRAW), upload, user)
    ]


def _may_accept(upload: Upload, user: User) -> bool:
    waits = upload.status == Upload.Status.READY and upload.warnings and upload.warnings_accepted_at is None
    return bool(waits and can_administer(user))


def _progress(upload: Upload) -> dict[str, object]:
    """Return how far the check is, and the sentence of a check that broke off."""
    job = jobs.latest(services.CHECK, upload)
    return {
        "progress": jobs.progress(job) if job else None,
        "broke_off": services.broke_off(upload),
        "fault": faults.in_words(job.fault) if job else "",
    }
