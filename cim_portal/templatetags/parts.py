"""What was typed into a field of an activity, or a cell of its table, in words: a page of a review has hundreds."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from improvement_plans.activities.page import Cell, FieldView

register = template.Library()


@register.filter
def said(part: Cell | FieldView) -> SafeString | str:
    """Return what a part says: a paragraph of a field, or the text of a cell."""
    words = linebreaksbr(part.shown)
    if part.is_cell:
        return words or _("no information")
    return format_html("<p>{}</p>", words)
