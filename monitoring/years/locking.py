"""Keeps moves of one year that replace what counts from running at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from monitoring.years.models import Year


@contextmanager
def one_at_a_time(year_id: int) -> Iterator[None]:
    """Let no two moves that replace what counts for the year run at once: the later one sees what the earlier left."""
    with transaction.atomic():
        Year.objects.select_for_update(no_key=True).get(pk=year_id)
        yield
