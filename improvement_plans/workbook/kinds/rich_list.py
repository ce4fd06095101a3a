"""Several points, one a line."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Paragraphs


class RichList(Paragraphs):
    """Several points, one a line."""

    words = _("list of points")
    hint = _("One point a line.")
    says_points = True
    is_drawn = True


KIND = RichList()
