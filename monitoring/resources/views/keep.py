"""Managing the resources: the list, one resource, withdrawing and restoring."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.paging import paged
from cim_portal.lib.shapes import Named
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest, User
from monitoring.definition import definition_of
from monitoring.resources import queries as resources_queries
from monitoring.resources import services
from monitoring.resources.forms import KeepFilter, ResourceForm
from monitoring.resources.models import Resource
from monitoring.years import queries as years_queries

PAGE = 50
SAID = ("title", "text", "level", "step", "link", "audience", "year")


def resource_of(user: User, pk: int) -> Resource:
    """Return the resource of the address. Raises Http404."""
    return get_object_or_404(Resource, pk=pk)


@require_safe
@guarded(can_administer)
def keep_resources(request: HttpRequest) -> HttpResponse:
    """List the resources by the filters of the address."""
    form = KeepFilter(request.GET, **_choices())
    asked = form.cleaned_data if form.is_valid() else {}
    topic = asked.get("topic")
    rows = resources_queries.kept_resources(
        level=asked.get("level", ""), step=asked.get("step"), topic=topic.slug if topic else ""
    )
    page = paged(request, rows, size=PAGE)
    context = {"form": form, "page": page, "lines": [resources_queries.kept_resource_line(r) for r in page]}
    return render(request, "monitoring/resources/keep_resources.html", context)


@takes_files("file", can=can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer)
def new_resource(request: SignedInRequest) -> HttpResponse:
    """Add a resource."""
    form = ResourceForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        **_choices(),
    )
    if request.method == "POST" and form.is_valid():
        row = services.add(**_said(form), by=request.user, at=now())
        messages.success(request, _("“%(row)s” is on the public pages now.") % {"row": row})
        return redirect("keep_resources")
    return render(request, "monitoring/resources/resource.html", {"form": form}, status=422 if form.errors else 200)


@takes_files("file", can=can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=resource_of)
def change_resource(request: SignedInRequest, resource: Resource) -> HttpResponse:
    """Change a resource."""
    form = ResourceForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=_there(resource),
        has=resource.file_name,
        **_choices(level=resource.level, step=resource.step),
    )
    if request.method == "POST" and form.is_valid():
        row = services.change(resource=resource, **_said(form), by=request.user, at=now())
        messages.success(request, _("“%(row)s” is changed.") % {"row": row})
        return redirect("keep_resources")
    context = {"form": form, "resource": resource, "withdrawn": resource.withdrawn_at is not None}
    return render(request, "monitoring/resources/resource.html", context, status=422 if form.errors else 200)


@require_POST
@guarded(can_administer, load=resource_of)
def withdraw_resource(request: SignedInRequest, resource: Resource) -> HttpResponse:
    """Take a resource out of the public pages."""
    services.withdraw(resource=resource, by=request.user, at=now())
    messages.success(
        request, _("“%(resource)s” is withdrawn. It is kept, and can be restored.") % {"resource": resource}
    )
    return redirect("keep_resources")


@require_POST
@guarded(can_administer, load=resource_of)
def restore_resource(request: SignedInRequest, resource: Resource) -> HttpResponse:
    """Put a withdrawn resource back."""
    services.restore(resource=resource, by=request.user, at=now())
    messages.success(request, _("“%(resource)s” is on the public pages again.") % {"resource": resource})
    return redirect("keep_resources")


def _said(form: ResourceForm) -> Named:
    said = form.cleaned_data
    file = said["handed"]
    wording = {key: said[key] for key in SAID}
    return {
        "wording": services.Wording(**wording),
        "file": services.Handed(file.name, file.read()) if file else None,
        "topics": said["topics"],
    }


def _there(resource: Resource) -> dict[str, object]:
    """Return what the form of a resource begins with."""
    there: dict[str, object] = {key: getattr(resource, key) for key in SAID}
    return {**there, "topics": [topic.pk for topic in resource.topics.all()]}


def _choices(*, level: str = "", step: int | None = None) -> Named:
    """Return the levels and steps of the newest year to choose from, and the ones that a resource has already."""
    year = years_queries.newest_year()
    definition = definition_of(year.definition) if year else None
    ordered = sorted(definition.levels, key=lambda one: one.order) if definition else []
    levels = {one.code: one.name for one in ordered}
    steps = {one.number for one in definition.steps} if definition else set()
    if level:
        levels.setdefault(level, _("%(level)s, a level of another year") % {"level": level})
    return {"levels": list(levels.items()), "steps": sorted(steps | ({step} if step is not None else set()))}
