"""What a change of a document would do, in words, before it is saved: to the document, to levels, and to open plans."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cim_portal.lib import copies
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import DefinitionRefused, edited, effects, services
from monitoring.definition.both import both
from monitoring.definition.edited import Edited, Version
from monitoring.definition.forms import DefinitionText
from monitoring.definition.loading import Definitions, StepFormsThere, definitions_of, step_forms_of
from monitoring.definition.permissions import can_change_definition
from monitoring.definition.text import NotADocumentError
from monitoring.definition.views.compare import grouped
from monitoring.definition.views.edit import Typed, save, show_text


@require_POST
@guarded(can_change_definition, load=definitions_of)
def review_definition(request: SignedInRequest, definitions: Definitions) -> HttpResponse:
    """Show what a changed definition would do, or save it."""
    return _review(request, edited.of_year(definitions))


@require_POST
@guarded(can_administer, load=step_forms_of)
def review_step_forms(request: SignedInRequest, forms: StepFormsThere) -> HttpResponse:
    """Show what changed step forms would do, or save them."""
    return _review(request, edited.of_step_forms(forms))


def _review(request: SignedInRequest, document: Edited) -> HttpResponse:
    form = DefinitionText(request.POST)
    if not form.is_valid():
        base = document.version(str(document.newest))
        return show_text(request, document, Typed("", base, document.newest), form=form, status=422)
    base = document.version(str(form.cleaned_data["base"]))
    typed = Typed(form.cleaned_data["text"], base, form.cleaned_data["newest"])
    if request.POST.get("do") == "save":
        return save(request, document, typed, newer=_show_newer)  # who was faster is shown, and nothing is overwritten
    return show_review(request, document, typed)


def _show_newer(request: HttpRequest, document: Edited, typed: Typed, newer: services.Newer) -> HttpResponse:
    """Show what both changed, with both put together where they are about different parts."""
    theirs = newer.version
    together = _together(typed, theirs)
    said = document.said(theirs)
    context: Named = {
        "newer": theirs,
        "refused": str(newer),
        "theirs": grouped(document.changes(before=document.said(typed.base), after=said)),
        "together": bool(together),
    }
    shown = Typed(together or typed.text, theirs, theirs.number)
    return show_review(request, document, shown, status=409, **context)


def _together(typed: Typed, theirs: Version) -> str | None:
    try:
        return both(base=typed.base.source, theirs=theirs.source, mine=typed.text)
    except NotADocumentError:
        return None


def show_review(
    request: HttpRequest, document: Edited, typed: Typed, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show what the text changes and what would follow, with the button that saves it."""
    before = document.said(typed.base)
    try:
        read = document.read(typed.text)
    except DefinitionRefused as refused:
        return show_text(request, document, typed, status=422, problems=refused.problems)
    context |= {
        "document": document,
        "typed_as": request.POST.get(copies.FIELD, ""),  # goes along until it is saved
        "form": DefinitionText(initial={"text": typed.text, "base": typed.base.number, "newest": typed.newest}),
        "base": typed.base,
        "changes": grouped(document.changes(before=before, after=read)),
        "effects": effects.found(before=before, after=read),
        "unfit": document.unfit(read),
    }
    return render(request, "monitoring/definition/review.html", context, status=status)
