"""Several lines of text."""

from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds
from improvement_plans.workbook.declaring import Words


class Prose(Words):
    """Several lines of text."""

    words = _("prose")
    names_rows = True
    longest = bounds.PROSE


KIND = Prose()
