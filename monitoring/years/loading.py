"""From the address to the year."""

from django.shortcuts import get_object_or_404

from monitoring.access.who import User
from monitoring.years.models import Year


def year_of(user: User, year: int) -> Year:
    """Return the year of the address, with its definition. Raises Http404 for one that is not open."""
    return get_object_or_404(Year.objects.select_related("definition", "opened_by"), year=year)
