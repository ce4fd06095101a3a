"""Editing a definition as text: checked, saved as a new version, and never lost."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer
from monitoring.definition import DefinitionRefused, definition_of, read_definition, services
from monitoring.definition.comparison import compare
from monitoring.definition.forms import DefinitionText
from monitoring.definition.loading import Definitions, definitions_of, version_of
from monitoring.definition.models import DefinitionVersion
from monitoring.definition.views.compare import grouped


@dataclass(frozen=True)
class Typed:
    """A text as it was typed, the version it was begun from, and the newest version that was known then."""

    text: str
    base: DefinitionVersion
    newest: int


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=definitions_of)
def edit_definition(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Show a version as text to edit; check the text that was typed, or save it as the newest version."""
    if request.method != "POST":
        base = version_of(request.GET.get("version", "") or str(definitions.newest), year=definitions.year)
        return show_text(request, definitions, Typed(base.source, base, definitions.newest))
    form = DefinitionText(request.POST)
    if not form.is_valid():
        base = version_of(str(definitions.newest), year=definitions.year)
        return show_text(request, definitions, Typed("", base, definitions.newest), form=form, status=422)
    base = version_of(str(form.cleaned_data["base"]), year=definitions.year)
    typed = Typed(form.cleaned_data["text"], base, form.cleaned_data["newest"])
    return save(request, definitions, typed) if request.POST.get("do") == "save" else check(request, definitions, typed)


def check(request: HttpRequest, definitions: Definitions, typed: Typed) -> HttpResponse:
    """Show every fault of the text, or what it changes."""
    try:
        read = read_definition(typed.text)
    except DefinitionRefused as refused:
        return show_text(request, definitions, typed, status=422, problems=refused.problems)
    changes = grouped(compare(before=definition_of(typed.base), after=read))
    return show_text(request, definitions, typed, checked=True, changes=changes)


def save(request: HttpRequest, definitions: Definitions, typed: Typed) -> HttpResponse:
    """Save the text as the newest version; where someone was faster, show what they changed and keep the text."""
    at = now()
    try:
        version = services.save_definition(
            year=definitions.year, text=typed.text, newest=typed.newest, by=request.user, at=at
        )
    except DefinitionRefused as refused:
        return show_text(request, definitions, typed, status=422, problems=refused.problems)
    except services.Newer as newer:
        return _show_newer(request, definitions, typed, newer)
    except Refused as refused:
        return show_text(request, definitions, typed, status=409, refused=str(refused))
    if version.loaded_at != at:
        return show_text(request, definitions, typed, same=version)
    counts = "It counts once you put it in force." if definitions.in_force else "The year opens under it."
    saved = f"Version {version.number} is saved. {counts}"
    messages.success(request, saved, extra_tags=_kept(request, version.year))  # lets the browser forget its copy
    return redirect(f"/years/{version.year}/definition/?version={version.number}")


def _show_newer(request: HttpRequest, definitions: Definitions, typed: Typed, newer: services.Newer) -> HttpResponse:
    theirs = definition_of(newer.version)
    context: dict[str, Any] = {
        "newer": newer.version,
        "theirs": grouped(compare(before=definition_of(typed.base), after=theirs)),
        "differing": grouped(compare(before=theirs, after=read_definition(typed.text))),
    }
    known = Typed(typed.text, typed.base, newer.version.number)
    return show_text(request, definitions, known, status=409, refused=str(newer), **context)


def show_text(
    request: HttpRequest,
    definitions: Definitions,
    typed: Typed,
    *,
    form: DefinitionText | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show the page with the text in it, and whatever is to be said of it."""
    initial = {"text": typed.text, "base": typed.base.number, "newest": typed.newest}
    context |= {
        "year": definitions.year,
        "opened": definitions.in_force is not None,
        "form": form or DefinitionText(initial=initial),
        "base": typed.base,
        "newest": definitions.newest,
        "kept": _kept(request, definitions.year),
    }
    return render(request, "monitoring/definition/definition_edit.html", context, status=status)


def _kept(request: HttpRequest, year: int) -> str:
    """Return the name under which this person's browser keeps the text until it is saved."""
    return f"{reverse('edit_definition', args=[year])}:{request.user.pk}"
