"""What is filled in on the definition's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms

from monitoring.definition.yearly import Setting

DEFINITION_LIMIT = 1024 * 1024


class DefinitionForm(forms.Form):
    """A year's definition, or step forms, as a file."""

    file = forms.FileField(
        label="Definition of a year, or step forms (YAML file)",
        help_text="The file says itself which of the two it is, and its year or name.",
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > DEFINITION_LIMIT:
            raise forms.ValidationError("A definition is a text of less than 1 MB; this file is larger.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError("The file is not text in UTF-8.") from fault


class DefinitionText(forms.Form):
    """A definition as text, being edited. `base` is the version it was begun from, `newest` the newest known then."""

    text = forms.CharField(
        label="Definition (YAML)",
        strip=False,
        widget=forms.Textarea,
        help_text="Nothing is saved until you press Save. A fault is shown with the number of its line.",
    )
    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Return the text with the ends of lines that it had before a browser sent it."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class YearlyForm(forms.Form):
    """The values that are set each year, a field each; whether they are right, the definition's reading says."""

    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Iterable[Setting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one.name] = _setting_field(one)


def _setting_field(one: Setting) -> forms.Field:
    if one.choices:
        return forms.ChoiceField(label=one.label, required=False, choices=one.choices, initial=one.value)
    hint = "Write it as [0, 4), which holds 0 and not 4, or (10, 20]." if one.kind == "band" else ""
    widget = forms.TextInput({"type": "date"}) if one.kind == "date" else forms.TextInput()
    return forms.CharField(
        label=one.label, required=False, max_length=200, initial=one.value, help_text=hint, widget=widget
    )
