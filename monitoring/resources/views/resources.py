"""The resources of a level and step, of a topic area, and their files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cim_portal.lib.doors import public
from cim_portal.lib.paging import paged
from monitoring.definition import Definition, definition_of, due
from monitoring.files import keeping, taken
from monitoring.resources import queries as resources_queries
from monitoring.resources.forms import FindFilter
from monitoring.resources.models import Topic
from monitoring.years import queries as years_queries

PAGE = 50


@require_safe
@public
def resources(request: HttpRequest, level: str, step: int) -> HttpResponse:
    """Show what a level asks for in a step, and the resources for it."""
    year = years_queries.newest_year()
    if year is None:
        raise Http404("No year is open.")
    return render(
        request, "monitoring/resources/resources.html", _step_of_level(definition_of(year.definition), level, step)
    )


def _step_of_level(definition: Definition, code: str, number: int) -> dict[str, object]:
    level = next((one for one in definition.levels if one.code == code), None)
    step = next((one for one in definition.steps_for(code) if one.number == number), None) if level else None
    if level is None or step is None:
        raise Http404("There is no such level, or it has no such step.")
    return {
        "definition": definition,
        "level": level,
        "step": step,
        "steps": definition.steps_for(code),
        "activities": [
            (activity.number, activity.title_for(code), activity.purpose, must)
            for activity, must in definition.activities_for(code, number)
        ],
        "tasks": [due.task_line(task) for task in definition.tasks_for(code) if task.step in (number, None)],
        "resources": resources_queries.resources_for(level=code, step=number),
    }


@require_safe
@public
def find(request: HttpRequest) -> HttpResponse:
    """List resources by year, level, step, topic area and for whom they are."""
    year = years_queries.newest_year()
    definition = definition_of(year.definition) if year else None
    form = FindFilter(
        request.GET,
        levels=[(one.code, one.name) for one in definition.levels] if definition else [],
        steps=[one.number for one in definition.steps] if definition else [],
        years=resources_queries.years(),
    )
    asked = form.cleaned_data if form.is_valid() else {}
    page = paged(request, resources_queries.found(**asked), size=PAGE)
    context = {"form": form, "page": page, "resources": [resources_queries.resource_line(row) for row in page]}
    return render(request, "monitoring/resources/find.html", context, status=422 if form.errors else 200)


@require_safe
@public
def resource_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the file of a resource."""
    found = resources_queries.resource_file(pk)
    if found is None:
        raise Http404("There is no such file.")
    kept, name = found
    return keeping.download(kept, media_type=taken.media_type(name), name=_plain(name))


def _plain(name: str) -> str:
    """Return a file name that can be in a header: a name from outside brings no quotes and no line breaks."""
    return "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)


@require_safe
@public
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """Show a topic area with its resources."""
    found = get_object_or_404(Topic, slug=topic)
    context = {
        "topic": found,
        "topics": list(Topic.objects.order_by("order")),
        "resources": resources_queries.resources_of(found),
    }
    return render(request, "monitoring/resources/topic.html", context)
