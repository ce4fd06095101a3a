"""Setting what changes each year, field by field, without writing YAML."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import DefinitionRefused, Fault, definition_of, edited, read_definition, yearly
from monitoring.definition.forms import YearlyForm
from monitoring.definition.loading import Definitions, definitions_of, version_of
from monitoring.definition.models import DefinitionVersion
from monitoring.definition.text import read
from monitoring.definition.views.edit import Typed
from monitoring.definition.views.review import save_changes, show_review
from monitoring.definition.yearly import Setting

IN_A_TABLE = (gettext_lazy("Tasks"), gettext_lazy("Targets"))  # groups in which everything has the same settings


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=definitions_of)
def change_definition(request: SignedInRequest, definitions: Definitions) -> HttpResponse:
    """Show the settings of a version; save what was typed as a new version, or show it as text first."""
    number = request.POST.get("base", "") or request.GET.get("version", "") or str(definitions.newest)
    base = version_of(number, year=definitions.year)
    asked = yearly.settings(definition_of(base))
    if request.method != "POST":
        initial = {"base": base.number, "newest": definitions.newest}
        return _show(request, definitions, base, asked, YearlyForm(asked=asked, initial=initial))
    form = YearlyForm(request.POST, asked=asked)
    if not form.is_valid():
        return _show(request, definitions, base, asked, form, status=422)
    text = yearly.with_settings(text=base.source, asked=asked, typed=form.cleaned_data)
    try:
        read = read_definition(text)
    except DefinitionRefused as refused:
        for fault in refused.problems:
            form.add_error(*_next_to(fault, text, asked))
        return _show(request, definitions, base, asked, form, status=422)
    if read.canonical() == definition_of(base).canonical():
        messages.info(request, _("Nothing was changed, so there is no new version."))
        return redirect(request.get_full_path())
    typed = Typed(text, base, form.cleaned_data["newest"])
    document = edited.of_year(definitions)
    if request.POST.get("do") == "save":
        return save_changes(request, document, typed)
    return show_review(request, document, typed)


def _next_to(fault: Fault, text: str, asked: list[Setting]) -> tuple[str | None, str]:
    """Return the field that a fault is about, or None with the fault's own place in the sentence."""
    steps = fault.path.split(".")
    if steps[0] == "targets" and len(steps) > 2:  # named by its number in the list; the form calls it by its indicator
        steps[1] = read(text)["targets"][int(steps[1])]["indicator"]
    found = next((one for one in asked if steps[: len(one.way)] == [str(step) for step in one.way]), None)
    return (found.name, fault.sentence) if found else (None, str(fault))


def _show(
    request: HttpRequest,
    definitions: Definitions,
    base: DefinitionVersion,
    asked: list[Setting],
    form: YearlyForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "year": definitions.year,
        "opened": definitions.in_force is not None,
        "base": base,
        "newest": definitions.newest,
        "form": form,
        "groups": [_group(name, list(these), form) for name, these in groupby(asked, key=lambda one: one.group)],
    }
    return render(request, "monitoring/definition/definition_change.html", context, status=status)


def _group(name: str, these: list[Setting], form: YearlyForm) -> dict[str, object]:
    """Return a group of settings as its table or its list needs it."""
    rows = [(of, [form[one.name] for one in belong]) for of, belong in groupby(these, key=lambda one: one.of)]
    columns = list(dict.fromkeys(one.label for one in these))
    return {"name": name, "rows": rows, "columns": columns, "as_table": name in map(str, IN_A_TABLE)}
