"""A file that waits to be published, next to what is published: its rows, and the levels that would move."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from determinations.levels import beforehand
from determinations.uploads import comparison
from determinations.uploads.comparison import Counts
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from determinations.uploads.views.upload import upload_and_kind, upload_of
from monitoring.access.permissions import can_monitor_state

PAGE = 100


@require_GET
@guarded(can_monitor_state, load=upload_of)
def compare(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Show what publishing the file would change: rows new, changed and gone, and levels that would move, and why."""
    if upload.status != Upload.Status.READY:
        return redirect("upload", year=upload.year.year, pk=upload.pk)
    kind, before = request.GET.get("kind", ""), comparison.earlier(upload)
    counts = comparison.counts(upload, before) if before else Counts(new=upload.stored)
    totals = {name: getattr(counts, name) for name in comparison.KINDS}
    kind = kind if kind in totals else next((name for name, count in totals.items() if count), "changed")
    page = Paginator(range(totals[kind]), PAGE).get_page(request.GET.get("page"))
    lines = comparison.lines(upload, before, kinds=(kind,), first=page.start_index() - 1, most=PAGE) if before else []
    moves = beforehand.moves_if_published(upload)
    return render(
        request,
        "determinations/levels/comparison.html",
        {
            "upload": upload,
            "year": upload.year,
            "format_title": FORMATS[upload.format].called(upload.part),
            "before": before,
            "counts": counts,
            "kinds": [(name, title, totals[name]) for name, title in comparison.KINDS.items()],
            "kind": kind,
            "kind_title": comparison.KINDS[kind],
            "page": page,
            "lines": lines,
            "moves": moves[:PAGE],
            "moving": len(moves),
        },
    )


@require_GET
@guarded(can_monitor_state, load=upload_and_kind)
def compare_table(request: HttpRequest, asked: tuple[Upload, str]) -> HttpResponse:
    """Give every row that differs as a file, a line for each value that changed."""
    upload, kind = asked
    if upload.status != Upload.Status.READY or not (before := comparison.earlier(upload)):
        return redirect("upload", year=upload.year.year, pk=upload.pk)
    rows = [
        [line.kind, line.code, line.name, line.what, line.row, line.row_before, line.file_before, *change]
        for line in comparison.lines(upload, before)
        for change in (line.changes or (("", "", ""),))
    ]
    columns = [
        "what_happened",
        "lea_code",
        "lea_name",
        "row_of",
        "row",
        "row_before",
        "file_before",
        "column",
        "before",
        "after",
    ]
    return downloads.answer(kind, columns, rows, name=f"comparison-{upload.year}-{upload.pk}")
