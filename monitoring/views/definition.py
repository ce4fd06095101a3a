"""Reading a year's definition as people read, version by version."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from cim_portal.lib import dates
from cim_portal.lib.doors import guarded
from monitoring import process, queries
from monitoring.models import ProcessVersion, Year
from monitoring.permissions import can_administer, can_monitor_state
from monitoring.process import Activity, Field, Level, Need, Process
from monitoring.queries import VersionLine
from monitoring.services import years as service
from monitoring.views.resources import NOT_SET, task_line

REVIEWERS = {"selpa": "SELPA", "state": "state"}
DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "none": "neither is better"}
KINDS = {"rich_list": "list of points", "given": "filled in by the portal", "sum": "reckoned by the portal"}


@dataclass(frozen=True)
class Definitions:
    """A year's versions, the newest first; `opened` is None before the year is."""

    year: int
    opened: Year | None
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True)
class LevelWords:
    """A level with whom its steps wait on, and the numbers of the steps."""

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


def definitions_of(user: Any, year: int) -> Definitions:
    """Return the versions of the year of the address. Raises Http404 for a year without one."""
    versions = tuple(queries.version_lines(year))
    if not versions:
        raise Http404("This year has no definition yet.")
    return Definitions(year, Year.objects.select_related("process").filter(year=year).first(), versions)


@require_GET
@guarded(can_monitor_state, load=definitions_of)
def definition(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Show the version in force, the newest before the year is open, or the one that the address asks for."""
    opened = definitions.opened
    in_force = opened.process.number if opened else None
    asked = request.GET.get("version", "")
    version = _version(definitions, asked or str(in_force or definitions.versions[0].number))
    context = {
        **_in_words(process.of(version)),
        "year": definitions.year,
        "opened": opened is not None,
        "version": version,
        "in_force": in_force,
        "versions": definitions.versions,
        "may_use": bool(opened and in_force != version.number and can_administer(request.user)),
    }
    return render(request, "monitoring/definition.html", context)


@require_GET
@guarded(can_monitor_state, load=definitions_of)
def source(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Download a version as it was handed in."""
    version = _version(definitions, request.GET.get("version", ""))
    response = HttpResponse(version.source, content_type="application/yaml; charset=utf-8")
    name = f"cim-{version.year}-version-{version.number}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@guarded(can_administer, load=definitions_of)
def use(request: HttpRequest, definitions: Definitions) -> HttpResponse:
    """Put a version in force from now on."""
    year = get_object_or_404(Year, year=definitions.year)
    version = _version(definitions, request.POST.get("version", ""))
    service.use_process(year=year, version=version, by=request.user, at=now())
    messages.success(request, f"Version {version.number} is in force for {year} from now on. Final runs keep theirs.")
    return redirect("definition", year=year.year)


def _version(definitions: Definitions, number: str) -> ProcessVersion:
    if not number.isdecimal() or len(number) > 9:
        raise Http404("There is no such version.")
    return get_object_or_404(
        ProcessVersion.objects.select_related("loaded_by"), year=definitions.year, number=int(number)
    )


def _in_words(read: Process) -> dict[str, Any]:
    """Return the parts of the definition, each as its table needs it."""
    names = {level.code: level.name for level in read.levels}
    return {
        "read": read,
        "letter_date": dates.in_words(read.letter_date) if read.letter_date else NOT_SET,
        "levels": [_level(level) for level in read.levels],
        "rules": [(names[rule.level], process.in_words(rule.when), rule.note) for rule in read.rules],
        "indicators": [(one, DIRECTIONS[one.direction], _target(read, one.code)) for one in read.indicators],
        "settings": _settings(read),
        "steps": [(step, [_activity(a) for a in read.activities if a.step == step.number]) for step in read.steps],
        "tasks": [(", ".join(task.levels), task.step, task_line(task)) for task in read.tasks],
        "contacts": [(one.name, one.email, ", ".join(one.levels)) for one in read.contacts],
    }


def _level(level: Level) -> LevelWords:
    reviewers = ", then the ".join(REVIEWERS[one] for one in level.reviewers)
    return LevelWords(level, f"the {reviewers}" if reviewers else "nobody", ", ".join(map(str, level.steps)) or "none")


def _target(read: Process, indicator: str) -> str:
    target = read.target_for(indicator)
    if target is None:
        return NOT_SET
    return f"{process.OPERATORS[target.operator]} {target.value} {target.unit}".strip()


def _settings(read: Process) -> list[tuple[str, str]]:
    these = read.disproportionality
    own = [(f"Threshold in category {number}", str(value)) for number, value in sorted(these.thresholds.items())]
    return [
        ("Threshold of the risk ratio, to be exceeded", str(these.threshold)),
        *own,
        ("Smallest cell (students with the outcome)", str(these.minimum_cell)),
        ("Smallest group (students in all)", str(these.minimum_n)),
        ("A ratio is not calculated below the smallest cell", f"{these.combine} the smallest group"),
        ("Years in a row that make it significant", str(these.years)),
        ("Reasonable progress is taken into account", "yes" if these.reasonable_progress else "no"),
    ]


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
    need = f"required if {field.need.required_if}" if isinstance(field.need, Need) else field.need
    columns = ", ".join(column.heading for column in field.columns)
    return FieldWords(field.label, KINDS.get(field.kind, field.kind), need, columns)
