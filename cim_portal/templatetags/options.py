"""The options of a list to choose from, made here and not in a template: a page of the state has five hundred."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def options(pairs: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """Return an option for each pair of a value and what is shown."""
    return SafeString("\n".join(_option(value, shown, is_chosen=value == chosen) for value, shown in pairs))


def _option(value: object, shown: object, *, is_chosen: bool) -> str:
    return f'<option value="{escape(str(value))}"{" selected" if is_chosen else ""}>{escape(str(shown))}</option>'
