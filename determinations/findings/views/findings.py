"""The list of findings: filters in the address, counts, the late ones first, and the same as a file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cim_portal.lib import downloads
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from determinations.findings import permissions, queries, tables
from determinations.findings.models import OF_THE_STATE, Finding
from determinations.findings.queries import Filters, Line
from monitoring.access import scope
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import User
from monitoring.places.models import Selpa

PAGE = 50


@dataclass(frozen=True)
class Count:
    """How many findings there are of a kind, and the address that lists them."""

    words: str
    count: int
    address: str
    chosen: bool


@require_safe
@guarded(permissions.can_see_findings)
def findings(request: HttpRequest) -> HttpResponseBase:
    """List the findings that a person may see, or give them as a file where its address says so."""
    today, filters = localdate(), Filters.of(request.GET.dict())
    visible = Finding.objects.visible_to(request.user)
    left = filters.apply(visible)
    found = left.filter(queries.conditions(today)[filters.show]) if filters.show else left
    rows = queries.in_order(queries.listed(found), filters.sort)
    if kind := downloads.asked(request):
        written = (queries.line(one, today=today) for one in rows.iterator(chunk_size=2000))
        return downloads.streamed(kind, *tables.findings(written), name="cim-findings")
    page = paged(request, rows, size=PAGE)
    lines = [queries.line(one, today=today) for one in page]
    context = {
        "page": page,
        "lines": lines,
        "pack_of": _lea_of_pack(lines, filters),
        "counts": _counts(queries.counts(left, today=today), filters, is_state=scope.is_state(request.user)),
        "filters": filters,
        "choices": _choices(request.user),
        "sees_table": bool(can_monitor_state(request.user)),
        "may_make": bool(permissions.can_make(request.user)),
    }
    return render(request, "determinations/findings/findings.html", context)


def _lea_of_pack(lines: list[Line], filters: Filters) -> str:
    """Return the code of the LEA whose findings the address asks for, if one of them is no draft; else blank."""
    known = any(line.finding.lea.code == filters.words and line.finding.status not in OF_THE_STATE for line in lines)
    return filters.words if known else ""


def _counts(found: dict[str, int], filters: Filters, *, is_state: bool) -> list[Count]:
    return [
        Count(str(words), found[f"of_{name}"], filters.address(show=name), filters.show == name)
        for name, words in queries.SHOWS.items()
        if found[f"of_{name}"] or name in ("open", "late") or is_state
    ]


def _choices(user: User) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter can be, as (what is in the address, what is shown), of what there is to see."""
    seen = Finding.objects.visible_to(user)
    requirements = seen.order_by("citation").values_list("code", "citation", "requirement").distinct()
    return {
        "show": [(name, str(words)) for name, words in queries.SHOWS.items()],
        "year": [
            (str(year), str(year))
            for year in seen.order_by("-year__year").values_list("year__year", flat=True).distinct()
        ],
        "source": [(value, str(words)) for value, words in Finding.Source.choices],
        "requirement": [(code or citation, f"{name} ({citation})") for code, citation, name in requirements],
        "selpa": [
            (one.code, f"{one} ({one.code})")
            for one in Selpa.objects.filter(leas__findings__in=seen).distinct().order_by("name", "code")
        ],
    }
