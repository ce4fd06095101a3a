"""Reading a year's definition as people read, version by version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cim_portal.lib import dates
from cim_portal.lib.doors import guarded
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.definition import (
    Activity,
    Category,
    Definition,
    Field,
    Level,
    Need,
    condition_in_words,
    definition_of,
    field_kinds,
    need_in_words,
    queries,
    status_in_words,
    target_in_words,
    yearly,
)
from monitoring.definition.due import NOT_SET, task_line
from monitoring.definition.federal import FILES, VALUES
from monitoring.definition.loading import (
    Definitions,
    StepFormsThere,
    definitions_of,
    step_forms_of,
    step_forms_version_of,
    version_of,
)
from monitoring.definition.parts import choices, ratios
from monitoring.definition.parts.tasks import COUNTED
from monitoring.definition.permissions import can_change_definition, is_closed
from monitoring.definition.schema import Indicator, Snapshot
from monitoring.definition.versions import forms_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REVIEWERS: Mapping[tuple[str, ...], "StrOrPromise"] = {
    ("selpa",): gettext_lazy("the SELPA"),
    ("state",): gettext_lazy("the state"),
    ("selpa", "state"): gettext_lazy("the SELPA, then the state"),
    ("state", "selpa"): gettext_lazy("the state, then the SELPA"),
}
DIRECTIONS = {
    "higher": gettext_lazy("higher is better"),
    "lower": gettext_lazy("lower is better"),
    "none": gettext_lazy("neither is better"),
}


@dataclass(frozen=True)
class LevelWords:
    """A level, for whom its steps wait, and the numbers of the steps."""

    level: Level
    reviewers: str
    steps: str


@dataclass(frozen=True)
class FieldWords:
    """A field of an activity: its label, kind, and when it must be filled in."""

    label: str
    kind: str
    need: str
    columns: str


@dataclass(frozen=True)
class ActivityWords:
    """An activity with the levels that must and may do it."""

    number: str
    title: str
    purpose: str
    required: str
    optional: str
    fields: tuple[FieldWords, ...]


@require_safe
@guarded(can_monitor_state, load=definitions_of)
def definition(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Show the version in force, the newest before the year is open, or the one that the address asks for."""
    in_force, may_change = definitions.in_force, can_change_definition(request.user, definitions)
    asked = request.GET.get("version", "")
    version = version_of(asked or str(in_force or definitions.newest), year=definitions.year)
    context = {
        **_in_words(definition_of(version)),
        "year": definitions.year,
        "opened": in_force is not None,
        "version": version,
        "in_force": in_force,
        "versions": definitions.versions,
        "not_set": yearly.not_set(definition_of(version)),
        "newer_forms": queries.newer_step_forms(version),
        "before": version.number - 1,
        "closed": is_closed(definitions.year) if definitions.closed else "",
        "may_change": bool(may_change),
        "may_use": in_force not in (None, version.number) and bool(may_change),
    }
    return render(request, "monitoring/definition/definition.html", context)


