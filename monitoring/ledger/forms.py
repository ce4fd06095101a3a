"""Which moves to list."""

from typing import Any

from django import forms

from cim_portal.lib.forms import offer
from monitoring.ledger import kinds


class LedgerFilter(forms.Form):
    """Which moves to list. The days are Pacific, and both count."""

    lea = forms.RegexField(
        r"^\d{7}$",
        label="LEA code",
        required=False,
        error_messages={"invalid": "An LEA code has seven digits."},
    )
    words = forms.CharField(label="Words", required=False, max_length=100)
    move = forms.ChoiceField(label="What happened", required=False)
    first = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "move", [("", "Everything"), *kinds.choices()])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first.")
        return cleaned
