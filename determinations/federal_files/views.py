"""The federal files of a year: what each holds, and each as a file."""

from itertools import islice

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from determinations.federal_files import tables
from monitoring.access.permissions import can_monitor_state
from monitoring.definition.federal import FILES, VALUES
from monitoring.years.loading import year_of
from monitoring.years.models import Year

SHOWN = 20  # rows of each file


@require_safe
@guarded(can_monitor_state, load=year_of)
def files(request: HttpRequest, year: Year) -> HttpResponseBase:
    """Show the first rows of each of the year's federal files, and what its columns hold; or give the one that is asked for."""
    kind, asked = downloads.asked(request), request.GET.get("panel", "")
    if kind and asked in FILES:
        return downloads.streamed(kind, *tables.table(year, asked), name=f"{asked}-{year}")
    found = [_shown(year, file) for file in FILES]
    context = {"year": year, "files": found, "heads": [_("Heading"), _("What it holds")]}
    return render(request, "determinations/federal_files/files.html", context)


def _shown(year: Year, file: str) -> dict[str, object]:
    headings, rows = tables.table(year, file)
    return {
        "name": file,
        "title": FILES[file],
        "columns": [(heading, VALUES[file][value]) for heading, value in tables.columns_of(year, file)],
        "headings": headings,
        "rows": [["" if cell is None else str(cell) for cell in row] for row in islice(rows, SHOWN)],
    }
