"""A format of uploads: its columns in words, and an empty file to fill in."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cim_portal.lib import sheets
from cim_portal.lib.doors import guarded
from determinations.uploads import guide
from determinations.uploads.declaring import Format
from determinations.uploads.formats import FORMATS
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import User
from monitoring.definition import definition_of
from monitoring.years.loading import year_of
from monitoring.years.models import Year
from monitoring.years.permissions import can_change_year


@dataclass(frozen=True)
class FormatOfYear:
    """A format, and the year whose definition says what some of its columns may hold."""

    form: Format
    year: Year


def format_of(user: User, year: int, name: str) -> FormatOfYear:
    """Return the format of the address. Raises Http404."""
    if name not in FORMATS:
        raise Http404("There is no such format.")
    return FormatOfYear(FORMATS[name], year_of(user, year))


@require_GET
@guarded(can_monitor_state, load=format_of)
def columns(request: HttpRequest, asked: FormatOfYear) -> HttpResponse:
    """Show what the format is for, and each of its columns in words."""
    definition = definition_of(asked.year.definition)
    context = {"year": asked.year, "form": asked.form, "lines": guide.lines(asked.form, definition)}
    context["may_amend"] = not asked.form.parts and bool(can_change_year(request.user, asked.year))
    return render(request, "determinations/uploads/format.html", context)


@require_GET
@guarded(can_monitor_state, load=format_of)
def template_csv(request: HttpRequest, asked: FormatOfYear) -> HttpResponse:
    """Give an empty CSV file with the header of the format."""
    return _template(asked, sheets.csv_bytes(guide.header(asked.form), []), "csv", sheets.CSV_TYPE)


@require_GET
@guarded(can_monitor_state, load=format_of)
def template_xlsx(request: HttpRequest, asked: FormatOfYear) -> HttpResponse:
    """Give an empty workbook with the header of the format."""
    content = sheets.xlsx_bytes(guide.header(asked.form), [], sheet=asked.form.name)
    return _template(asked, content, "xlsx", sheets.XLSX_TYPE)


def _template(asked: FormatOfYear, content: bytes, ending: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.form.name}-{asked.year}-template.{ending}"'
    return response
