"""Pages of django-allauth that the portal does not open: people are invited, and known by the address they were."""

from django.http import Http404, HttpRequest, HttpResponse

from cim_portal.lib.doors import public


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing here."""
    raise Http404("This page is closed.")
