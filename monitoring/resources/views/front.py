"""The front page: what CIM is, the levels, the way to a level's resources, the topic areas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public
from monitoring.access.permissions import can_administer
from monitoring.definition import Definition, definition_of
from monitoring.resources.forms import SubscribeForm
from monitoring.resources.models import Topic
from monitoring.years import queries


@require_safe
@public
def front(request: HttpRequest) -> HttpResponse:
    """Say what CIM is, and lead to everything that is public."""
    return _show(request)


@require_safe
@public
def pick(request: HttpRequest) -> HttpResponse:
    """Lead from the chosen level and step to their resources; explain a choice that does not exist."""
    level, step = request.GET.get("level", ""), request.GET.get("step", "")
    if not level and not step:
        return redirect("front")
    definition = _newest()
    chosen = next((one for one in definition.levels if one.code == level), None) if definition else None
    if chosen is None:
        return _show(request, picked=(level, step), fault=_("Choose a level."))
    if not step.isdecimal() or int(step) not in chosen.steps:
        steps = ", ".join(map(str, chosen.steps)) or "none"
        return _show(
            request,
            picked=(level, step),
            fault=_("%(name)s has these steps: %(steps)s.") % {"name": chosen.name, "steps": steps},
        )
    return redirect("resources", level=chosen.code, step=int(step))


def _newest() -> Definition | None:
    year = queries.newest_year()
    return definition_of(year.definition) if year else None


def _show(request: HttpRequest, *, picked: tuple[str, str] = ("", ""), fault: str = "") -> HttpResponse:
    definition = _newest()
    levels = sorted(definition.levels, key=lambda level: level.order) if definition else []
    context = {
        "definition": definition,
        "levels": [(level, definition.steps_for(level.code)) for level in levels] if definition else [],
        "choices": {
            "level": [(level.code, level.name) for level in levels if definition and definition.steps_for(level.code)],
            "step": [(str(step.number), f"{step.number}: {_(step.name)}") for step in definition.steps]
            if definition
            else [],
        },
        "picked": picked,
        "fault": fault,
        "topics": list(Topic.objects.order_by("order")),
        "form": SubscribeForm(),
        "may_keep": bool(can_administer(request.user)),
    }
    return render(request, "monitoring/resources/front.html", context, status=422 if fault else 200)
