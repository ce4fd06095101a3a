"""Saving a view, and removing one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cim_portal.lib.doors import guarded, signed_in
from cim_portal.lib.verdict import Refused
from monitoring.access.who import SignedInRequest
from monitoring.saved_views import queries, services
from monitoring.saved_views.forms import SaveForm
from monitoring.saved_views.models import SavedView
from monitoring.saved_views.permissions import can_remove_view


@require_POST
@signed_in
def save_view(request: SignedInRequest) -> HttpResponse:
    """Save the filters of a page under a name."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Give the view a name of at most 80 characters."))
    view = services.save(**form.cleaned_data, by=request.user, at=now())
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view})
    return redirect(view)


@require_POST
@guarded(can_remove_view, load=queries.view)
def remove_view(request: SignedInRequest, view: SavedView) -> HttpResponse:
    """Remove a view."""
    services.remove(view)
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view})
    return redirect(view.path)
