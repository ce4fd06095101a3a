"""One upload: what was found in it, accepting its warnings, publishing it."""

import re
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from cim_portal.lib import downloads, sheets
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from determinations.uploads import comparison, moves, queries, services
from determinations.uploads.formats import FORMATS, choices
from determinations.uploads.forms import MeantForm
from determinations.uploads.models import Upload
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED
from monitoring.work import faults, jobs
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year

PAGE = 100


def upload_of(user: User, year: int, pk: int) -> Upload:
    """Return the upload of the address. Raises Http404."""
    return get_object_or_404(
        Upload.objects.select_related("year__definition", "received_by", "file"),
        year__year=year,
        pk=pk,
    )


def upload_and_kind(user: User, year: int, pk: int, kind: str) -> tuple[Upload, str]:
    """Return the upload of the address, and the kind of file that it asks for. Raises Http404."""
    return upload_of(user, year, pk), kind


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
    return _done(request, upload, lambda: services.request_check(upload=upload, by=request.user, at=now()))


@require_POST
@guarded(can_administer, load=upload_of)
def accept(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Note that the warnings were read and are accepted, and how many rows are meant to go where those are many."""
    if request.POST.get("accepted") != "yes":
        return _show(request, upload, refused=_("Tick that you have read the warnings and accept them."), status=422)
    typed = request.POST.get("gone", "").replace(",", "").strip()
    gone = int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else None
    try:
        services.accept_warnings(upload=upload, by=request.user, at=now(), gone=gone)
    except services.ManyGone as refused:
        return _show(request, upload, refused=str(refused), status=422)
    except Refused as refused:
        return _refuse(request, upload, refused)
    messages.success(request, _("The warnings are accepted. The upload can be published now."))
    return redirect("upload", year=upload.year.year, pk=upload.pk)


@require_POST
@guarded(can_administer, load=upload_of)
def publish(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Let the upload count for its year."""
    said = ngettext(
        "%(stored)s row is published and counts for %(year)s from now on.",
        "%(stored)s rows are published and count for %(year)s from now on.",
        upload.stored,
    )
    return _done(
        request,
        upload,
        lambda: services.publish(upload=upload, by=request.user, at=now()),
        said=said % {"stored": f"{upload.stored:,}", "year": upload.year},
    )


@require_POST
@guarded(can_administer, load=upload_of)
def withdraw(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Take back an upload that was not published."""
    return _done(
        request,
        upload,
        lambda: services.withdraw(upload=upload, by=request.user, at=now()),
        said=_("The upload is withdrawn. Its file is kept, and it counts for nothing."),
        then=reverse("uploads", args=[upload.year.year]),
    )


def _done(
    request: HttpRequest, upload: Upload, act: Callable[[], object], *, said: str = "", then: str = ""
) -> HttpResponse:
    """Do what a button says and show the page after it: the upload's own or `then`; or the sentence of what was refused."""
    try:
        act()
    except Refused as refused:
        return _refuse(request, upload, refused)
    if said:
        messages.success(request, said)
    return redirect(then or reverse("upload", args=[upload.year.year, upload.pk]))


@require_POST
@guarded(can_administer, load=upload_of)
def take_as(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """Take the file for what is chosen: of another kind or year, or the same once more; it is not uploaded again."""
    meant = _meant_form(upload, request.POST)
    if not meant.is_valid():
        return _show(request, upload, meant=meant, status=422)
    year = get_object_or_404(Year, year=meant.cleaned_data["year"])
    try:
        received = services.take_as(
            upload=upload,
            year=year,
            format=meant.cleaned_data["format"],
            how=services.How(amends=meant.cleaned_data["how"] == "amend", reason=upload.reason),
            by=request.user,
            at=now(),
        )
    except Refused as refused:
        return _refuse(request, upload, refused)
    words = {"what": FORMATS[received.upload.format].called(), "year": year}
    messages.success(request, _("The file is taken as %(what)s of %(year)s.") % words)
    return redirect("upload", year=year.year, pk=received.upload.pk)


def _meant_form(upload: Upload, posted: Mapping[str, str] | None = None) -> MeantForm:
    initial = {
        "format": upload.format,
        "year": upload.year.year,
        "how": "amend" if upload.amends else "replace",
    }
    years = list(Year.objects.order_by("-year").values_list("year", flat=True))
    return MeantForm(posted, formats=choices(), years=years, initial=initial)


@require_GET
@guarded(can_monitor_state, load=upload_and_kind)
def problems_table(request: HttpRequest, asked: tuple[Upload, str]) -> HttpResponse:
    """Give every problem as a file."""
    upload, kind = asked
    columns = ["row", "column", "code", "value", "message", "severity"]
    rows = ([getattr(one, column) for column in columns] for one in queries.problems_of(upload).iterator())
    return downloads.answer(kind, columns, rows, name=f"problems-{upload.year}-{upload.pk}")


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


def _show(
    request: HttpRequest, upload: Upload, *, refused: str = "", status: int = 200, meant: MeantForm | None = None
) -> HttpResponse:
    form, groups = FORMATS[upload.format], queries.problem_groups(upload)
    codes = [group.code for group in groups]
    code = request.GET.get("code", "")
    code = code if code in codes else next(iter(codes), "")
    may_accept = _may_accept(upload, request.user)
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
            "may_accept": may_accept,
            "meant": meant or _offered(upload, request.user),
            "many_gone": comparison.gone_to_accept(upload) if may_accept else 0,
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


def _offered(upload: Upload, user: User) -> MeantForm | None:
    """Return the form that takes the file for something else, where it does not count yet and `user` may do so."""
    return _meant_form(upload) if ledger.why_not(moves.WITHDRAW, upload, user) else None


def _may_accept(upload: Upload, user: User) -> bool:
    waits = upload.status == Upload.Status.READY and services.waits_for_acceptance(upload)
    return waits and bool(can_change_year(user, upload.year))


def _progress(upload: Upload) -> dict[str, object]:
    """Return how far the check is, and the sentence of a check that broke off."""
    job = jobs.latest(services.CHECK, upload)
    return {
        "progress": jobs.progress(job) if job else None,
        "broke_off": services.broke_off(upload),
        "fault": faults.in_words(job.fault) if job else "",
    }
