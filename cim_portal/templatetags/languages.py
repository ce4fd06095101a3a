"""What definitions and administrators write in English, on a page that may be in another language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

register = template.Library()


@register.filter
def in_language(text: str) -> str:
    """Return a text in the language of the page where the catalog has it; else mark it as English, so that a screen reader
    pronounces it as such."""
    if not text or not _is_other():
        return text
    said = gettext(text)
    return said if said != text else format_html('<span lang="en">{}</span>', text)


@register.simple_tag
def in_english() -> str:
    """Return the attribute that says of an element that it is English, where the page is not."""
    return mark_safe('lang="en"') if _is_other() else ""  # a constant of ours: no text of anyone's is in it


def _is_other() -> bool:
    return not (get_language() or "en").startswith("en")
