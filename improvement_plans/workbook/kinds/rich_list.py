"""Several points, one a line."""

from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds
from improvement_plans.workbook.declaring import Words


class RichList(Words):
    """Several points, one a line."""

    words = _("list of points")
    hint = _("One point a line.")
    says_points = True
    longest = bounds.PROSE


KIND = RichList()
