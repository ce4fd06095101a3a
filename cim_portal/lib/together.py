"""Many at once: several queries of the same columns as one, and many keys as one value of a query."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Found = TypeVar("Found", bound="QuerySet[Any, Any]")  # of whatever rows


def together(queries: Iterable[Found]) -> Found:
    """Return the rows of one or more queries in no order, each as often as the queries have it, by one query.

    They say the same columns in the same order; one of these says of which query a row is, where that matters.
    """
    first, *others = queries
    return first.union(*others, all=True) if others else first


def among(keys: Iterable[int]) -> RawSQL:
    """Return the keys for `__in`, as one value, and that as one text: thousands take longer than the query itself."""
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"])
