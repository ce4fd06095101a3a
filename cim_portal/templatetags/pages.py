"""The address of another page of a list, next to whatever else the address says."""

from django import template
from django.http import QueryDict

register = template.Library()


@register.simple_tag
def page_query(query: QueryDict, name: str, number: int) -> str:
    """Return the query with `name` set to a page's number, as `?a=b&page=2`."""
    changed = query.copy()
    changed[name] = str(number)
    return f"?{changed.urlencode()}"
