"""What is filled in about due dates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms

_ALL = gettext_lazy("All")
GRANT, REFUSE = "grant", "refuse"


def _day(label: Any) -> forms.DateField:  # words that are translated when they are read
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}))


class AskForm(forms.Form):
    """Until when more time is asked for, and why."""

    until = _day(gettext_lazy("New due date, Pacific time"))
    reason = forms.CharField(
        label=gettext_lazy("Why you need more time"), max_length=bounds.COMMENT, widget=forms.Textarea
    )


class AnswerForm(forms.Form):
    """Whether more time is granted, until when, and words."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[(GRANT, gettext_lazy("Grant more time")), (REFUSE, gettext_lazy("Do not grant it"))],
        widget=forms.RadioSelect,
    )
    until = _day(gettext_lazy("Due date, if you grant it, Pacific time"))
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The LEA will read it. If you do not grant more time, say why."),
        required=False,
        max_length=bounds.COMMENT,
        widget=forms.Textarea,
    )


class DatesForm(forms.Form):
    """Which steps of a year get which due date, and why."""

    number = forms.TypedChoiceField(label=gettext_lazy("Step"), coerce=int)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    selpa = forms.ChoiceField(label="SELPA", required=False)
    lea = forms.CharField(
        label=gettext_lazy("LEA, by its code of seven digits"), required=False, max_length=bounds.LINE
    )
    day = _day(gettext_lazy("New due date, Pacific time"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=bounds.COMMENT, widget=forms.Textarea)

    def __init__(
        self,
        *args: Any,
        steps: list[tuple[int, str]],
        levels: list[tuple[str, str]],
        selpas: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        """Offer the steps of the year by number, its levels and its SELPAs by code."""
        super().__init__(*args, **more)
        lib_forms.offer(self, "number", [(number, name) for number, name in steps])
        lib_forms.offer(self, "level", [("", str(_ALL)), *levels])
        lib_forms.offer(self, "selpa", [("", str(_ALL)), *selpas])
