"""object of several."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.shapes import Json
from improvement_plans.workbook.declaring import Kind, Options, nothing
from monitoring.definition import Column


class Choices(Kind):
    """object of several, kept as a list of texts."""

    words = _("several choices")
    needs = "choices"
    is_tall = True

    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Return everything that was chosen."""
        return [str(one) for one in data.getlist(name) if one]

    def sound(self, value: Json, columns: Sequence[Column] = ()) -> Json:
        """Return a list of texts, whatever was stored."""
        return [str(one) for one in value] if isinstance(value, list) else []

    def fault(self, value: object) -> str:
        """Find nothing wrong; a choice that is gone is found where rows point at each other."""
        return ""

    def shown(self, value: Json, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the words of what was chosen, as one line: only the last row keeps its period."""
        if self.is_blank(value):
            return nothing()
        labels = dict(options)
        *others, last = (labels.get(one, one) for one in value)
        return "; ".join([*(one.rstrip(".") for one in others), last])


KIND = Choices()
