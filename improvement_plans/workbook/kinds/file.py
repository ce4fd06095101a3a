"""Attached files. They are kept next to the answer, and the value itself is empty."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import FilledIn


class File(FilledIn):
    """Attached files."""

    words = _("file")
    entry = "attached"
    lacking = _("needs a file")


KIND = File()
