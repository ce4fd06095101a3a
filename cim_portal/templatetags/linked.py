"""Addresses that someone typed in a text, as links."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# A word by itself: what is in quotes or within markup that someone pasted stays as it is. Django's `urlize` links those too.
_WORD = re.compile(
    r"(?<!\S)(?P<open>\(?)(?P<address>https://[^\s<>\"']+?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?P<end>[.,;:!?)]*)(?!\S)"
)


@register.filter
def linked(text: str) -> SafeString:
    """Return a text as HTML in which web and email addresses are links, and all else is text."""
    parts: list[str] = []
    at = 0
    for word in _WORD.finditer(text):
        address = word["address"]
        to = address if address.startswith("https://") else f"mailto:{address}"
        link = format_html('<a href="{}">{}</a>', to, address)
        parts += [conditional_escape(text[at : word.start("address")]), link]
        at = word.end("address")
    return mark_safe("".join([*parts, conditional_escape(text[at:])]))  # noqa: S308 - each part is escaped
