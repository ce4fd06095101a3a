"""Several lines of text."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Paragraphs


class Prose(Paragraphs):
    """Several lines of text."""

    words = _("prose")
    names_rows = True


KIND = Prose()
