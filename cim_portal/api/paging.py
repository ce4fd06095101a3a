"""Pages of a long list: how many there are, and the addresses of the next and the one before."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema

from cim_portal.api.errors import ApiError
from cim_portal.api.rows import says
from cim_portal.lib.shapes import JsonObject

Row = TypeVar("Row")
Found = TypeVar("Found", bound=Model)
MOST, USUAL, LAST = 1000, 100, 1_000_000


class Paging(Schema):
    """Which page of a list."""

    page: Annotated[int, says(gettext_lazy("The number of the page, from 1."), ge=1, le=LAST)] = 1
    limit: Annotated[int, says(gettext_lazy("How many a page holds."), ge=1, le=MOST)] = USUAL


class Page(Schema, Generic[Row]):
    """A page of a list."""

    items: Annotated[list[Row], says(gettext_lazy("What the page holds."))]
    count: Annotated[int, says(gettext_lazy("How many there are on all pages."))]
    next: Annotated[str | None, says(gettext_lazy("The address of the next page, empty on the last."))]
    previous: Annotated[str | None, says(gettext_lazy("The address of the page before, empty on the first."))]


def page(
    request: HttpRequest,
    found: "QuerySet[Found, Any]",  # rows as models, or as values
    paging: Paging,
    row: Callable[[list[Found]], Iterable[Schema | JsonObject]],
) -> JsonObject:
    """Return the page of what was found, its rows made all at once by `row`. Raises ApiError with 404 past the last page."""
    count = found.count()
    first = (paging.page - 1) * paging.limit
    if first and first >= count:
        last = max(-(-count // paging.limit), 1)
        raise ApiError(404, _("There is no page %(page)s; the last is %(last)s.") % {"page": paging.page, "last": last})
    return {
        "items": list(row(list(found[first : first + paging.limit]))),
        "count": count,
        "next": _address(request, paging.page + 1) if first + paging.limit < count else None,
        "previous": _address(request, paging.page - 1) if paging.page > 1 else None,
    }


def _address(request: HttpRequest, number: int) -> str:
    asked = {**request.GET.dict(), "page": number}
    return f"{settings.PORTAL_URL}{request.path}?{urlencode(asked)}"
