"""Which moves to list."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.forms import offer
from monitoring.ledger import kinds


class LedgerFilter(forms.Form):
    """Which moves to list. The days are Pacific, and both count."""

    lea = forms.RegexField(
        r"^\d{7}$",
        label=gettext_lazy("LEA code"),
        required=False,
        error_messages={"invalid": gettext_lazy("An LEA code has seven digits.")},
    )
    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    move = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "move", [("", _("Everything")), *kinds.choices()])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned
