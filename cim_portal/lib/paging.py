"""A page of a long list, and the rest of its address."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


def paged(request: HttpRequest, rows: QuerySet[Row], *, size: int) -> Page[Row]:
    """Return the page that the address asks for."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def query_without_page(request: HttpRequest) -> str:
    """Return the address's query without the page number, as `a=b&c=d`."""
    query = request.GET.copy()
    query.pop("page", None)
    return str(query.urlencode())
