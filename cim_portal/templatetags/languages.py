"""What is written in English by those who enter it, on a page that may be in another language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.filter
def english(text: object) -> object:
    """Mark a text as English where the page is not, so that a screen reader pronounces it as such."""
    return format_html('<span lang="en">{}</span>', text) if text and _is_other() else text


@register.simple_tag
def in_english() -> str:
    """Return the attribute that says of an element that it is English, where the page is not."""
    return mark_safe('lang="en"') if _is_other() else ""


def _is_other() -> bool:
    return not (get_language() or "en").startswith("en")
