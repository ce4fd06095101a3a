"""What the two lists of the ledger can be filtered by."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import history
from cim_portal.lib.forms import offer
from monitoring.ledger import kinds


class _DaysFilter(forms.Form):
    """What both lists can be filtered by. The days are Pacific, and both count."""

    lea = forms.RegexField(
        r"^\d{7}$",
        label=_("LEA code"),
        required=False,
        error_messages={"invalid": _("An LEA code has seven digits.")},
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, object]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned


class LedgerFilter(_DaysFilter):
    """Which moves to list."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    move = forms.ChoiceField(label=_("What happened"), required=False)
    field_order = ("lea", "words", "move", "first", "last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "move", [("", gettext("Everything")), *kinds.choices()])


class ChangesFilter(_DaysFilter):
    """Which changes to records to list."""

    thing = forms.ChoiceField(label=_("Kind of record"), required=False)
    field_order = ("thing", "lea", "first", "last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "thing", [("", gettext("All kinds")), *((kind.name, str(kind.what)) for kind in history.kinds())])
