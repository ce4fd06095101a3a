"""What is filled in about progress."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import bounds
from cim_portal.lib import forms as lib_forms
from improvement_plans.progress.judging import READINGS
from improvement_plans.progress.models import Evaluation, ProgressCheck
from monitoring.files import taken

_DAY = {"type": "date"}


class EntryForm(forms.Form):
    """What is entered of a check. `has` names the file that the entry before has already; blank for none."""

    value = forms.CharField(label=gettext_lazy("Value"), required=False, max_length=40)
    as_of = forms.DateField(label=gettext_lazy("Date of the value"), widget=forms.DateInput(_DAY))
    reading = forms.ChoiceField(label=gettext_lazy("How it goes"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What you say of it"),
        help_text=gettext_lazy(
            "Needed where you are behind, have no data, or drop the step: why, and what you will do."
        ),
        required=False,
        max_length=bounds.COMMENT,
        widget=forms.Textarea,
    )
    file = forms.FileField(label=gettext_lazy("Evidence"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, check: ProgressCheck, unit: str, has: str = "", **more: Any) -> None:
        """Ask what a check of its kind asks; `unit` is that of the outcome."""
        super().__init__(*args, **more)
        choices = READINGS[ProgressCheck.Of(check.of)]
        lib_forms.offer(self, "reading", [(one.value, str(one.label)) for one in choices])
        limits = {"limit": taken.LIMIT_MB, "endings": taken.endings()}
        said = _("Up to %(limit)s MB: %(endings)s. Choose no file with names of students.") % limits
        if has:
            said += " " + _("“%(name)s” is attached. Another file replaces it here; the earlier entry keeps it.") % {
                "name": has
            }
        self.fields["file"].help_text = said
        self.fields["value"].help_text = _("In %(unit)s.") % {"unit": unit} if unit else ""
        if check.of == ProgressCheck.Of.STEP:
            del self.fields["value"]
            self.fields["as_of"].label = _("Date")


class DayForm(forms.Form):
    """Of what progress is looked at, and on which day."""

    of = forms.ChoiceField(label=gettext_lazy("Outcome or action step"))
    day = forms.DateField(label=gettext_lazy("Day, Pacific time"), widget=forms.DateInput(_DAY))

    def __init__(self, *args: Any, choices: list[tuple[object, str]], **more: Any) -> None:
        """Offer the outcomes and action steps of the plan."""
        super().__init__(*args, **more)
        lib_forms.offer(self, "of", choices)


class EvaluationForm(forms.Form):
    """What an LEA writes of its plan at the end; a decision for each outcome."""

    fidelity = forms.CharField(
        label=gettext_lazy("How it was carried out"),
        help_text=gettext_lazy("Was it done as planned? What was not, and why?"),
        max_length=bounds.PROSE,
        widget=forms.Textarea,
    )
    learned = forms.CharField(label=gettext_lazy("What you learned"), max_length=bounds.PROSE, widget=forms.Textarea)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **more: Any) -> None:
        """Ask what becomes of each of the `outcomes`, named by id and what it is called."""
        super().__init__(*args, **more)
        self.rows = {f"decision-{row}": row for row, _label in outcomes}
        choices = [("", _("Choose")), *((one.value, str(one.label)) for one in Evaluation.Decision)]
        for (name, _row), (_id, label) in zip(self.rows.items(), outcomes, strict=True):
            said = _("What becomes of “%(label)s”") % {"label": label}
            self.fields[name] = forms.ChoiceField(label=said, choices=choices)

    @property
    def decisions(self) -> dict[str, str]:
        """What was decided, by outcome."""
        return {row: self.cleaned_data[name] for name, row in self.rows.items()}
