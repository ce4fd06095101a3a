"""One of several."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from improvement_plans.workbook.declaring import Options, Words
from monitoring.definition import Column


class Choice(Words):
    """One of several."""

    words = _("one choice")
    needs = "choices"

    def fault(self, value: object) -> str:
        """Find nothing wrong; a choice that is gone is found where rows point at each other."""
        return ""

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the words of what was chosen."""
        return super().shown(dict(options).get(str(value), value))


KIND = Choice()