@require_safe
@guarded(can_monitor_state, load=definitions_of)
def source(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Download a version as it was loaded."""
    version = version_of(request.GET.get("version", ""), year=definitions.year)
    return _download(version.source, f"cim-{version.year}-version-{version.number}.yaml")


@require_safe
@guarded(can_monitor_state, load=step_forms_of)
def step_forms(request: HttpRequest, forms: StepFormsThere) -> HttpResponse:
    """Show the newest version of step forms, or the one that the address asks for, and which years use them."""
    version = step_forms_version_of(request.GET.get("version", "") or str(forms.newest), name=forms.name)
    read = forms_of(version)
    context = {
        "forms": forms,
        "version": version,
        "read": read,
        "activities": [(one, [_field(field) for field in one.fields]) for one in read.activities],
        "choices": [(choices.in_words(name), values) for name, values in read.vocabularies.items()],
        "years": queries.years_with(forms.name),
        "before": version.number - 1,
        "may_change": bool(can_administer(request.user)),
    }
    return render(request, "monitoring/definition/step_forms.html", context)


@require_safe
@guarded(can_monitor_state, load=step_forms_of)
def step_forms_source(request: HttpRequest, forms: StepFormsThere) -> HttpResponse:
    """Download a version of step forms as it was loaded."""
    version = step_forms_version_of(request.GET.get("version", ""), name=forms.name)
    return _download(version.source, f"cim-step-forms-{version.name}-version-{version.number}.yaml")


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_words(read: Definition) -> dict[str, object]:
    """Return the parts of the definition, each as its table needs it."""
    return {
        "read": read,
        "letter_date": dates.in_words(read.letter_date) if read.letter_date else NOT_SET,
        "holidays": ", ".join(map(dates.in_words, read.holidays)),
        "levels": [_level(level) for level in read.levels],
        "outcomes": read.outcomes,
        "rules": [(read.endings[rule.ends_in], condition_in_words(rule.when), rule.note) for rule in read.rules],
        "categories": [(one, _consequences(one)) for one in read.determinations.categories],
        "category_rules": [
            (read.category(rule.category).name, condition_in_words(rule.when), rule.note)
            for rule in read.determinations.rules
        ],
        "indicators": [_indicator(read, one) for one in read.indicators],
        "snapshot": [_snapshot(one) for one in read.snapshot],
        "settings": ratios.in_words(read),
        "steps": [(step, [_activity(a) for a in read.activities if a.step == step.number]) for step in read.steps],
        "tasks": [(", ".join(task.levels), task.step, task_line(task)) for task in read.tasks],
        "letterhead": read.letterhead,
        "requirement_columns": [_("Code"), _("Requirement"), _("Citation"), _("Indicator"), _("Counted")],
        "requirements": [
            (one.code, one.name, one.citation, one.indicator or _("none"), str(dict(COUNTED)[one.counted]))
            for one in read.requirements
        ],
        "federal_column_heads": [_("File"), _("Heading"), _("What it holds")],
        "federal_columns": [
            (str(FILES[one.file]), one.heading, str(VALUES[one.file][one.value])) for one in read.federal_columns
        ],
        "contacts": [(one.name, one.email, ", ".join(one.levels)) for one in read.contacts],
    }


def _level(level: Level) -> LevelWords:
    return LevelWords(
        level,
        str(REVIEWERS.get(level.reviewers, _("no one"))),
        ", ".join(map(str, level.steps)) or _("none"),
    )


def _indicator(read: Definition, one: Indicator) -> tuple[Indicator, str, str, str]:
    return one, str(DIRECTIONS[one.direction]), _target(read, one.code), status_in_words(read.status_of(one.code))


def _target(read: Definition, indicator: str) -> str:
    target = read.target_for(indicator)
    if target is None:
        return str(NOT_SET)
    return target_in_words(target)


def _consequences(category: Category) -> str:
    """Return what follows from a category, and after how many years in a row."""
    return " ".join(
        "{}: {}".format(
            _("At once") if one.years == 1 else _("After %(years)s years in a row") % {"years": one.years}, one.text
        )
        for one in category.consequences
    )


def _snapshot(one: Snapshot) -> tuple[str, str, str, str]:
    as_of = dates.in_words(one.as_of) if one.as_of else str(NOT_SET)
    return (
        one.source,
        one.data_year,
        as_of,
        _("the %(approved_by)s") % {"approved_by": one.approved_by} if one.approved_by else str(NOT_SET),
    )


def _activity(activity: Activity) -> ActivityWords:
    return ActivityWords(
        number=activity.number,
        title=activity.title,
        purpose=activity.purpose,
        required=", ".join(activity.applies),
        optional=", ".join(activity.optional_for),
        fields=tuple(_field(field) for field in activity.fields),
    )


def _field(field: Field) -> FieldWords:
    needs = {"required": _("required"), "optional": _("optional")}
    need = need_in_words(field.need) if isinstance(field.need, Need) else needs.get(field.need, field.need)
    columns = ", ".join(column.label for column in field.columns)
    return FieldWords(field.label, str(field_kinds.kind_of(field.kind).words), need, columns)
