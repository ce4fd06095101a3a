"""What is filled in about preliminary figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from determinations.preliminary.models import Contest


class WindowForm(forms.Form):
    """The last day on which LEAs can contest elements."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day on which LEAs can contest elements, Pacific time"),
        widget=forms.DateInput({"type": "date"}),
    )


class ContestForm(forms.Form):
    """An element that is wrong, why, and a file that shows it."""

    indicator = forms.ChoiceField(label=gettext_lazy("Element"))
    reason = forms.CharField(label=gettext_lazy("Why it is wrong"), max_length=bounds.COMMENT, widget=forms.Textarea)
    evidence = forms.FileField(label=gettext_lazy("Evidence (a file, optional)"), required=False)

    def __init__(self, *args: Any, elements: list[tuple[str, str]], **more: Any) -> None:
        """Offer `elements`, by code and name."""
        super().__init__(*args, **more)
        lib_forms.offer(self, "indicator", [(code, name) for code, name in elements])


class AnswerForm(forms.Form):
    """The state's answer, in a decision and in words."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Contest.Decision.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=bounds.COMMENT, widget=forms.Textarea)
