"""A line of text."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Words


class Text(Words):
    """A line of text."""

    words = _("text")
    names_rows = True


KIND = Text()
