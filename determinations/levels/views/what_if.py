"""What another definition would change against the final run: a page, or a file. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cim_portal.lib import downloads
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from determinations.levels import what_if as levels_what_if
from determinations.levels.forms import DefinitionFileForm
from determinations.levels.what_if import Move, WhatIf
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.access.permissions import can_administer
from monitoring.definition import Definition, DefinitionRefused, definition_of, queries, read_definition
from monitoring.definition.loading import version_of
from monitoring.years.loading import year_of
from monitoring.years.models import Year

PAGE = 100
COLUMNS = ("lea_code", "lea_name", "from", "to", "why_before", "why_after")


@dataclass(frozen=True)
class Tried:
    """What is tried: a version that is kept, by its name in the address, or else a text that is not."""

    definition: Definition
    version: str
    text: str


@takes_files("definition", can=can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=year_of)
def what_if(request: HttpRequest, year: Year) -> HttpResponse:
    """Show what a definition would change: one that the address names, or the text or file that is submitted."""
    if request.method != "POST":
        name = request.GET.get("version", "")
        if not name:
            return _page(request, year)
        definition = definition_of(version_of(name, year=year.year))
        return _answer(request, year, Tried(definition, name, ""), request.GET)
    form = DefinitionFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, year, form=form, status=422)
    text = form.cleaned_data["file"] or form.cleaned_data["text"]
    try:
        tried = Tried(read_definition(text), "", text)
    except DefinitionRefused as refused:
        return _page(request, year, form=form, status=422, problems=refused.problems, text=text)
    return _answer(request, year, tried, request.POST)


def _answer(request: HttpRequest, year: Year, tried: Tried, asked: Mapping[str, str]) -> HttpResponse:
    """Answer as a page or a file, with the moves that are asked for; as JSON with everything that was determined."""
    found = levels_what_if.compare(year=year, definition=tried.definition)
    levels = {code or NONE: name for code, name in found.names.items()}
    before, after = (asked.get(name, "") if asked.get(name, "") in levels else "" for name in ("from", "to"))
    words = asked.get("q", "").strip()
    moves = levels_what_if.chosen(found.moves, before=_code(before), after=_code(after), words=words)
    if asked.get("as") in ("csv", "xlsx"):
        return downloads.answer(asked["as"], COLUMNS, _rows(found, moves), name=f"what-if-{year}")
    if asked.get("as") == "json":
        document = JsonResponse(found.document(moves), json_dumps_params={"ensure_ascii": False})
        document.headers["Content-Disposition"] = f'attachment; filename="what-if-{year}.json"'
        return document
    page = Paginator(moves, PAGE).get_page(asked.get("page"))
    context: Named = {
        "tried": tried,
        "tried_words": _tried_in_words(tried, year),
        "found": found,
        "final": found.final,
        "total": len(found.outcomes.of_leas),
        "moving": len(found.moves),
        "matrix": _matrix(found),
        "page": page,
        "lines": levels_what_if.lines(what_if=found, moves=list(page.object_list)),
        "levels": levels.items(),
        "before": before,
        "after": after,
        "words": words,
        "text": tried.text,
    }
    return _page(request, year, **context)


def _tried_in_words(tried: Tried, year: Year) -> str:
    what = _("version %(version)s") % {"version": tried.version} if tried.version else _("the text that was submitted")
    said = {"title": tried.definition.title, "what": what, "other": tried.definition.year, "year": year}
    if tried.definition.year == year.year:
        return _("Tried: %(title)s, %(what)s.") % said
    return _("Tried: %(title)s, %(what)s: the rules of %(other)s on the data of %(year)s.") % said


def _code(asked: str) -> str | None:
    return "" if asked == NONE else asked or None


def _matrix(found: WhatIf) -> Named:
    """Return how many LEAs go from which level to which, with the sums: the columns are the levels after."""
    counts = found.counts
    codes = [code for code in found.names if any(code in pair for pair in counts)]
    return {
        "columns": [found.names[code] for code in codes],
        "rows": [
            {
                "code": row or NONE,
                "name": found.names[row],
                "cells": [(column or NONE, counts[row, column], row == column) for column in codes],
                "before": sum(counts[row, column] for column in codes),
                "after": sum(counts[other, row] for other in codes),
            }
            for row in codes
        ],
    }


def _rows(found: WhatIf, moves: list[Move]) -> list[tuple[str, ...]]:
    return [
        (one.code, one.name, one.before, one.after, one.why_before, one.why_after)
        for one in levels_what_if.lines(what_if=found, moves=moves)
    ]


def _page(
    request: HttpRequest, year: Year, *, form: DefinitionFileForm | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    versions = queries.all_versions()
    newest = max(version.number for version in versions if version.year == year.year)
    context |= {
        "year": year,
        "form": form or DefinitionFileForm(),
        "choices": [_choice(version.year, version.number, year) for version in versions],
        "chosen": request.GET.get("version", str(year.definition.number)),
        "no_level": str(NO_LEVEL),
        "base": request.POST.get("base", str(newest)),
        "newest": request.POST.get("newest", str(newest)),
    }
    return render(request, "determinations/levels/what_if.html", context, status=status)


def _choice(of: int, number: int, year: Year) -> tuple[str, str]:
    """Return how a version is called in the address, and in the list: the year's own by its number alone."""
    if of != year.year:
        return f"{of}-{number}", _("%(of)s, version %(number)s") % {"of": of, "number": number}
    in_force = number == year.definition.number
    name = _("Version %(number)s (in force)") if in_force else _("Version %(number)s")
    return str(number), name % {"number": number}
