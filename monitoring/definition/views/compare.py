"""What changed between two versions of a definition, of one year or of two, or of step forms, in words."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from monitoring.access.permissions import can_monitor_state
from monitoring.definition import edited, queries
from monitoring.definition.comparison import Change
from monitoring.definition.edited import Edited, Own, Version
from monitoring.definition.loading import Definitions, StepFormsThere, definitions_of, step_forms_of


@require_safe
@guarded(can_monitor_state, load=definitions_of)
def compare_definitions(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Compare the two versions of the address: without them, the newest with the one in force, or with the one before."""
    document, in_force = edited.of_year(definitions), definitions.in_force or definitions.newest
    usual = in_force if in_force != document.newest else max(document.newest - 1, 1)
    choices = [(f"{one.year}-{one.number}", str(one)) for one in queries.all_versions()]
    before, after = _versions(request, document, usual)
    chosen = (f"{before.year}-{before.number}", f"{after.year}-{after.number}")
    return _compare(request, document, before, after, {"choices": choices, "chosen": chosen})


@require_safe
@guarded(can_monitor_state, load=step_forms_of)
def compare_step_forms(request: HttpRequest, forms: StepFormsThere) -> HttpResponse:
    """Compare the two versions of the address: without them, the newest with the one before."""
    document = edited.of_step_forms(forms)
    choices = [(str(one.number), _("version %(number)s") % {"number": one.number}) for one in forms.versions]
    before, after = _versions(request, document, max(document.newest - 1, 1))
    chosen = (str(before.number), str(after.number))
    return _compare(request, document, before, after, {"choices": choices, "chosen": chosen})


def _versions(request: HttpRequest, document: Edited, usual: int) -> tuple[Own, Own]:
    before = document.version(request.GET.get("from", "") or str(usual))
    return before, document.version(request.GET.get("to", "") or str(document.newest))


def _compare(request: HttpRequest, document: Edited, before: Version, after: Version, offered: Named) -> HttpResponse:
    changes = document.changes(before=document.said(before), after=document.said(after))
    context = {
        "document": document,
        "before": before,
        "after": after,
        "groups": grouped(changes),
        "count": len(changes),
        **offered,
    }
    return render(request, "monitoring/definition/compare.html", context)


def grouped(changes: Iterable[Change]) -> list[tuple[str, list[str]]]:
    """Return the sentences under the headings of their parts."""
    return [(part, [one.sentence for one in these]) for part, these in groupby(changes, key=lambda one: one.part)]
