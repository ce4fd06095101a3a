"""What an activity's role calculates."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import FilledIn


class Sum(FilledIn):
    """What an activity's role calculates."""

    words = _("calculated by the portal")


KIND = Sum()
