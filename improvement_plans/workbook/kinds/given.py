"""What an activity's role shows from published data or from another activity."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import FilledIn


class Given(FilledIn):
    """What an activity's role shows."""

    words = _("filled in by the portal")


KIND = Given()
