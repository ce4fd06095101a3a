"""What changed between two versions of a definition, of one year or of two, in words."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_monitor_state
from monitoring.definition import definition_of, queries
from monitoring.definition.comparison import Change, compare
from monitoring.definition.loading import Definitions, definitions_of, version_of


@require_safe
@guarded(can_monitor_state, load=definitions_of)
def compare_definitions(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Compare the two versions of the address: without them, the newest with the one in force, or with the one before."""
    year, newest = definitions.year, definitions.newest
    in_force = definitions.in_force or newest
    usual = in_force if in_force != newest else max(newest - 1, 1)
    before = version_of(request.GET.get("from", "") or str(usual), year=year)
    after = version_of(request.GET.get("to", "") or str(newest), year=year)
    changes = compare(before=definition_of(before), after=definition_of(after))
    context = {
        "year": year,
        "opened": definitions.in_force is not None,
        "before": before,
        "after": after,
        "groups": grouped(changes),
        "count": len(changes),
        "choices": [(f"{one.year}-{one.number}", str(one)) for one in queries.all_versions()],
        "chosen": (f"{before.year}-{before.number}", f"{after.year}-{after.number}"),
    }
    return render(request, "monitoring/definition/definition_compare.html", context)


def grouped(changes: Iterable[Change]) -> list[tuple[str, list[str]]]:
    """Return the sentences under the headings of their parts."""
    return [(part, [one.sentence for one in these]) for part, these in groupby(changes, key=lambda one: one.part)]
