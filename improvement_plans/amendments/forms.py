"""What is filled in about amendments."""

from django import forms
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds


class WhyForm(forms.Form):
    """Why the plan is amended, and when the board took it up."""

    reason = forms.CharField(
        label=gettext_lazy("Why the plan is amended"),
        required=False,
        max_length=bounds.COMMENT,
        widget=forms.Textarea,
    )
    board_date = forms.DateField(
        label=gettext_lazy("Date when the governing board took it up"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
