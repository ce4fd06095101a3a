"""Editing a document as text: checked, saved as a new version, and never lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import DefinitionRefused, edited, services
from monitoring.definition.edited import Edited, Version
from monitoring.definition.forms import DefinitionText
from monitoring.definition.loading import Definitions, StepFormsThere, definitions_of, step_forms_of
from monitoring.definition.permissions import can_change_definition
from monitoring.definition.views.compare import grouped


@dataclass(frozen=True)
class Typed:
    """A text as it was typed, the version it was begun from, and the newest version that was known then."""

    text: str
    base: Version
    newest: int


Newer = Callable[[HttpRequest, Edited, Typed, services.Newer], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_change_definition, load=definitions_of)
def edit_definition(request: SignedInRequest, definitions: Definitions) -> HttpResponse:
    """Edit the definition of a year."""
    return _edit(request, edited.of_year(definitions))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=step_forms_of)
def edit_step_forms(request: SignedInRequest, forms: StepFormsThere) -> HttpResponse:
    """Edit step forms."""
    return _edit(request, edited.of_step_forms(forms))


def _edit(request: SignedInRequest, document: Edited) -> HttpResponse:
    """Show a version as text to edit; check the text that was typed, or save it as the newest version."""
    if request.method != "POST":
        base = document.version(request.GET.get("version", "") or str(document.newest))
        return show_text(request, document, Typed(base.source, base, document.newest))
    form = DefinitionText(request.POST)
    if not form.is_valid():
        base = document.version(str(document.newest))
        return show_text(request, document, Typed("", base, document.newest), form=form, status=422)
    base = document.version(str(form.cleaned_data["base"]))
    typed = Typed(form.cleaned_data["text"], base, form.cleaned_data["newest"])
    return save(request, document, typed) if request.POST.get("do") == "save" else check(request, document, typed)


def check(request: HttpRequest, document: Edited, typed: Typed) -> HttpResponse:
    """Show every fault of the text, or what it changes."""
    try:
        read = document.read(typed.text)
    except DefinitionRefused as refused:
        return show_text(request, document, typed, status=422, problems=refused.problems)
    changes = grouped(document.changes(before=document.said(typed.base), after=read))
    return show_text(request, document, typed, checked=True, changes=changes, unfit=document.unfit(read))


def save(request: SignedInRequest, document: Edited, typed: Typed, *, newer: Newer | None = None) -> HttpResponse:
    """Save the text as the newest version; where someone was faster, show what they changed and keep the text.

    `newer` shows it on another page than that of the text.
    """
    at = now()
    try:
        version = document.save(text=typed.text, newest=typed.newest, by=request.user, at=at)
    except DefinitionRefused as refused:
        return show_text(request, document, typed, status=422, problems=refused.problems)
    except services.Newer as met:
        return (newer or _show_newer)(request, document, typed, met)
    except Refused as refused:
        return show_text(request, document, typed, status=409, refused=str(refused))
    if version.loaded_at != at:
        return show_text(request, document, typed, same=version)
    saved = _("Version %(number)s is saved. %(saved)s") % {"number": version.number, "saved": document.saved}
    messages.success(request, saved)
    return redirect(f"{document.page}?version={version.number}")


def _show_newer(request: HttpRequest, document: Edited, typed: Typed, newer: services.Newer) -> HttpResponse:
    theirs = document.said(newer.version)
    context: Named = {
        "newer": newer.version,
        "theirs": grouped(document.changes(before=document.said(typed.base), after=theirs)),
        "differing": grouped(document.changes(before=theirs, after=document.read(typed.text))),
    }
    known = Typed(typed.text, typed.base, newer.version.number)
    return show_text(request, document, known, status=409, refused=str(newer), **context)


def show_text(
    request: HttpRequest,
    document: Edited,
    typed: Typed,
    *,
    form: DefinitionText | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show the page with the text in it, and whatever is to be said of it."""
    initial = {"text": typed.text, "base": typed.base.number, "newest": typed.newest}
    context |= {
        "document": document,
        "form": form or DefinitionText(initial=initial),
        "base": typed.base,
        "newest": document.newest,
    }
    return render(request, "monitoring/definition/text_edit.html", context, status=status)
