"""Which other pages of a list are offered, and their addresses, next to whatever else the address says."""

from collections.abc import Iterable

from django import template
from django.core.paginator import Page
from django.http import QueryDict

register = template.Library()


@register.filter
def offered(page: "Page[object]") -> Iterable[int | str]:
    """Return the numbers of the first page, the last, this one and those next to it, and what is said for those between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def page_query(query: QueryDict, name: str, number: int) -> str:
    """Return the query with `name` set to a page's number, as `?a=b&page=2`."""
    changed = query.copy()
    changed[name] = str(number)
    return f"?{changed.urlencode()}"
