"""Changing a list of a document row by row, without writing YAML: levels, rules, tasks, targets, activities, fields."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import DefinitionRefused, edited
from monitoring.definition.edited import Edited, Version
from monitoring.definition.forms import PartForm
from monitoring.definition.loading import PartOfForms, PartOfYear, part_of_forms, part_of_year
from monitoring.definition.parts import Part, cell_of
from monitoring.definition.parts.indicators import pasted
from monitoring.definition.permissions import can_change_definition
from monitoring.definition.text import NotADocumentError
from monitoring.definition.views.edit import Typed
from monitoring.definition.views.review import show_review

MORE = 3  # rows that a form gets at a time


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_change_definition, load=part_of_year)
def change_part(request: SignedInRequest, asked: PartOfYear) -> HttpResponse:
    """Change a list of a year's definition."""
    return _change(request, edited.of_year(asked.definitions), asked.part)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=part_of_forms)
def change_part_of_forms(request: SignedInRequest, asked: PartOfForms) -> HttpResponse:
    """Change a list of step forms."""
    return _change(request, edited.of_step_forms(asked.forms), asked.part)


def _change(request: SignedInRequest, document: Edited, slug: str) -> HttpResponse:
    """Show the rows of a version's list; show what the changes would do, or what is wrong, next to the field."""
    base = document.version(request.POST.get("base", "") or request.GET.get("version", "") or str(document.newest))
    part = document.parts(base).get(slug)
    if part is None:
        raise Http404("This document has no such list.")
    if request.method != "POST":
        initial = {"base": base.number, "newest": document.newest, "blanks": 0 if part.fixed else 1}
        return _show(request, document, base, PartForm(part=part, initial=initial))
    form = PartForm(request.POST, request.FILES, part=part)
    if request.POST.get("do") == "more":
        return _show(request, document, base, form.again(blanks=form.spare + MORE))
    if request.POST.get("do") == "paste":
        filled, wrong = pasted(part, request.POST.get("pasted", ""))
        return _show(request, document, base, form.again(filled=filled), filled=len(filled), wrong=wrong)
    if not form.is_valid():
        return _show(request, document, base, form, status=422)
    return _tried(request, document, base, part, form)


def _tried(request: SignedInRequest, document: Edited, base: Version, part: Part, form: PartForm) -> HttpResponse:
    stays, names = form.stays()
    try:
        text = part.write(base.source, part, stays)
        read = document.read(text)
    except NotADocumentError as wrong:
        form.add_error(None, wrong.sentence)
        return _show(request, document, base, form, status=422)
    except DefinitionRefused as refused:
        for fault in refused.problems:
            name = cell_of(fault, part, stays, names)
            form.add_error(name or None, fault.sentence if name else str(fault))
        return _show(request, document, base, form, status=422)
    if read.canonical() == document.said(base).canonical():
        messages.info(request, _("Nothing was changed, so there is no new version."))
        return redirect(request.get_full_path())
    return show_review(request, document, Typed(text, base, form.cleaned_data["newest"]))


def _show(
    request: HttpRequest, document: Edited, base: Version, form: PartForm, *, status: int = 200, **context: object
) -> HttpResponse:
    said: Named = {
        "document": document,
        "base": base,
        "newest": document.newest,
        "part": form.part,
        "form": form,
        "rows": form.shown(),
        "others": [
            (f"{document.page}change/{one.slug}/", one.title)
            for one in document.parts(base).values()
            if one.slug != form.part.slug
        ],
        **context,
    }
    return render(request, "monitoring/definition/part_change.html", said, status=status)
