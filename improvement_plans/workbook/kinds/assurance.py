"""A statement that is ticked."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.shapes import Json
from improvement_plans.workbook.declaring import Kind, Options
from monitoring.definition import Column


class Assurance(Kind):
    """A statement that is ticked."""

    words = _("assurance")
    lacking = _("has to be assured")

    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Say whether it is ticked."""
        return bool(data.get(name, ""))

    def sound(self, value: Json, columns: Sequence[Column] = ()) -> Json:
        """Return whether it is ticked, whatever was stored."""
        return bool(value)

    def fault(self, value: object) -> str:
        """Find nothing wrong with a tick."""
        return ""

    def shown(self, value: object, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Say whether it is assured."""
        return gettext("Assured") if value else gettext("Not assured yet")


KIND = Assurance()
