"""From the address to the year."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from monitoring.access import scope
from monitoring.access.who import User
from monitoring.years.models import Year


def year_of(user: User, year: int) -> Year:
    """Return the year of the address, with its definition. Raises Http404 for one that is not open; one that is being
    prepared is there for administrators alone."""
    found = get_object_or_404(Year.objects.select_related("definition", "opened_by"), year=year)
    if found.status == Year.Status.PREPARING and not scope.is_administrator(user):
        raise Http404("This year is being prepared.")
    return found
