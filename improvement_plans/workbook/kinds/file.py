"""Attached files. They are kept next to the answer, and the value itself is empty."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import FilledIn
from monitoring.files import taken


class File(FilledIn):
    """Attached files."""

    words = _("file")
    entry = "attached"
    is_tall = True
    lacking = _("needs a file")
    hint = format_lazy(
        _(
            "Up to {limit} MB. It must not have a student’s name or number in it. It is attached when the activity is saved."
        ),
        limit=taken.LIMIT_MB,
    )


KIND = File()
