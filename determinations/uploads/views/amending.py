"""The correction of one row as a form, made of the columns that the format declares."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from cim_portal.lib import sheets
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from determinations.uploads import amending, services
from determinations.uploads.forms import AmendForm
from determinations.uploads.models import Upload
from determinations.uploads.views.formats import FormatOfYear, format_of
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import Definition, definition_of
from monitoring.places.models import Lea
from monitoring.places.queries import words_of_lea


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=format_of)
def amend(request: SignedInRequest, asked: FormatOfYear) -> HttpResponse:
    """Show a field for each column; take what is typed as a file of one row that amends what is published."""
    if asked.form.parts:
        raise Http404("Which of the format's files it would be, a form does not say.")
    definition = definition_of(asked.year.definition)
    if request.method != "POST" or not _is_published(asked):
        return _begin(request, asked, definition)
    form = AmendForm(request.POST, form=asked.form, definition=definition)
    if not form.is_valid():
        return _show(request, asked, form, status=422)
    columns, row = form.row()
    received = services.take_in(
        year=asked.year,
        format=asked.form.name,
        name=f"correction-{asked.form.name}.csv",
        content=sheets.csv_bytes(columns, [row]),
        by=request.user,
        at=now(),
        how=services.How(amends=True, reason=form.cleaned_data["reason"]),
    )
    return redirect("upload", year=asked.year.year, pk=received.upload.pk)


def _begin(request: HttpRequest, asked: FormatOfYear, definition: Definition) -> HttpResponse:
    """Show the form, with the row that counts where the address says of which LEA, and which of several."""
    words, key = request.GET.get("lea", "").strip(), request.GET.get("row", "")
    leas = list(Lea.objects.filter(words_of_lea(words, path=""))[:2]) if words else []
    rows = amending.published_rows(asked.year, asked.form, leas[0]) if len(leas) == 1 else []
    chosen = rows[0] if len(rows) == 1 else next((row for row in rows if row.key == key), None)
    form = AmendForm(initial=chosen.cells if chosen else None, form=asked.form, definition=definition)
    found = {"words": words, "leas": leas, "rows": rows, "chosen": chosen, "columns": asked.form.own_columns}
    return _show(request, asked, form, found=found)


def _is_published(asked: FormatOfYear) -> bool:
    published = Upload.objects.filter(year=asked.year, format=asked.form.name, status=Upload.Status.PUBLISHED)
    return published.exists()


def _show(
    request: HttpRequest, asked: FormatOfYear, form: AmendForm, *, found: Named | None = None, status: int = 200
) -> HttpResponse:
    context = {"year": asked.year, "format": asked.form, "form": form, "is_published": _is_published(asked)}
    return render(request, "determinations/uploads/amend.html", {**context, **(found or {})}, status=status)
