"""What is chosen about a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib.forms import offer
from monitoring.oversight import queries as oversight


class AssignStepForm(forms.Form):
    """To whom at the state a step is assigned; blank is to whom its LEA is."""

    to = forms.ChoiceField(label=_("Assign to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [("", gettext("As the LEA is")), *oversight.targets()])
