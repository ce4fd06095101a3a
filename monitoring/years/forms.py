"""What is filled in to open a year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cim_portal.lib import forms as lib_forms


class NewYearForm(forms.Form):
    """A year to open from another one's definition."""

    source = forms.TypedChoiceField(label=gettext_lazy("Take over from"), coerce=int)
    year = forms.IntegerField(label=gettext_lazy("Year to open"), min_value=2015, max_value=2100)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    letter_date = forms.DateField(
        label=gettext_lazy("Date of the letters"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("May be left empty, and set later."),
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lib_forms.offer(self, "source", [(year, str(year)) for year in years])
