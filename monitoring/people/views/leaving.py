"""Roles of several people that end together: who loses what is read first, then confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from monitoring.access.who import SignedInRequest
from monitoring.people import leaving, permissions


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_take_roles)
def remove_roles(request: SignedInRequest) -> HttpResponse:
    """Show the roles of the people that were chosen, and end those that are confirmed."""
    people = leaving.chosen(_chosen(request), by=request.user)
    found = leaving.endings(people, by=request.user)
    if request.method == "POST":
        ended = leaving.end(request.POST.getlist("role"), found, by=request.user, at=now())
        said = ngettext("%(count)s role is removed.", "%(count)s roles are removed.", len(ended))
        messages.success(request, said % {"count": len(ended)})
        return redirect("people")
    context = {
        "people": people,
        "removable": [one for one in found if one.verdict],
        "kept": [one for one in found if not one.verdict],
        "without": leaving.left_without(found),
    }
    return render(request, "monitoring/people/leaving.html", context)


def _chosen(request: HttpRequest) -> list[str]:
    """Return the keys of the people: of the list, or of the roles that are confirmed."""
    if request.method == "POST":
        return [key.split(" ", 1)[0] for key in request.POST.getlist("role")]
    return request.GET.getlist("person")
