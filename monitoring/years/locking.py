"""Keeps moves of one year that replace what counts from running at once, and from a year that is closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.definition.permissions import is_closed
from monitoring.years.models import Year


class YearIsClosed(Refused):
    """Nothing that counts for a closed year changes any more."""


@contextmanager
def locked(year_id: int) -> Iterator[Year]:
    """Let no two acts on the year run at once: the later one sees what the earlier left."""
    with transaction.atomic():
        yield Year.objects.select_for_update(no_key=True).get(pk=year_id)


@contextmanager
def one_at_a_time(year_id: int) -> Iterator[None]:
    """Let no two moves that replace what counts for the year run at once, and none once it is closed. Raises YearIsClosed."""
    with locked(year_id) as year:
        if year.status == Year.Status.CLOSED:
            raise YearIsClosed(_("%(why)s Nothing was changed.") % {"why": is_closed(year.year)})
        yield
