"""The years: opening one, loading a definition, putting a version in force."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cim_portal.lib import downloads
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.access.who import SignedInRequest
from monitoring.definition import DefinitionRefused, Fault, definition_of
from monitoring.definition import queries as definition_queries
from monitoring.definition import services as definition_services
from monitoring.definition.forms import DefinitionForm
from monitoring.definition.loading import Definitions, definitions_of, version_of
from monitoring.definition.models import StepFormsVersion
from monitoring.years import moves
from monitoring.years import queries as years_queries
from monitoring.years import services as years_services
from monitoring.years.forms import NewYearForm
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@require_POST
@guarded(can_administer, load=definitions_of)
def use(request: SignedInRequest, definitions: Definitions) -> HttpResponse:
    """Put a version in force from now on."""
    year = get_object_or_404(Year, year=definitions.year)
    version = version_of(request.POST.get("version", ""), year=definitions.year)
    years_services.use_definition(year=year, version=version, by=request.user, at=now())
    messages.success(
        request,
        _("Version %(number)s is in force for %(year)s from now on. Final runs keep theirs.")
        % {"number": version.number, "year": year},
    )
    return redirect("definition", year=year.year)


# What a year takes over from another, in the plural and in the singular.
PARTS = {
    "levels": "level",
    "rules": "rule",
    "indicators": "indicator",
    "targets": "target",
    "activities": "activity",
    "tasks": "task",
    "contacts": "contact",
}


@require_safe
@guarded(can_monitor_state)
def years(request: HttpRequest) -> HttpResponse:
    """List the years, with the form to load a definition; or give the list as a file."""
    if kind := downloads.asked(request):
        names = ("year", "in_force", "newest", "opened_at", "opened_by", "preparing", "closed")
        rows = [[getattr(line, name) for name in names] for line in years_queries.year_lines()]
        columns = ["year", "version_in_force", "newest_version", *names[3:]]
        return downloads.answer(kind, columns, rows, name="years")
    return _list(request, DefinitionForm())


@takes_files("definition", can=can_administer)
@require_POST
@guarded(can_administer)
def load_definition(request: SignedInRequest) -> HttpResponse:
    """Load a definition or step forms, or show every fault with its place."""
    form = DefinitionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        version = definition_services.load_document(text=form.cleaned_data["file"], by=request.user, at=now())
    except DefinitionRefused as refused:
        name = request.FILES["file"].name  # type: ignore[union-attr]
        return _list(request, DefinitionForm(), status=422, refused=name or _("the file"), problems=refused.problems)
    if isinstance(version, StepFormsVersion):
        messages.success(
            request,
            _("The %(version)s, are loaded. A definition uses them once it is loaded or saved again.")
            % {"version": version},
        )
        return redirect("years")
    messages.success(request, _("The definition of %(version)s is loaded.") % {"version": version})
    return redirect("definition", year=version.year)


@require_POST
@guarded(can_administer)
def open_year(request: SignedInRequest) -> HttpResponse:
    """Open a year under the newest version of its definition."""
    year = request.POST.get("year", "")
    if not year.isdecimal() or len(year) != 4:
        raise Refused(_("Choose the year to open from the list."))
    opened = years_services.open_year(year=int(year), by=request.user, at=now())
    messages.success(
        request,
        _("%(opened)s is open, under version %(number)s of its definition.")
        % {"opened": opened, "number": opened.definition.number},
    )
    return redirect("years")


@require_POST
@guarded(can_administer, load=year_of)
def undo(request: SignedInRequest, year: Year) -> HttpResponse:
    """Undo the opening of a year of which no letter is issued."""
    moves.undo_opening(year=year, by=request.user, at=now())
    messages.success(
        request,
        _("The opening of %(year)s is undone: only administrators see it until it is opened again.") % {"year": year},
    )
    return redirect("years")


@require_POST
@guarded(can_administer, load=year_of)
def close(request: SignedInRequest, year: Year) -> HttpResponse:
    """Close a year, with a reason."""
    moves.close_year(year=year, by=request.user, at=now(), reason=request.POST.get("reason", ""))
    messages.success(
        request,
        _("%(year)s is closed now.") % {"year": year},
    )
    return redirect("year", year=year.year)


@require_POST
@guarded(can_administer, load=year_of)
def reopen(request: SignedInRequest, year: Year) -> HttpResponse:
    """Reopen a closed year, with a reason."""
    moves.reopen_year(year=year, by=request.user, at=now(), reason=request.POST.get("reason", ""))
    messages.success(request, _("%(year)s is open again: files, runs and letters can follow.") % {"year": year})
    return redirect("year", year=year.year)


@require_POST
@guarded(can_administer)
def new_year(request: SignedInRequest) -> HttpResponse:
    """Open a year under a definition that is taken over from another year's."""
    form = NewYearForm(request.POST, years=_years_to_take_over())
    if not form.is_valid():
        return _list(request, DefinitionForm(), new_year=form, status=422)
    typed = form.cleaned_data
    source = years_queries.counting_version(typed.pop("source"))
    try:
        opened = years_services.open_year_from(source=source, **typed, by=request.user, at=now())
    except DefinitionRefused as refused:
        name = _("the definition of %(year)s") % {"year": source.year}
        return _list(request, DefinitionForm(), new_year=form, status=422, refused=name, problems=refused.problems)
    except Refused as refused:
        form.add_error("year", str(refused))
        return _list(request, DefinitionForm(), new_year=form, status=409)
    messages.success(
        request,
        _("%(opened)s is open, under a definition taken over from %(source)s. %(opened_2)s")
        % {"opened": opened, "source": source, "opened_2": _taken_over(opened)},
    )
    return redirect("definition", year=opened.year)


def _taken_over(opened: Year) -> str:
    """Return in a sentence what a year took over."""
    read = definition_of(opened.definition)
    counts = {part: len(getattr(read, part)) for part in PARTS}
    counted = ", ".join(f"{count} {part if count != 1 else PARTS[part]}" for part, count in counts.items() if count)
    return _(
        "Taken over: %(counted)s, and the settings of the ratios. The days on which tasks are due were left empty."
    ) % {"counted": counted}


def _years_to_take_over() -> list[int]:
    return [line.year for line in years_queries.year_lines()]


def _new_year() -> NewYearForm:
    """Return the form as it is usually wanted: the year after the newest, from it."""
    years = _years_to_take_over()
    if not years:
        return NewYearForm(years=years)
    title = definition_of(years_queries.counting_version(years[0])).title.replace(str(years[0]), str(years[0] + 1))
    return NewYearForm(years=years, initial={"source": years[0], "year": years[0] + 1, "title": title})


def _list(
    request: HttpRequest,
    form: DefinitionForm,
    *,
    new_year: NewYearForm | None = None,
    status: int = 200,
    refused: str = "",
    problems: Sequence[Fault] = (),
) -> HttpResponse:
    context = {
        "years": years_queries.year_lines(),
        "step_forms": definition_queries.newest_step_forms(),
        "form": form,
        "new_year": new_year or _new_year(),
        "refused": refused,
        "problems": problems,
        "may_act": bool(can_administer(request.user)),
    }
    return render(request, "monitoring/years/years.html", context, status=status)
