"""The page that describes the API, what unknown addresses of it are answered, and the open data."""

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from cim_portal.api import errors, reading
from cim_portal.api.datasets import DATASETS, fingerprint
from cim_portal.lib import sheets
from cim_portal.lib.doors import public
from determinations.letters import queries as letters_queries


@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """Describe every address of the API: what it takes and what it gives."""
    context = {
        "addresses": reading.addresses(),
        "portal": settings.PORTAL_URL,
        "limits": {by: rate.partition("/")[0] for by, rate in settings.API_LIMITS.items()},
    }
    return render(request, "cim_portal/api/docs.html", context)


@public
def unknown(request: HttpRequest, rest: str) -> JsonResponse:
    """Answer that the API has no such address."""
    return errors.answer(404, _("The API has no such address. %(docs)s has all of them.") % {"docs": "/api/"})


@require_safe
@public
def open_data(request: HttpRequest) -> HttpResponse:
    """Say which data are open, by year, and what each column means."""
    tables = [(one, reading.fields_of(one.row.model_json_schema())) for one in DATASETS.values()]
    return render(
        request, "cim_portal/api/open_data.html", {"tables": tables, "years": letters_queries.years_with_letters()}
    )


def _fingerprint(request: HttpRequest, name: str, year: int, kind: str) -> str | None:
    """Return the ETag of a file, or None where there is no such table."""
    return f'"{kind}-{fingerprint(DATASETS[name], year)}"' if name in DATASETS else None


@require_safe
@public
@condition(etag_func=_fingerprint)
def table(request: HttpRequest, name: str, year: int, kind: str) -> HttpResponseBase:
    """Give a table of a year as CSV or Parquet. Raises Http404 for a year of which nothing is published."""
    if name not in DATASETS or year not in letters_queries.years_with_letters():
        raise Http404("There is no such table.")
    dataset = DATASETS[name]
    answer: HttpResponseBase
    if kind == "csv":
        answer = StreamingHttpResponse(dataset.csv(year), content_type=sheets.CSV_TYPE)
    else:
        answer = FileResponse(dataset.parquet(year), content_type="application/vnd.apache.parquet")
    answer.headers["Content-Disposition"] = f'attachment; filename="cim-{name}-{year}.{kind}"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
